internal import RealTime
public import RobotCore
internal import Units

/// The counters of every safety function, a row for each: where the chain writes down what a
/// function did and how near the robot came.
///
/// Kept from the start of the process to its end: a reset starts a function over, but what has
/// happened stays told.
public struct SafetyBoard: ~Copyable {
  private var rows: Table<SafetyCount>
  /// Bit f: the row of function f was changed in this cycle.
  public private(set) var changed: UInt32 = 0

  init() {
    rows = Table(repeating: SafetyCount(), count: Capacity.safetyFunctions)
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&rows)
    pass.exchange(&changed)
  }

  /// The row of a function.
  @_noLocks public func count(of function: SafetyFunction) -> SafetyCount {
    rows[Int(function.rawValue)]
  }

  /// A cycle begins: what acted in the last one and does not in this one has ended.
  @_noLocks mutating func begin() {
    changed = 0
    for index in rows.indices {
      rows[index].before = rows[index].acting
      rows[index].acting = 0
    }
  }

  /// A function acts, on a joint or, with −1, on the whole robot.
  @_noLocks mutating func acts(_ function: SafetyFunction, joint: Int = -1) {
    let index = Int(function.rawValue)
    let bit: UInt64 = 1 << UInt64(joint < 0 ? 0 : joint)
    if (rows[index].before | rows[index].acting) & bit == 0 {
      rows[index].acted &+= 1
      changed |= 1 << UInt32(index)
    }
    rows[index].acting |= bit
  }

  /// A function found `value`, which takes up `used` of the room up to `limit` (1: it is there).
  @_noLocks mutating func near(
    _ function: SafetyFunction, used: Double, value: Double, limit: Double, joint: Int = -1,
    now: Instant
  ) {
    let index = Int(function.rawValue)
    let left = 1 - used
    guard left < rows[index].left else { return }
    rows[index].left = left
    rows[index].value = value
    rows[index].limit = limit
    rows[index].joint = Int16(truncatingIfNeeded: joint)
    rows[index].instant = now
    changed |= 1 << UInt32(index)
  }
}
