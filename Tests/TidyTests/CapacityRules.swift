/// Room for a fixed number of things has a name in `Capacity` (RobotCore): a number that stands at
/// twenty places is raised at nineteen.
enum CapacityRules {
  /// Where a 64 is the room itself, and where it is another one than that for joints.
  static let allowed: [String: String] = [
    "Sources/RobotCore/Capacity.swift": "the names themselves",
    "Sources/DeviceIO/SlowOutputs.swift": "outputs of four chips; this room knows no robot",
    "Sources/Twin/Encoder.swift": "samples of a delay line, which no other place knows",
    "Sources/Wire/Payload.swift": "bytes of a CAN FD frame",
  ]

  static func findings(_ files: [SourceFile]) -> [String] {
    files.filter {
      $0.isSwift && $0.path.hasPrefix("Sources/") && !$0.isGenerated && allowed[$0.path] == nil
    }.flatMap { file in
      file.codeLines.filter { $0.text.contains(Self.capacity) }.map {
        "\(file.path):\($0.number): a bare 64 as room for something: use its name in Capacity "
          + "(`Capacity.joints`, `PerJoint`), or give it one there"
      }
    }
  }

  /// As the size of a type, of a list, or as the end of a range or comparison.
  private static var capacity: Regex<Substring> {
    /<64,|, 64>|(?:capacity|count): *(?:\d\.\.[.<])?64\b|\.\.[.<]64\b|[<>]=? 64\b(?! <<)|prefix\(64\)/
  }
}
