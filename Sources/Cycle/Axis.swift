import Drives
import RealTime
import Reducers
import RobotCore
import Units

/// One controlled axis at run time: reducer, observer, and the conversation with its drive.
struct Axis: BitwiseCopyable, Sendable {
  let reducer: Reducer
  /// Index of its CAN bus; past them all when it is on none.
  let bus: Int
  /// Its drive says where it is, see `JointConfiguration.hasFeedback`.
  let hasFeedback: Bool
  /// From sampling to the end of the feedback frame: wire time + the drive's declared latency.
  let age: Interval
  let turn: EncoderTurn
  var estimator: Estimator
  /// What is added to the joint position that the drive's reading means: whole turns of its
  /// encoder.
  var turnOffset = Position(0)
  /// A measurement that does not fit to the one before, until the next one bears it out; never:
  /// none.
  var suspectSampled = Instant.never
  var suspectPosition = Position(0)
  /// A state of the drive that only its last frame said.
  var suspectStatus = DriveStatus.unknown
  /// What is wanted of the drive in this cycle.
  var wish = DriveWish.quiet
  /// What the drive was asked and what it owes.
  var talk = Conversation()
  /// What was heard of it instead of its feedback.
  var heard = Misheard()
  /// Since when the drive has been found enabled without being asked; never: it has not.
  var foundEnabledSince = Instant.never
  /// It stayed enabled for longer than its time-out.
  var isStuckEnabled = false
  /// Last fault that stands in the event log.
  var loggedFault = DriveFault.none
  /// What it has shown of having stopped.
  var evidence = StopEvidence()
  /// How long the joint has stood still.
  var standstill: Standstill

  /// What its drive counts means a place that lies so much farther.
  @_noLocks mutating func shift(by shift: Position) {
    turnOffset = turnOffset + shift
    suspectSampled = .never
    // Moved and not begun anew: the next frame may come a cycle late, and the joint has torque.
    estimator.position += shift.value
  }

  /// Where the joint is taken to be when its drive reads what it calls its home position.
  @_noLocks func home(_ rule: HomingRule) -> Position {
    var report = DriveReport()
    report.position = rule.driveHome
    return reducer.joint(report).position + turnOffset
  }

  private init(
    _ configuration: borrowing RobotConfiguration, _ index: Int, wireTimes: borrowing Table<Int64>
  ) {
    let joint = configuration.joints[index]
    reducer = Reducer(joint.reducer)
    bus = Int(joint.drive.bus)
    hasFeedback = joint.hasFeedback
    let wire = wireTimes.indices.contains(bus) ? wireTimes[bus] : 0
    age = Interval(nanoseconds: wire) + joint.drive.latency
    turn = EncoderTurn(joint, reducer)
    estimator = Estimator(bandwidth: joint.estimatorBandwidth)
    standstill = Standstill(joint, configuration.safety)
  }

  /// The axes of a robot, nothing heard of them. `wireTimes`: of a standard frame on each bus, ns.
  static func all(
    of configuration: borrowing RobotConfiguration, wireTimes: borrowing Table<Int64>
  ) -> Table<Axis> {
    let count = configuration.joints.count
    precondition(count > 0, "a robot without joints")
    var axes = Table(
      repeating: Axis(configuration, 0, wireTimes: wireTimes), count: count)
    for index in axes.indices {
      axes[index] = Axis(configuration, index, wireTimes: wireTimes)
    }
    return axes
  }
}
