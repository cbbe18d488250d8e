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

  /// The switch at the inputs of a drive that looks by itself: closed where the joint is homed to,
  /// and beyond; half a turn of the encoder farther where its next index is what the joint is homed
  /// to. nil for a joint that is homed in another way, and for a method without a switch.
  /// `turn`: of the encoder, at the joint.
  static func own(
    _ configuration: JointConfiguration, _ joint: Int, turn: Double
  ) -> MountedSwitch? {
    guard configuration.homing.method == .drive else { return nil }
    // DSP 402 2.0, chapter 13.
    let kind: TwinSwitch
    let direction: Double
    let method = configuration.drive.canopen.homingMethod
    switch method {
    case 1, 17: (kind, direction) = (.negativeLimit, -1)
    case 2, 18: (kind, direction) = (.positiveLimit, 1)
    case 19: (kind, direction) = (.home, 1)
    case 21: (kind, direction) = (.home, -1)
    default: return nil
    }
    let isUpwards = direction * configuration.reducer.sign > 0
    let farther = method <= 2 ? turn / 2 : 0
    let place = configuration.homing.position.value + (isUpwards ? farther : -farther)
    return MountedSwitch(
      joint: joint, kind: kind, lower: isUpwards ? place : -.infinity,
      upper: isUpwards ? .infinity : place)
  }

  func isClosed(at place: Double) -> Bool { isUpwards ? place >= position : place <= position }
}
