import RobotCore
import Units

/// A stop under way: how, since when, and how far it has come.
struct Stop: BitwiseCopyable, Sendable {
  /// The parts of a stop, in order; a kind begins and ends where it must.
  enum Stage: UInt8, BitwiseCopyable, Sendable {
    /// Bring every joint to rest within its acceleration limit.
    case decelerate
    /// Move to the rest pose.
    case descend
    /// Damping only.
    case damp
    /// Torque off, until each drive says so.
    case off

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Stage, b: Stage) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Stage, b: Stage) -> Bool { a.rawValue != b.rawValue }
  }

  var kind = StopKind.none
  var stage = Stage.off
  var began = Instant.zero
  var stageBegan = Instant.zero
  /// Asked for by an operator or the end of the run: no fault is left behind.
  var isOrderly = false
  /// Bit i: joint i may go on holding at the end if its own stop kind says so.
  var mayHold: UInt64 = 0
  /// Bit i: joint i was switched off by its own stop kind while the others are brought down.
  var off: UInt64 = 0
  /// Bit i: joint i is blocked or overloaded and gives way: damping and its own weight, no spring.
  var givesWay: UInt64 = 0
  /// Findings in the fault log when it began: what comes after them belongs to this stop.
  var firstFinding = 0

  @_noLocks init() {}

  /// The stage in which a stop of this kind begins.
  @_noLocks static func firstStage(of kind: StopKind) -> Stage {
    switch kind {
    case .none, .hold, .controlledDescent, .controlledStop: .decelerate
    case .damped, .brake: .damp
    case .torqueOff: .off
    }
  }

  /// True while the joints are still led to where they are wanted.
  var isControlled: Bool { @_noLocks get { Stop.isControlled(stage) } }

  @_noLocks static func isControlled(_ stage: Stage) -> Bool {
    stage == .decelerate || stage == .descend
  }

  @_noLocks mutating func begin(_ kind: StopKind, isOrderly: Bool, now: Instant) {
    self.kind = kind
    self.isOrderly = isOrderly
    began = now
    enter(Stop.firstStage(of: kind), now: now)
  }

  @_noLocks mutating func enter(_ next: Stage, now: Instant) {
    stage = next
    stageBegan = now
  }
}
