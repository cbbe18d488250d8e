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
  private let most: Double
  private let delay: Double
  private var isClosed = true
  private var pending = 0.0

  /// From the drive's torque going off to the brake holding, and from its coming back to the brake
  /// being free, s: a choice of ours, small spring-applied brakes take some tens of milliseconds.
  static let brakeDelay = 0.03
  /// A brake holds this much more than the joint's effort limit: a choice of ours.
  private static let brakeReserve = 1.5

  init(_ joint: JointConfiguration) {
    switch joint.loading {
    case .gravityLoaded:
      most = 0
      delay = 0
    case .selfHolding:
      // Nothing below the effort limit drives it back; its own drive does, so powered it is free.
      most = max(0, joint.effortLimit.value)
      delay = 0
    case .braked:
      most = max(0, joint.effortLimit.value) * Lock.brakeReserve
      delay = Lock.brakeDelay
    }
    effort = most
  }

  /// `step` seconds on, with or without torque from the drive (or the word of its brake output).
  mutating func advance(isPowered: Bool, step: Double) {
    guard most > 0 else { return }
    guard isPowered == isClosed else {
      pending = 0
      return
    }
    pending += step
    guard pending >= delay else { return }
    isClosed = !isPowered
    anchor = nil
    effort = isClosed ? most : 0
    pending = 0
  }
}
