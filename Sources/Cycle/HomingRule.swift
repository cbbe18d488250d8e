import RealTime
import Reducers
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
  /// What its drive reads there, where the drive finds it by itself.
  let driveHome: Angle
  /// Where it goes then: into its limits.
  let target: Position
  private let lower: Position
  private let upper: Position
  /// The farthest that it may have to go: from stop to stop, and a tenth for their own place; to an
  /// index one turn of the encoder, a quarter, and what it brakes in.
  let way: Position
  /// The longest that it may take.
  let time: Interval

  /// Of the effort that the lead makes this share must arrive, the rest is friction: ours.
  private static var contactShare: Double { @_noLocks get { 0.5 } }
  /// The setpoint stays this share of the following error's limit ahead at most: to lag behind is
  /// what a joint at its stop does, and no finding: ours.
  private static var leadShare: Double { @_noLocks get { 0.5 } }

  /// The drive moves the joint, and says when it has found what it looks for.
  var isDrives: Bool { @_noLocks get { method == .drive || method == .index } }

  @_noLocks init(_ joint: JointConfiguration) {
    method = joint.homing.method
    direction = joint.homing.isUpwards ? 1 : -1
    speed = joint.homing.speed.value
    let most = joint.followingErrorLimit.value * HomingRule.leadShare
    let wanted = joint.stiffness > 0 ? joint.homing.effort.value / joint.stiffness : most
    lead = Position(wanted < most ? wanted : most)
    contact = lead.value * joint.stiffness * HomingRule.contactShare
    position = joint.homing.position
    driveHome = joint.drive.canopen.homingOffset
    lower = joint.lower
    upper = joint.upper
    target = joint.homing.position.clamped(joint.lower, joint.upper)
    let isIndex = method == .index
    way = isIndex ? HomingRule.wayToIndex(joint) : (joint.upperStop - joint.lowerStop) * 1.1
    let seconds = speed > 0 ? way.value / speed : 0
    // A drive changes its mode before and after.
    let own = Interval(seconds: seconds * 1.5 + (isIndex ? 2 : 1))
    time = method == .drive ? joint.homing.time : own
  }

  /// An index comes once in each turn of the drive's report point, which is where `EncoderTurn` and
  /// the profile take the encoder to be. A drive that has passed it says so when it has come to
  /// rest (609A).
  @_noLocks private static func wayToIndex(_ joint: JointConfiguration) -> Position {
    let signed = Reducer(joint.reducer).travel
    let travel = signed < 0 ? -signed : signed
    let speed = joint.homing.speed.value
    let braking = joint.drive.canopen.homingAcceleration * travel
    let rest = braking > 0 ? speed * speed / (2 * braking) : 0
    return Position(2 * Double.pi * travel * 1.25 + rest)
  }

  /// A place, brought into the joint's limits.
  @_noLocks func within(_ place: Position) -> Position { place.clamped(lower, upper) }

  /// The first joint of a mask that is none, or whose place is not found in this way: by an
  /// operator who says so (`isHere`), or by the joint or its drive. −1: none is.
  @_noLocks static func firstUnfit(
    _ mask: UInt64, isHere: Bool, among rules: borrowing Table<HomingRule>
  ) -> Int {
    if mask == 0 { return rules.count }
    for joint in 0..<Capacity.joints where mask >> UInt64(joint) & 1 == 1 {
      guard joint < rules.count else { return joint }
      let method = rules[joint].method
      guard method != .none, (method == .mark) == isHere else { return joint }
    }
    return -1
  }
}
