import Reducers
import RobotCore
import Units

/// Which turn of its encoder a joint stands in, told from its mechanical stops.
///
/// A single-turn encoder knows its place within one turn of the drive's report point. After
/// power-up a joint at 3.3 rad reads −2.98. The joint cannot stand beyond its stops, so the one
/// turn that lies between them is the true one; none or two is a refusal, never a guess.
struct EncoderTurn: BitwiseCopyable, Sendable {
  /// What became of a reading.
  enum Place: BitwiseCopyable, Sendable {
    /// The joint stands between its stops when this is added to the reading.
    case found(Position)
    /// So many turns lie between the stops: 0, or 2 and more; 1: the only one lies where the
    /// drive's frame cannot carry the joint's travel, as its count has run away.
    case unknown(turns: Int)
  }

  /// One turn in the joint's unit; 0: the encoder counts its turns itself.
  let turn: Double
  /// The stops, with the slack of their own figures and of setting zero.
  let lower: Double
  let upper: Double
  /// What the drive's frame can carry at the joint, for a turn of 0: from, to.
  private let reachLower: Double
  private let reachUpper: Double

  /// A hundredth of the travel beyond the stops is the stops' own give and the error of setting
  /// zero: the share that the position limit allows too.
  private static var slack: Double { @_noLocks get { 0.01 } }
  /// A drive counts at most a few turns within its frame's range (±12.5 rad: two).
  private static var most: Int { @_noLocks get { 64 } }

  @_noLocks init(_ joint: JointConfiguration, _ reducer: Reducer) {
    let travel = reducer.travel < 0 ? -reducer.travel : reducer.travel
    turn = joint.isMultiTurn ? 0 : 2 * Double.pi * travel
    let give = (joint.upperStop - joint.lowerStop).value * EncoderTurn.slack
    lower = joint.lowerStop.value - give
    upper = joint.upperStop.value + give
    let reach = joint.drive.positionRange.value * travel
    reachLower = reducer.zero.value - reach
    reachUpper = reducer.zero.value + reach
  }

  /// Where a joint is that the drive says is at `reading`.
  @_noLocks func place(_ reading: Position) -> Place {
    guard reading.isFinite else { return .unknown(turns: 0) }
    guard turn > 0 else {
      return isBetween(reading.value) ? .found(.zero) : .unknown(turns: 0)
    }
    // The first turn at or above the lower end, counted from the reading.
    let distance = (lower - reading.value) / turn
    guard distance > -Double(EncoderTurn.most), distance < Double(EncoderTurn.most) else {
      return .unknown(turns: 0)
    }
    var turns = Int(distance)
    if Double(turns) < distance { turns += 1 }
    var count = 0
    var offset = 0.0
    while reading.value + Double(turns) * turn <= upper {
      offset = Double(turns) * turn
      count += 1
      turns += 1
    }
    guard count == 1 else { return .unknown(turns: count) }
    return isCarried(offset) ? .found(Position(offset)) : .unknown(turns: 1)
  }

  /// True between the stops.
  @_noLocks func isBetween(_ position: Double) -> Bool { position >= lower && position <= upper }

  /// The whole travel fits into the drive's frame with so much added to its reading.
  @_noLocks private func isCarried(_ offset: Double) -> Bool {
    let isLowIn = lower - offset >= reachLower
    let isHighIn = upper - offset <= reachUpper
    return isLowIn ? isHighIn : false
  }
}
