public import Units
public import Wire

/// One object of at most eight bytes read from a node or written to it: the client's side of an
/// SDO transfer (CiA 301, 7.2.4.3), one at a time.
///
/// Written expedited (1…4 bytes); read expedited or in segments, as the server chooses. A frame
/// that answers another object is left to whoever asked for that.
public struct SDOTransfer: BitwiseCopyable, Sendable {
  /// How far it is.
  public enum Phase: UInt8, BitwiseCopyable, Sendable {
    case idle, asking, segments, done, aborted

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    /// The same.
    @_noLocks public static func == (a: Phase, b: Phase) -> Bool { a.rawValue == b.rawValue }
    /// Not the same.
    @_noLocks public static func != (a: Phase, b: Phase) -> Bool { a.rawValue != b.rawValue }
  }

  private let node: UInt8
  /// How far it is.
  public private(set) var phase = Phase.idle
  /// The object.
  public private(set) var index: UInt16 = 0
  /// Its part.
  public private(set) var subindex: UInt8 = 0
  private var isUpload = true
  private var toggle: UInt8 = 0
  private var isDue = false
  private var total: UInt8 = 0
  /// Bytes in `value`.
  public private(set) var length: UInt8 = 0
  /// What was read, or is to be written: the first byte lowest.
  public private(set) var value: UInt64 = 0
  /// Why it ended, when it is aborted (`SDOAbort` and the table it cites).
  public private(set) var abort: UInt32 = 0
  private var asked = Instant.never

  /// The channel to a node.
  @_noLocks public init(node: UInt8) { self.node = node }

  /// It goes on.
  public var isGoing: Bool { @_noLocks get { phase == .asking || phase == .segments } }

  /// It was ended here, and the server is still to be told by the next step.
  public var hasLastWord: Bool { @_noLocks get { phase == .aborted && isDue } }

  /// Begins to read an object; what went on before is forgotten.
  @_noLocks public mutating func upload(_ index: UInt16, _ subindex: UInt8) {
    begin(index, subindex)
    isUpload = true
  }

  /// Begins to write an object. Precondition: 1 ≤ `bytes` ≤ 4.
  @_noLocks public mutating func download(
    _ index: UInt16, _ subindex: UInt8, _ value: UInt32, bytes: UInt8
  ) {
    precondition(bytes >= 1 && bytes <= 4, "an expedited transfer carries 1 to 4 bytes")
    begin(index, subindex)
    isUpload = false
    self.value = UInt64(value)
    length = bytes
  }

  @_noLocks private mutating func begin(_ index: UInt16, _ subindex: UInt8) {
    self = SDOTransfer(node: node)
    self.index = index
    self.subindex = subindex
    phase = .asking
    isDue = true
  }

  /// The result has been used.
  @_noLocks public mutating func finish() { phase = .idle }

  /// The frame that is due; or, when the server has been silent for longer than `patience`, the
  /// frame that ends the transfer. Nil while it is waited for.
  @_noLocks public mutating func step(now: Instant, patience: Interval) -> CANFrame? {
    if phase == .aborted, isDue { return end(abort) }
    guard isGoing else { return nil }
    if isDue {
      isDue = false
      asked = now
      return phase == .asking ? initiate() : SDOTransfer.frame(node, 0x60 | toggle << 4)
    }
    guard now - asked > patience else { return nil }
    return end(SDOAbort.timeout)
  }

  @_noLocks private func initiate() -> CANFrame {
    if isUpload { return SDOTransfer.frame(node, 0x40, index, subindex) }
    let unused = 4 - length
    var frame = SDOTransfer.frame(node, 0x23 | unused << 2, index, subindex)
    frame.putUInt32(UInt32(truncatingIfNeeded: value), at: 4)
    return frame
  }

  /// When the last frame was sent.
  public var lastAsked: Instant { @_noLocks get { asked } }

  /// Ends it; the frame tells the server.
  @_noLocks private mutating func end(_ code: UInt32) -> CANFrame {
    phase = .aborted
    abort = code
    isDue = false
    var frame = SDOTransfer.frame(node, 0x80, index, subindex)
    frame.putUInt32(code, at: 4)
    return frame
  }

  /// An empty request.
  @_noLocks static func frame(
    _ node: UInt8, _ command: UInt8, _ index: UInt16 = 0, _ subindex: UInt8 = 0
  ) -> CANFrame {
    var frame = CANFrame(id: CANopenID.request + UInt32(node))
    frame.data[0] = command
    frame.putUInt16(index, at: 1)
    frame.data[3] = subindex
    return frame
  }
}

// What the server says.
extension SDOTransfer {
  /// True when the frame belongs to this transfer. It is done then, goes on, or is aborted.
  ///
  /// Precondition: the frame is on the node's answer id.
  @_noLocks public mutating func take(_ frame: CANFrame) -> Bool {
    guard isGoing, !isDue, frame.length == 8 else { return false }
    let command = frame.data[0]
    let isOurs = frame.uint16(at: 1) == index && frame.data[3] == subindex
    if command == 0x80, isOurs {
      phase = .aborted
      abort = frame.uint32(at: 4)
      return true
    }
    if phase == .segments { return takeSegment(frame) }
    guard isOurs else { return false }
    if isUpload { return takeUpload(frame) }
    guard command == 0x60 else { return false }
    phase = .done
    return true
  }

  /// Bit 1: all of it is in this frame; bit 0: how much is told.
  @_noLocks private mutating func takeUpload(_ frame: CANFrame) -> Bool {
    let command = frame.data[0]
    guard command & 0xE0 == 0x40 else { return false }
    if command & 0x02 != 0 {
      length = command & 0x01 != 0 ? 4 - (command >> 2 & 0x03) : 4
      value = UInt64(frame.uint32(at: 4)) & ~0 >> (64 - 8 * UInt64(length))
      phase = .done
      return true
    }
    total = command & 0x01 != 0 && frame.uint32(at: 4) <= 8 ? frame.data[4] : 0
    if command & 0x01 != 0, frame.uint32(at: 4) > 8 {
      refuse(SDOAbort.memory)
      return true
    }
    value = 0
    length = 0
    toggle = 0
    phase = .segments
    isDue = true
    return true
  }

  /// A segment of up to seven bytes.
  @_noLocks private mutating func takeSegment(_ frame: CANFrame) -> Bool {
    let command = frame.data[0]
    guard command & 0xE0 == 0x00 else { return false }
    guard command >> 4 & 1 == toggle else {
      refuse(SDOAbort.toggle)
      return true
    }
    let count = 7 - (command >> 1 & 0x07)
    guard length + count <= 8 else {
      refuse(SDOAbort.memory)
      return true
    }
    for place in 0..<Int(count) {
      value |= UInt64(frame.data[place + 1]) << (8 * UInt64(length))
      length += 1
    }
    toggle ^= 1
    guard command & 0x01 != 0 else {
      isDue = true
      return true
    }
    if total != 0, total != length {
      refuse(SDOAbort.length)
    } else {
      phase = .done
    }
    return true
  }

  /// What came cannot be used; the next step tells the server.
  @_noLocks private mutating func refuse(_ code: UInt32) {
    phase = .aborted
    abort = code
    isDue = true
  }
}
