import RobotCore
import Units

/// A switch at a joint's way: closed where the joint is homed to, and beyond.
struct HomingSwitch {
  let joint: Int
  /// By index in the configuration's lines.
  let line: UInt8
  private let position: Double
  private let isUpwards: Bool

  /// nil for a joint that is homed in another way.
  init?(_ configuration: JointConfiguration, _ joint: Int) {
    guard configuration.homing.method == .switch else { return nil }
    self.joint = joint
    line = configuration.homing.line
    position = configuration.homing.position.value
    isUpwards = configuration.homing.isUpwards
  }

  func isClosed(at place: Double) -> Bool { isUpwards ? place >= position : place <= position }
}
