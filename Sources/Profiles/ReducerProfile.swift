import RobotCore
import Units

/// A reducer outside the drive as its file describes it; sign and offset belong to the joint.
enum ReducerProfile {
  private static let kinds: [String: ReducerKind] = [
    "direct": .direct, "planetary": .planetary, "strain_wave": .strainWave,
    "cycloidal": .cycloidal, "linear": .linear,
  ]

  static func read(_ path: String, into findings: FindingList) -> ReducerConfiguration? {
    guard let file = SourceFile.read(path, into: findings),
      let mapping = YAMLDocument.mapping(of: file, into: findings)
    else { return nil }
    let before = findings.count
    let top = Section(
      kind: "reducer", path: "", file: path, mapping: mapping, findings: findings)
    top.require(schema: "sinew-reducer/1")
    var reducer = ReducerConfiguration()
    // What else belongs into the file hangs on its kind.
    guard let kind = top.word("kind", kinds) else { return nil }
    reducer.kind = kind
    let hasRatio = top.has("ratio")
    let hasTravel = top.has("travel")
    switch reducer.kind {
    case .direct:
      if hasRatio { top.add("ratio", "has no meaning for a direct reducer; remove it") }
      if hasTravel { top.add("travel", "has no meaning for a direct reducer; remove it") }
    case .planetary, .strainWave, .cycloidal:
      reducer.ratio = top.number("ratio", .range(0.01, 1000))
      if hasTravel { top.add("travel", "belongs to kind 'linear' only; remove it") }
    case .linear:
      reducer.metresPerRadian = top.quantity("travel", .travel, .range(1e-6, 10, "m/rad"))
      if hasRatio { top.add("ratio", "has no meaning for a linear reducer; write 'travel'") }
    }
    top.finish()
    return findings.count == before ? reducer : nil
  }
}

extension ReducerConfiguration {
  /// Drive rad per joint rad or m, > 0.
  var drivePerJoint: Double { kind == .linear ? 1 / metresPerRadian : ratio }
}
