import DeviceIO
import RobotCore
import Wire

/// Frames on their way through a port, in memory that is allocated once.
///
/// An array rather than a `FixedList`: the port reads and writes its elements in place, where a
/// list inside another structure would be copied, 10 KB at a time.
struct FrameBatch {
  /// Most frames of one batch.
  static let room = 128

  private var frames = [CANFrame](repeating: CANFrame(id: 0), count: FrameBatch.room)
  /// Frames in use.
  private(set) var count = 0

  var isFull: Bool { count == FrameBatch.room }

  subscript(index: Int) -> CANFrame { frames[index] }

  /// Adds a frame; false (and no change) when there is no room.
  mutating func append(_ frame: CANFrame) -> Bool {
    guard count < FrameBatch.room else { return false }
    frames[count] = frame
    count += 1
    return true
  }

  /// Replaces the content by what has come in. Negative: the port's error, and no frames.
  mutating func receive(from port: inout CANPort) -> Int32 {
    let taken = unsafe frames.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let first = buffer.baseAddress else { return 0 }
      return unsafe port.receiveBatch(first, capacity: Int32(buffer.count))
    }
    count = max(0, Int(taken))
    return taken
  }

  /// Sends everything and forgets it. How many frames the port did not take.
  mutating func send(to port: inout CANPort) -> Int {
    guard count > 0 else { return 0 }
    let all = count
    count = 0
    let taken = unsafe frames.withUnsafeBufferPointer { buffer -> Int32 in
      guard let first = buffer.baseAddress else { return 0 }
      return unsafe port.sendBatch(first, count: Int32(all))
    }
    return all - max(0, Int(taken))
  }
}
