import Cycle
import RobotCore
import Twin
import Units

// What tests of homing ask of the bench.
extension CycleBench {
  /// Where a joint stands in truth, rad or m.
  func truth(_ joint: Int) -> Double { twin.jointTruth(joint).position.value }

  /// How far what is known of a joint is from what is, rad or m.
  func error(_ joint: Int) -> Double { abs(state(joint).position.value - truth(joint)) }

  /// Asks for a joint to be homed.
  func home(_ joint: Int, _ kind: RequestKind = .home) -> Reply {
    ask(kind) { $0.mask = 1 << UInt64(joint) }
  }

  /// Until the robot holds with one joint more homed; false when it stops instead.
  func isHomed(in cycles: Int = 20_000) -> Bool {
    let before = count(.homed)
    for _ in 0..<cycles {
      step()
      if phase == .latched || phase == .stopping { return false }
      if phase == .holding, count(.homed) == before + 1 { return true }
    }
    return false
  }
}
