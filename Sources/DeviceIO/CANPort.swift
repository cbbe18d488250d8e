import CDeviceIO
public import RealTime
import RobotCore
public import Units
public import Wire

/// One open bus as a plain value: what the loop holds in its state. It does not own the descriptor;
/// the `CANBus` it came from must outlive it.
public struct CANPort: BitwiseCopyable, Sendable {
  var raw: device_can_port

  @_noLocks init(raw: device_can_port) { self.raw = raw }

  /// A port that is open nowhere: nothing is received, sending answers `-EBADF`.
  @_noLocks public init() {
    raw = device_can_port()
    raw.descriptor = -1
  }

  /// The descriptor, for poll sets; −1 when the port is open nowhere.
  public var descriptor: Int32 { @_noLocks get { raw.descriptor } }

  /// Frames received so far whose kernel stamp was missing or could not be true (the wall clock was
  /// set less than 100 ms before); their `stamp` is the receive instant.
  public var stampsRefused: UInt64 { @_noLocks get { raw.stamps_refused } }

  /// Frames the kernel dropped so far because our receive queue was full.
  public var overflow: UInt64 { @_noLocks get { raw.overflow } }

  /// Sends the frames from index `from` on, in order. How many were taken (fewer: the queue is
  /// full), or `-errno` when none was: `-ENOBUFS`, `-EAGAIN` full, `-ENETDOWN` link down, `-ENXIO`
  /// interface gone, `-EINVAL` a frame this bus cannot carry.
  ///
  /// A link that went down and came up again is told once too, as `-ENETDOWN` from whichever of
  /// `send` and `receive` is called first: the frames that waited then are gone, unconfirmed.
  @_noLocks public mutating func send(
    _ frames: borrowing FixedList<CANFrame, 128>, from: Int = 0
  ) -> Int32 {
    unsafe frames.withElements { first, count in
      precondition(from >= 0 && from <= count, "the first frame to send is past the end")
      return unsafe sendBatch(first + from, count: Int32(count &- from))
    }
  }

  /// The same for the frames of a table.
  @_noLocks public mutating func send(_ frames: borrowing Table<CANFrame>) -> Int32 {
    unsafe frames.withRows { first, count in
      unsafe sendBatch(first, count: Int32(count))
    }
  }

  /// Sends one frame: 1, or `-errno` as above.
  @_noLocks public mutating func send(_ frame: CANFrame) -> Int32 {
    unsafe withUnsafePointer(to: frame) { unsafe sendBatch($0, count: 1) }
  }

  /// Appends the frames that have come in, without waiting, as far as there is room. How many, or
  /// `-errno` when nothing could be read: `-ENETDOWN`, `-ENODEV`; `-EPIPE` when the other end of a
  /// pair is closed.
  ///
  /// `stamp` is on `CLOCK_MONOTONIC`; on a pair it is what the other end wrote. `bus` is 0.
  @_noLocks public mutating func receive(into frames: inout FixedList<CANFrame, 128>) -> Int32 {
    unsafe frames.appendInPlace { room, count in
      unsafe receiveBatch(room, capacity: Int32(count))
    }
  }

  /// The same into a table that holds the frames of several buses: at most `most` of this one.
  @_noLocks public mutating func receive(
    into frames: inout Table<CANFrame>, most: Int
  ) -> Int32 {
    unsafe frames.appendInPlace { room, count in
      unsafe receiveBatch(room, capacity: Int32(count < most ? count : most))
    }
  }

  /// `receive(into:)` for a caller with memory of its own.
  @_noLocks public mutating func receiveBatch(
    _ frames: UnsafeMutablePointer<CANFrame>, capacity: Int32
  ) -> Int32 {
    guard raw.descriptor >= 0 else { return 0 }
    // The C frame has CANFrame's layout, byte for byte; a test compares every offset.
    let same = unsafe UnsafeMutableRawPointer(frames)
      .assumingMemoryBound(to: device_can_frame.self)
    return unsafe device_can_receive(&raw, same, capacity)
  }

  /// `send(_:from:)` for a caller with memory of its own.
  @_noLocks public mutating func sendBatch(
    _ frames: UnsafePointer<CANFrame>, count: Int32
  ) -> Int32 {
    let same = unsafe UnsafeRawPointer(frames).assumingMemoryBound(to: device_can_frame.self)
    return unsafe device_can_send(&raw, same, count)
  }

  /// Bytes that wait in the kernel's send queue, kernel bookkeeping included; 0 when it is empty,
  /// `-errno` when it cannot be told.
  @_noLocks public func queuedBytes() -> Int32 {
    var port = raw
    return unsafe device_can_queued(&port)
  }

  /// Waits for a frame. True when there is one (or an error to read), false when the time ran out.
  public func wait(timeout: Interval) -> Bool {
    var port = raw
    return unsafe device_can_wait(&port, timeout.nanoseconds) != 0
  }
}
