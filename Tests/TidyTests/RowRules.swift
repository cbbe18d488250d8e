/// A quantity of a joint is stated at four places, and nobody copies the row: with each copy, one
/// more quantity costs one more file.
enum RowRules {
  /// Where a quantity may be named: where it is measured, in the deck, in Swift, in a recording.
  static let places = [
    "Sources/RobotCore/DriveReport.swift", layout, statement, "proto/sinew.proto",
  ]
  static let layout = "Sources/CFlightDeck/include/CFlightDeck.h"
  static let statement = "Sources/FlightDeck/JointRow.swift"

  /// Who names a quantity because it is their business: whoever judges it, decodes it from a frame,
  /// or plays the drive that measures it. A key of a profile (`SafetyFacts.…`) is no quantity.
  static let excepted = ["Sources/Safety/", "Sources/Drives/", "Sources/Twin/"]

  /// What the cycle itself works out and others read by its everyday name. Of these a copy is
  /// forbidden and no more; what a drive measures, and every quantity yet to come, is not of them.
  static let spoken: Set<String> = [
    "position", "raw_position", "setpoint", "command_position", "velocity", "raw_velocity",
    "effort", "command_velocity", "command_effort", "stiffness", "damping", "age", "silence",
    "drive_status", "drive_fault", "limited_by", "flags",
  ]

  /// Rooms that hand the row on.
  static let carriers: Set<String> = ["Runtime", "FlightDeck", "Telemetry", "Console", "sinew"]

  /// So many of a row's quantities set or declared in one file are a copy of it.
  static let copyLength = 4

  static func findings(_ files: [SourceFile]) -> [String] {
    let quantities = fields(files)
    guard !quantities.isEmpty, Set(quantities).isSuperset(of: spoken) else {
      return ["\(layout): `flight_deck_joint` lacks quantities that RowRules.spoken names"]
    }
    return quantities.filter { !spoken.contains($0) }.flatMap { named($0, files) } + copies(files)
  }

  /// The names of the row, as C has them; room that is kept for later is none.
  static func fields(_ files: [SourceFile]) -> [String] {
    guard let header = files.first(where: { $0.path == layout }),
      let end = header.code.firstRange(of: "} flight_deck_joint;"),
      let begin = header.code[..<end.lowerBound].ranges(of: "typedef struct {").last
    else { return [] }
    return header.code[begin.upperBound..<end.lowerBound].split(separator: ";").flatMap {
      $0.split(separator: ",").compactMap { $0.split(whereSeparator: \.isWhitespace).last }
    }.map(String.init).filter { $0 != "reserved" }
  }

  private static func named(_ quantity: String, _ files: [SourceFile]) -> [String] {
    let words = [quantity, camel(quantity)]
    return files.flatMap { file -> [String] in
      guard isHeld(file), !places.contains(file.path),
        !excepted.contains(where: { file.path.hasPrefix($0) }),
        words.contains(where: { file.text.contains($0) })
      else { return [] }
      return zip(file.codeLines, file.lines).filter { code, line in
        words.contains { word in
          let isKey = code.text != line.text && line.text.contains("\"\(word)\"")
          return isKey || names(code.text, word)
        }
      }.map { code, _ in
        "\(file.path):\(code.number): names `\(quantity)`, a quantity of a joint's row: only "
          + "\(places.joined(separator: ", ")) do; go by `JointRow.quantities`, or by "
          + "`JointState.report`"
      }
    }
  }

  private static func copies(_ files: [SourceFile]) -> [String] {
    let words = properties(files)
    return files.filter {
      isHeld($0) && carriers.contains($0.room) && $0.path != statement
    }.compactMap { file in
      let lines = file.codeLines.filter { isSetting($0.text) }
      let set = words.filter { word in lines.contains { sets($0.text, word) } }
      guard set.count >= copyLength else { return nil }
      return
        "\(file.path): sets or declares \(set.joined(separator: ", ")), as a copy of a joint's "
        + "row would: hold a `JointRow`, or go by `JointRow.quantities`"
    }
  }

  /// The names of the row, as Swift has them.
  static func properties(_ files: [SourceFile]) -> [String] {
    guard let file = files.first(where: { $0.path == statement }) else { return [] }
    return file.code.matches(of: /public var (\w+):/).map { String($0.1) }
  }

  private static func isHeld(_ file: SourceFile) -> Bool {
    (file.path.hasPrefix("Sources/") || file.path.hasPrefix("proto/")) && !file.isGenerated
  }

  private static func camel(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// As a word of its own, and not as what the profile's facts call their key.
  private static func names(_ line: Substring, _ word: String) -> Bool {
    words(line).enumerated().contains { index, found in
      found == word && (index == 0 || words(line)[index - 1] != "SafetyFacts")
    }
  }

  /// `var word`, `let word`, `….word = ` or `word = `.
  private static func sets(_ line: Substring, _ word: String) -> Bool {
    let found = words(line)
    let isDeclared = zip(found, found.dropFirst()).contains {
      ($0 == "var" || $0 == "let") && $1 == word
    }
    return isDeclared || line.contains(".\(word) = ")
      || line.drop { $0 == " " }.hasPrefix("\(word) = ")
  }

  private static func isSetting(_ line: Substring) -> Bool {
    line.contains(" = ") || line.contains("var ") || line.contains("let ")
  }

  private static func words(_ line: Substring) -> [Substring] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
