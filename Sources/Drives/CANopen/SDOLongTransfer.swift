public import RealTime
public import Units
public import Wire

/// An object of any length read from a node or written to it, in segments or in blocks: the
/// client's side (CiA 301, 7.2.4.3). For texts, lists and programs, not for the loop: the bytes
/// stand in a table that the caller lends.
public struct SDOLongTransfer: BitwiseCopyable, Sendable {
  /// Which way, and how.
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case segmentedDownload, segmentedUpload, blockDownload, blockUpload

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    /// The same.
    @_noLocks public static func == (a: Kind, b: Kind) -> Bool { a.rawValue == b.rawValue }
    /// Not the same.
    @_noLocks public static func != (a: Kind, b: Kind) -> Bool { a.rawValue != b.rawValue }
  }

  /// How far it is.
  public enum Phase: UInt8, BitwiseCopyable, Sendable {
    case idle, initiating, data, ending, done, aborted

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    /// The same.
    @_noLocks public static func == (a: Phase, b: Phase) -> Bool { a.rawValue == b.rawValue }
    /// Not the same.
    @_noLocks public static func != (a: Phase, b: Phase) -> Bool { a.rawValue != b.rawValue }
  }

  let node: UInt8
  let index: UInt16
  let subindex: UInt8
  let kind: Kind
  /// How far it is.
  public internal(set) var phase = Phase.initiating
  /// Why it ended, when it is aborted.
  public internal(set) var abort: UInt32 = 0
  /// A frame of ours is next.
  var isDue = true
  var toggle: UInt8 = 0
  /// Bytes that the other side has for sure.
  var settled = 0
  /// Segments of this block that were sent, or came in their order.
  var segment: UInt8 = 0
  /// Segments in a block.
  var blockSize: UInt8 = 127
  /// The last segment has been sent, or has come.
  var isLast = false
  /// Bytes announced by the server; −1: it did not say.
  var announced = -1
  var hasChecksum = false
  /// The server was told to send.
  var isStarted = false
  private var asked = Instant.never

  /// A transfer that begins with the next step.
  @_noLocks public init(_ kind: Kind, node: UInt8, _ index: UInt16, _ subindex: UInt8) {
    self.kind = kind
    self.node = node
    self.index = index
    self.subindex = subindex
  }

  /// It goes on.
  public var isGoing: Bool {
    @_noLocks get { phase == .initiating || phase == .data || phase == .ending }
  }

  /// Puts the frames that are due at the end of `frames`, as many as there is room for. `patience`
  /// after the last of them, a block of segments included, the transfer is ended.
  ///
  /// `data` is what is to be written; for what is read it is empty at first.
  @_noLocks public mutating func step(
    now: Instant, patience: Interval, data: borrowing Table<UInt8>,
    into frames: inout Table<CANFrame>
  ) {
    guard isDue || isGoing else { return }
    if isDue {
      asked = now
      if phase == .data, kind == .blockDownload {
        sendBlock(data, into: &frames)
      } else if !frames.isFull {
        isDue = false
        frames.append(nextFrame(data))
      }
    } else if now - asked > patience {
      refuse(SDOAbort.timeout)
      isDue = false
      frames.append(nextFrame(data))
    }
  }

  @_noLocks private mutating func nextFrame(_ data: borrowing Table<UInt8>) -> CANFrame {
    switch phase {
    case .initiating: return initiate(data.count)
    case .data:
      switch kind {
      case .segmentedDownload: return segmentFrame(data)
      case .segmentedUpload: return SDOTransfer.frame(node, 0x60 | toggle << 4)
      case .blockUpload, .blockDownload: return acknowledgement()
      }
    case .ending, .done, .idle: return kind == .blockDownload ? blockEnd(data) : lastWord()
    case .aborted:
      var frame = SDOTransfer.frame(node, 0x80, index, subindex)
      frame.putUInt32(abort, at: 4)
      return frame
    }
  }

  @_noLocks private func initiate(_ count: Int) -> CANFrame {
    switch kind {
    case .segmentedDownload, .blockDownload:
      let command: UInt8 = kind == .blockDownload ? 0xC6 : 0x21
      var frame = SDOTransfer.frame(node, command, index, subindex)
      frame.putUInt32(UInt32(truncatingIfNeeded: count), at: 4)
      return frame
    case .segmentedUpload: return SDOTransfer.frame(node, 0x40, index, subindex)
    case .blockUpload:
      var frame = SDOTransfer.frame(node, 0xA4, index, subindex)
      frame.data[4] = blockSize
      return frame
    }
  }

  /// Up to seven bytes from `settled` on.
  @_noLocks private mutating func segmentFrame(_ data: borrowing Table<UInt8>) -> CANFrame {
    let rest = data.count - settled
    let count = rest < 7 ? rest : 7
    isLast = rest <= 7
    let unused = UInt8(truncatingIfNeeded: 7 - count)
    var frame = SDOTransfer.frame(node, toggle << 4 | unused << 1 | (isLast ? 1 : 0))
    for place in 0..<count { frame.data[place + 1] = data[settled + place] }
    return frame
  }

  /// What came cannot be used; the next step tells the server.
  @_noLocks mutating func refuse(_ code: UInt32) {
    phase = .aborted
    abort = code
    isDue = true
  }
}

// What the server says.
extension SDOLongTransfer {
  /// True when the frame belongs to this transfer. What is read goes to the end of `data`.
  ///
  /// Precondition: the frame is on the node's answer id.
  @_noLocks public mutating func take(_ frame: CANFrame, data: inout Table<UInt8>) -> Bool {
    guard isGoing, frame.length == 8 else { return false }
    // A segment of a block begins with its number, and 0 is none of them.
    let isBlock = kind == .blockUpload && phase == .data
    if frame.data[0] == 0x80, !isBlock || isAbort(frame) {
      phase = .aborted
      abort = frame.uint32(at: 4)
      isDue = false
      return true
    }
    if isBlock { return takeBlockSegment(frame, data: &data) }
    guard !isDue || kind == .blockDownload else { return false }
    switch kind {
    case .segmentedDownload: return takeDownload(frame, count: data.count)
    case .segmentedUpload: return takeUpload(frame, data: &data)
    case .blockDownload: return takeBlockDownload(frame, count: data.count)
    case .blockUpload: return takeBlockUpload(frame, data: &data)
    }
  }

  @_noLocks private func isAbort(_ frame: CANFrame) -> Bool {
    frame.uint16(at: 1) == index && frame.data[3] == subindex
  }

  @_noLocks private mutating func takeDownload(_ frame: CANFrame, count: Int) -> Bool {
    if phase == .initiating {
      guard frame.data[0] == 0x60, isAbort(frame) else { return false }
      phase = .data
      isDue = true
      return true
    }
    guard frame.data[0] & 0xE0 == 0x20 else { return false }
    guard frame.data[0] >> 4 & 1 == toggle else {
      refuse(SDOAbort.toggle)
      return true
    }
    toggle ^= 1
    settled += 7
    if isLast { phase = .done } else { isDue = true }
    return true
  }

  @_noLocks private mutating func takeUpload(_ frame: CANFrame, data: inout Table<UInt8>) -> Bool {
    let command = frame.data[0]
    if phase == .initiating {
      guard command & 0xE0 == 0x40, isAbort(frame) else { return false }
      if command & 0x02 != 0 {
        let count = command & 0x01 != 0 ? 4 - Int(command >> 2 & 0x03) : 4
        for place in 0..<count { append(frame.data[4 + place], to: &data) }
        if phase != .aborted { phase = .done }
        return true
      }
      if command & 0x01 != 0 { announced = Int(frame.uint32(at: 4)) }
      phase = .data
      isDue = true
      return true
    }
    guard command & 0xE0 == 0 else { return false }
    guard command >> 4 & 1 == toggle else {
      refuse(SDOAbort.toggle)
      return true
    }
    for place in 0..<(7 - Int(command >> 1 & 0x07)) { append(frame.data[1 + place], to: &data) }
    guard phase != .aborted else { return true }
    toggle ^= 1
    if command & 0x01 != 0 { finish() } else { isDue = true }
    return true
  }

  @_noLocks mutating func append(_ byte: UInt8, to data: inout Table<UInt8>) {
    guard phase != .aborted else { return }
    // The last segment of a block is filled up with bytes that mean nothing.
    let isFilling = kind == .blockUpload && announced >= 0 && settled >= announced
    guard isFilling || data.append(byte) else {
      refuse(SDOAbort.memory)
      return
    }
    settled += 1
  }

  /// All has come.
  @_noLocks private mutating func finish() {
    if announced >= 0, announced != settled {
      refuse(SDOAbort.length)
    } else {
      phase = .done
    }
  }
}
