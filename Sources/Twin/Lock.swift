import RobotCore
import Units

/// What holds a joint while its drive has no torque: a brake, or a gear that cannot be driven back.
///
/// It takes effort at the joint, whatever lies between: which side of a springy gear a brake is
/// on is in no profile.
struct Lock {
  /// Most effort that it takes now, N·m or N.
  private(set) var effort: Double
  /// Where it took hold: what creeps away under it is brought back. nil: nothing held yet.
  var anchor: Double?
  /// The output that opens it is on; for a brake whose output is the robot's.
  var isReleased = false
  private let most: Double
  private let followsDrive: Bool
  private let engageTime: Double
  private let releaseTime: Double
  private var isClosed = true
  private var pending = 0.0

  /// A brake of which nothing is said holds this much more than the joint's effort limit: ours.
  private static let brakeReserve = 1.5

  init(_ joint: JointConfiguration) {
    followsDrive = joint.loading != .braked || !joint.brake.isOurs
    switch joint.loading {
    case .gravityLoaded:
      most = 0
      engageTime = 0
      releaseTime = 0
    case .selfHolding:
      // Nothing below the effort limit drives it back; its own drive does, so powered it is free.
      most = max(0, joint.effortLimit.value)
      engageTime = 0
      releaseTime = 0
    case .braked:
      let slip = joint.brake.slipEffort.value
      most = slip > 0 ? slip : max(0, joint.effortLimit.value) * Lock.brakeReserve
      engageTime = joint.brake.engageTime.seconds
      releaseTime = joint.brake.releaseTime.seconds
    }
    effort = most
  }

  /// `step` seconds on, with or without torque from the drive (or the word of its brake output).
  mutating func advance(isPowered: Bool, step: Double) {
    guard most > 0 else { return }
    let opens = followsDrive ? isPowered : isReleased
    guard opens == isClosed else {
      pending = 0
      return
    }
    pending += step
    guard pending >= (opens ? releaseTime : engageTime) else { return }
    isClosed = !opens
    anchor = nil
    effort = isClosed ? most : 0
    pending = 0
  }
}
