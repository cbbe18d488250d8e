import Drives
import Reducers
import RobotCore
import Units

/// What one drive is sent in this cycle.
enum Order: UInt8, BitwiseCopyable, Sendable {
  case none
  /// Ask for feedback without a command.
  case poll
  case command
  /// Enable, and the first command in the same cycle.
  case enable
  case disable
  case clearFault
  /// Read the next register of the read-back list.
  case readBack

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  @_noLocks static func == (a: Order, b: Order) -> Bool { a.rawValue == b.rawValue }
  @_noLocks static func != (a: Order, b: Order) -> Bool { a.rawValue != b.rawValue }
}

/// One controlled axis at run time: drive, reducer, observer, and the conversation with the drive.
struct Axis: BitwiseCopyable, Sendable {
  let drive: Drive
  let reducer: Reducer
  let bus: Int
  /// From sampling to the end of the feedback frame: wire time + the drive's declared latency.
  let age: Interval
  let turn: EncoderTurn
  var estimator: Estimator
  /// What is added to the joint position that the drive's reading means: whole turns of its
  /// encoder.
  var turnOffset = Position(0)
  /// A measurement that does not fit to the one before, until the next one bears it out; zero:
  /// none.
  var suspectSampled = Instant.zero
  var suspectPosition = Position(0)
  /// A state of the drive that only its last frame said.
  var suspectStatus = DriveStatus.unknown
  /// Where it stood when a stop let go of it.
  var letGoAt = Position(0)
  var order = Order.none
  /// What the drive was asked and what it owes.
  var talk = Conversation()
  /// What was heard of it instead of its feedback.
  var heard = Misheard()
  /// What is read of the drive while arming.
  var readBack: ReadBack
  /// Since when the drive has been found enabled without being asked; zero: it has not.
  var foundEnabledSince = Instant.zero
  /// It stayed enabled for longer than its time-out.
  var isStuckEnabled = false
  /// Last fault that stands in the event log.
  var loggedFault = DriveFault.none
  /// When the stop's off phase saw it disabled; zero: not yet.
  var offSince = Instant.zero
  /// How long the joint has stood still.
  var standstill: Standstill

  @_noLocks init(
    drive: Drive, reducer: Reducer, turn: EncoderTurn, bus: Int, age: Interval, bandwidth: Double,
    standstill: Standstill
  ) {
    self.drive = drive
    self.reducer = reducer
    self.turn = turn
    self.bus = bus
    self.age = age
    estimator = Estimator(bandwidth: bandwidth)
    self.standstill = standstill
    readBack = ReadBack(count: drive.readBackCount)
  }
}
