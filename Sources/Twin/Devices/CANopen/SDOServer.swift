import Units
import Wire

/// The server side of one SDO channel: objects are read and written in one frame, in segments, or
/// in blocks (CiA 301 4.2.0, 7.2.4.3).
struct SDOServer {
  /// What the next frame of the client is expected to be.
  enum Phase {
    case idle, download, upload, blockDownload, blockDownloadEnd, blockUploadStart, blockUpload,
      blockUploadEnd
  }

  /// Most bytes of one transfer.
  static let room = 8_192
  /// A client that says nothing for so long has given up: a choice of ours, stacks have 0.3 to 1 s.
  static let patience = Interval(milliseconds: 1_000)

  var phase = Phase.idle
  /// The object of the transfer.
  var key: UInt32 = 0
  /// What is transferred.
  var buffer = [UInt8](repeating: 0, count: SDOServer.room)
  /// Bytes of it in use.
  var count = 0
  /// Bytes of it that have been sent.
  var position = 0
  /// Bytes that the client announced; −1: it did not.
  var announced = -1
  var toggle: UInt8 = 0
  var block = SDOBlock()
  var heard = Instant.never
  private let answerID: UInt32
  private let delay: Interval

  init(node: UInt8, delay: Interval) {
    answerID = 0x580 + UInt32(node)
    self.delay = delay
  }

  /// A node that is reset or stopped forgets the transfer.
  mutating func reset() { phase = .idle }

  /// A frame of the client. Whoever sends other than 8 bytes is not heard.
  mutating func hear(
    _ frame: CANFrame, at now: Instant, on node: VirtualCiA402, into outbox: inout Outbox
  ) {
    guard frame.length == 8 else { return }
    heard = now
    if frame.data[0] == 0x80 {
      phase = .idle
      return
    }
    if phase == .blockDownload { return take(block: frame, into: &outbox) }
    switch frame.data[0] >> 5 {
    case 0: segmentDown(frame, node, &outbox)
    case 1: initiateDownload(frame, node, &outbox)
    case 2: initiateUpload(frame, node, &outbox)
    case 3: segmentUp(frame, &outbox)
    case 5: blockUp(frame, at: now, node, &outbox)
    case 6: blockDown(frame, node, &outbox)
    default: abort(.command, Self.key(frame), &outbox)
    }
  }

  /// Time passes: a client that has gone silent, and segments of a block on their way.
  mutating func watch(at now: Instant, into outbox: inout Outbox) {
    if phase == .blockUpload { sendSegment(at: now, &outbox) }
    guard phase != .idle, now - heard > Self.patience else { return }
    abort(.timeout, key, &outbox)
  }

  // MARK: Download

  private mutating func initiateDownload(
    _ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    begin(frame)
    if let why = node.mayWrite(key) { return abort(why, key, &outbox) }
    let command = frame.data[0]
    let isExpedited = command & 2 != 0
    let isSized = command & 1 != 0
    if isExpedited {
      // Without a size the object's own one counts.
      count = isSized ? 4 - Int(command >> 2 & 3) : min(4, node.size(of: key) ?? 4)
      for index in 0..<count { buffer[index] = frame.data[4 + index] }
      return finishDownload(node, confirm: 0x60, &outbox)
    }
    announced = isSized ? Int(frame.uint32(at: 4)) : -1
    guard announced <= Self.room else { return abort(.memory, key, &outbox) }
    phase = .download
    answer(0x60, &outbox)
  }

  private mutating func segmentDown(
    _ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    guard phase == .download else { return abort(.command, 0, &outbox) }
    let command = frame.data[0]
    guard command & 0x10 == toggle else { return abort(.toggle, key, &outbox) }
    let length = 7 - Int(command >> 1 & 7)
    guard count + length <= Self.room else { return abort(.memory, key, &outbox) }
    for index in 0..<length { buffer[count + index] = frame.data[1 + index] }
    count += length
    let confirm = 0x20 | toggle
    toggle ^= 0x10
    guard command & 1 != 0 else {
      return say(CANFrame(id: answerID), first: confirm, &outbox)
    }
    guard announced < 0 || announced == count else { return abort(.length, key, &outbox) }
    finishDownload(node, confirm: confirm, &outbox)
  }

  /// All bytes are here.
  private mutating func finishDownload(
    _ node: VirtualCiA402, confirm: UInt8, _ outbox: inout Outbox
  ) {
    phase = .idle
    if let why = node.write(key, buffer, count) { return abort(why, key, &outbox) }
    if confirm == 0x60 {
      answer(confirm, &outbox)
    } else {
      say(CANFrame(id: answerID), first: confirm, &outbox)
    }
  }

  // MARK: Upload

  private mutating func initiateUpload(
    _ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    begin(frame)
    if let why = load(node) { return abort(why, key, &outbox) }
    sendUpload(&outbox)
  }

  /// The object's bytes into the buffer.
  mutating func load(_ node: VirtualCiA402) -> AbortReason? {
    node.read(key, into: &buffer, &count)
  }

  /// The first frame of an upload: all of it, or how much there is.
  mutating func sendUpload(_ outbox: inout Outbox) {
    var frame = answer()
    if (1...4).contains(count) {
      for index in 0..<count { frame.data[4 + index] = buffer[index] }
      return say(frame, first: 0x43 | UInt8(4 - count) << 2, &outbox)
    }
    frame.putUInt32(UInt32(count), at: 4)
    phase = .upload
    say(frame, first: 0x41, &outbox)
  }

  private mutating func segmentUp(_ frame: CANFrame, _ outbox: inout Outbox) {
    guard phase == .upload else { return abort(.command, 0, &outbox) }
    guard frame.data[0] & 0x10 == toggle else { return abort(.toggle, key, &outbox) }
    var segment = CANFrame(id: answerID)
    let length = min(7, count - position)
    for index in 0..<length { segment.data[1 + index] = buffer[position + index] }
    position += length
    let isLast: UInt8 = position == count ? 1 : 0
    let first = toggle | UInt8(7 - length) << 1 | isLast
    toggle ^= 0x10
    if isLast == 1 { phase = .idle }
    say(segment, first: first, &outbox)
  }

  // MARK: Frames

  private static func key(_ frame: CANFrame) -> UInt32 {
    UInt32(frame.uint16(at: 1)) << 8 | UInt32(frame.data[3])
  }

  /// A new transfer; one under way is forgotten.
  mutating func begin(_ frame: CANFrame) {
    key = Self.key(frame)
    phase = .idle
    count = 0
    position = 0
    toggle = 0
    announced = -1
    block = SDOBlock()
  }

  /// An answer that names the object.
  func answer() -> CANFrame {
    var frame = CANFrame(id: answerID)
    frame.putUInt16(UInt16(truncatingIfNeeded: key >> 8), at: 1)
    frame.data[3] = UInt8(truncatingIfNeeded: key)
    return frame
  }

  func answer(_ first: UInt8, _ outbox: inout Outbox) { say(answer(), first: first, &outbox) }

  func say(_ frame: CANFrame, first: UInt8, _ outbox: inout Outbox) {
    var frame = frame
    frame.data[0] = first
    outbox.put(frame, after: delay)
  }

  /// A frame that names no object.
  func bare() -> CANFrame { CANFrame(id: answerID) }

  mutating func abort(_ why: AbortReason, _ key: UInt32, _ outbox: inout Outbox) {
    self.key = key
    phase = .idle
    var frame = answer()
    frame.putUInt32(why.rawValue, at: 4)
    say(frame, first: 0x80, &outbox)
  }
}
