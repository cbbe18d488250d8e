import RobotCore
import Units

/// How one joint is homed: what its section says, as the search needs it.
struct HomingRule: BitwiseCopyable, Sendable {
  let method: HomingMethod
  /// +1 towards larger positions, −1 towards smaller ones.
  let direction: Double
  /// How fast it looks, rad/s or m/s.
  let speed: Double
  /// How far the setpoint may lead the joint. The joint's spring makes the effort of it, so this is
  /// what keeps the effort low.
  let lead: Position
  /// Effort of the drive, beside that for the weight, from which on something holds the joint.
  let contact: Double
  /// Where the joint is when it has found what it looks for.
  let position: Position
  /// Where it goes then: into its limits.
  let target: Position
  /// The farthest that it may have to go: from stop to stop, and a tenth for their own place.
  let way: Position
  /// The longest that it may take.
  let time: Interval

  /// Of the effort that the lead makes this share must arrive, the rest is friction: ours.
  private static var contactShare: Double { @_noLocks get { 0.5 } }
  /// The setpoint stays this share of the following error's limit ahead at most: to lag behind is
  /// what a joint at its stop does, and no finding: ours.
  private static var leadShare: Double { @_noLocks get { 0.5 } }

  @_noLocks init(_ joint: JointConfiguration) {
    method = joint.homing.method
    direction = joint.homing.isUpwards ? 1 : -1
    speed = joint.homing.speed.value
    let most = joint.followingErrorLimit.value * HomingRule.leadShare
    let wanted = joint.stiffness > 0 ? joint.homing.effort.value / joint.stiffness : most
    lead = Position(wanted < most ? wanted : most)
    contact = lead.value * joint.stiffness * HomingRule.contactShare
    position = joint.homing.position
    target = joint.homing.position.clamped(joint.lower, joint.upper)
    way = (joint.upperStop - joint.lowerStop) * 1.1
    let seconds = speed > 0 ? way.value / speed : 0
    time = Interval(seconds: seconds * 1.5 + 1)
  }
}
