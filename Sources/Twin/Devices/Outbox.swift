import Units
import Wire

/// What drives have to say, until their bus takes it: answers, and what they tell unasked.
///
/// Room for all of it is taken once; what finds it full is counted and lost.
struct Outbox {
  /// A frame on its way out.
  struct Letter {
    var frame = CANFrame(id: 0)
    /// Who sends it: index of the joint.
    var drive = 0
    /// From the moment of the cause to the start of the frame.
    var delay = Interval.zero
  }

  /// Most letters between two collections: a full bus of nodes that all answer one SYNC.
  static let room = 512

  private var letters = [Letter](repeating: Letter(), count: Outbox.room)
  /// Letters in use.
  private(set) var count = 0
  /// Letters that found no room.
  private(set) var lost: UInt64 = 0
  /// Who speaks now.
  var sender = 0

  subscript(index: Int) -> Letter { letters[index] }

  /// The speaker's next frame, `delay` after its cause.
  mutating func put(_ frame: CANFrame, after delay: Interval = .zero) {
    guard count < Outbox.room else {
      lost &+= 1
      return
    }
    letters[count].frame = frame
    letters[count].drive = sender
    letters[count].delay = delay
    count += 1
  }

  /// What was put in from `index` on never leaves.
  mutating func forget(from index: Int) { count = min(count, index) }

  /// Everything has been collected.
  mutating func removeAll() { count = 0 }
}
