import RobotCore
import Units

/// A reducer outside the drive as its file describes it; sign and offset belong to the joint.
enum ReducerProfile {
  static func read(_ path: String, into findings: FindingList) -> ReducerConfiguration? {
    let before = findings.count
    guard let top = Section.top(ReducerFacts.group, of: path, into: findings) else { return nil }
    var reducer = ReducerConfiguration()
    // What else belongs into the file hangs on its kind.
    guard let kind = top.word(ReducerFacts.kind, ReducerFacts.kinds) else { return nil }
    reducer.kind = kind
    let hasRatio = top.has(ReducerFacts.ratio)
    let hasTravel = top.has(ReducerFacts.travel)
    switch reducer.kind {
    case .direct:
      if hasRatio { top.add(ReducerFacts.ratio, "has no meaning for a direct reducer; remove it") }
      if hasTravel {
        top.add(ReducerFacts.travel, "has no meaning for a direct reducer; remove it")
      }
    case .planetary, .strainWave, .cycloidal:
      reducer.ratio = top.number(ReducerFacts.ratio)
      if hasTravel { top.add(ReducerFacts.travel, "belongs to kind 'linear' only; remove it") }
    case .linear:
      reducer.metresPerRadian = top.quantity(ReducerFacts.travel)
      if hasRatio {
        top.add(ReducerFacts.ratio, "has no meaning for a linear reducer; write 'travel'")
      }
    }
    top.finish()
    return findings.count == before ? reducer : nil
  }
}

extension ReducerConfiguration {
  /// Drive rad per joint rad or m, > 0.
  var drivePerJoint: Double { kind == .linear ? 1 / metresPerRadian : ratio }
}
