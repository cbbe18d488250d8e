import RealTime
public import RobotCore
public import Units
import Wire

/// How far a drive has come on the way to what must be known or set before torque.
public enum Preparation: UInt8, BitwiseCopyable, Sendable {
  /// It goes on.
  case going
  /// Everything has been asked for and answered, or passed over with a finding.
  case done

  // Spelled out: the standard library's generic `==` of raw values is not real-time code.
  /// The same.
  @_noLocks public static func == (a: Preparation, b: Preparation) -> Bool {
    a.rawValue == b.rawValue
  }
  /// Not the same.
  @_noLocks public static func != (a: Preparation, b: Preparation) -> Bool {
    a.rawValue != b.rawValue
  }
}

/// What is new about a drive: what a frame of it says, or what came of speaking to it.
public struct DriveNews: BitwiseCopyable, Sendable {
  /// It answers something that we asked: a sign of life.
  public var isAnswer = false
  /// `report` is a measurement, and so an answer.
  public var hasReport = false
  /// It was understood, and may answer nothing: a heartbeat, half of a report.
  public var isUnderstood = false
  /// Which ping it answers; −1: none. To be believed of a ping that is owed.
  public var pong = -1
  /// Frames that ask for an answer and were handed on to be sent.
  public var questions = 0
  /// Frames for which there was no room.
  public var unsent = 0
  /// The answer to a question took so long, and was the last of its tries; zero: it did not.
  public var lateBy = Interval.zero
  /// What the drive calls itself, where that is to go on the record.
  public var text = NodeText()
  /// What does not fit to the profile, `.none` when all does. Whose it is the cycle knows.
  public var finding = Fault(.none)
  /// Position, velocity, torque, temperatures and state at the drive's own report point.
  public var report = DriveReport()

  /// Nothing new.
  @_noLocks public init() {}

  /// It says nothing that its family knows.
  public var isEmpty: Bool {
    @_noLocks get { !isAnswer && !hasReport && !isUnderstood && pong < 0 }
  }

  /// Hands a frame on that is answered.
  @_noLocks mutating func ask(_ frame: CANFrame, into frames: inout Table<CANFrame>) {
    if tell(frame, into: &frames) { questions += 1 }
  }

  /// Hands a frame on that is not answered; false when there was no room.
  @discardableResult
  @_noLocks mutating func tell(_ frame: CANFrame, into frames: inout Table<CANFrame>) -> Bool {
    guard frames.append(frame) else {
      unsent += 1
      return false
    }
    return true
  }
}
