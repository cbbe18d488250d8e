import Cycle
import RealTime
import RobotCore
import Twin
import Units

// What was seen of the robot so far.
extension CycleBench {
  /// How the run went so far.
  var outcome: RunOutcome { cycle.outcome }
  /// The motion of the command line will not begin.
  var hasAutostartFailed: Bool { cycle.hasAutostartFailed }
  /// Every drive was looked at once more after the end was asked for.
  var hasSeenEnd: Bool { cycle.hasSeenEnd }
  /// Phase of the robot.
  var phase: RobotPhase { cycle.phase }
  /// Joints whose drive carries torque, as the drives themselves know it.
  var powered: [Int] {
    configuration.joints.indices.filter { twin.driveStatus($0) == .enabled }
  }
  /// What the cycle knows of a joint.
  func state(_ joint: Int) -> JointState { cycle.body.states[joint] }
  /// What a joint's drive was last sent.
  func command(_ joint: Int) -> JointCommand { cycle.body.commands[joint] }
  /// Codes of the findings so far, oldest first.
  var faults: [FaultCode] {
    cycle.body.faultLog.indices.map { cycle.body.faultLog[$0].fault.code }
  }
  /// How often an event was noted.
  func count(_ code: EventCode) -> Int { events.count { $0.code == code } }
  /// Kinds of the stops so far.
  var stops: [StopKind] {
    events.filter { $0.code == .stopBegan }.compactMap { StopKind(rawValue: UInt8($0.detail)) }
  }
}
