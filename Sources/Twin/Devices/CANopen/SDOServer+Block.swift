import Units
import Wire

/// Where a block transfer stands.
struct SDOBlock {
  /// Segments in a block.
  var size = 0
  /// Of the last segment in order.
  var sequence = 0
  /// The client sends or wants a check sum.
  var hasChecksum = false
  /// The segment that ends the data has come.
  var isLast = false
  /// Of an upload: where the block began, and when its next segment leaves.
  var start = 0
  var sendAt = Instant.never
}

/// Block transfer: up to 127 segments of 7 bytes, then one acknowledgement (CiA 301 4.2.0,
/// 7.2.4.3.9 to 7.2.4.3.16).
extension SDOServer {
  /// Segments that we take in one block.
  static let blockSize = 127
  /// From one segment to the next on a bus of 1 Mbit/s: a frame's own length.
  static let segmentTime = Interval(microseconds: 140)

  /// CRC-16 of all data: polynomial 1021h, from 0 (CiA 301 4.2.0, 7.2.4.3.16).
  private func checksum() -> UInt16 {
    var crc: UInt16 = 0
    for index in 0..<count {
      crc ^= UInt16(buffer[index]) << 8
      for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
    }
    return crc
  }

  // MARK: Download

  mutating func blockDown(_ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox) {
    let command = frame.data[0]
    if command & 1 != 0 { return endDown(frame, node, &outbox) }
    begin(frame)
    if let why = node.mayWrite(key) { return abort(why, key, &outbox) }
    announced = command & 2 != 0 ? Int(frame.uint32(at: 4)) : -1
    guard announced <= Self.room else { return abort(.memory, key, &outbox) }
    block.hasChecksum = command & 4 != 0
    phase = .blockDownload
    var frame = answer()
    frame.data[4] = UInt8(Self.blockSize)
    say(frame, first: 0xA4, &outbox)
  }

  /// A segment of the client's block; one out of order is dropped, and the block's answer says
  /// from where to go on.
  mutating func take(block frame: CANFrame, into outbox: inout Outbox) {
    let sequence = Int(frame.data[0] & 0x7F)
    guard sequence > 0 else { return abort(.sequence, key, &outbox) }
    let isLast = frame.data[0] & 0x80 != 0
    if sequence == block.sequence + 1 {
      guard count + 7 <= Self.room else { return abort(.memory, key, &outbox) }
      for index in 0..<7 { buffer[count + index] = frame.data[1 + index] }
      count += 7
      block.sequence = sequence
      block.isLast = isLast
    }
    guard isLast || sequence == Self.blockSize else { return }
    var frame = bare()
    frame.data[1] = UInt8(block.sequence)
    frame.data[2] = UInt8(Self.blockSize)
    if block.isLast { phase = .blockDownloadEnd }
    block.sequence = 0
    say(frame, first: 0xA2, &outbox)
  }

  private mutating func endDown(
    _ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    guard phase == .blockDownloadEnd else { return abort(.command, 0, &outbox) }
    // Bytes of the last segment that hold no data.
    count -= Int(frame.data[0] >> 2 & 7)
    guard count >= 0, announced < 0 || announced == count else {
      return abort(.length, key, &outbox)
    }
    guard !block.hasChecksum || frame.uint16(at: 1) == checksum() else {
      return abort(.checksum, key, &outbox)
    }
    phase = .idle
    if let why = node.write(key, buffer, count) { return abort(why, key, &outbox) }
    say(bare(), first: 0xA1, &outbox)
  }

  // MARK: Upload

  mutating func blockUp(
    _ frame: CANFrame, at now: Instant, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    switch frame.data[0] & 3 {
    case 0: initiateUp(frame, node, &outbox)
    case 1:
      guard phase == .blockUploadEnd else { return abort(.command, 0, &outbox) }
      phase = .idle
    case 2: acknowledge(frame, at: now, &outbox)
    default:
      guard phase == .blockUploadStart else { return abort(.command, 0, &outbox) }
      beginBlock(at: now, from: 0)
    }
  }

  private mutating func initiateUp(
    _ frame: CANFrame, _ node: VirtualCiA402, _ outbox: inout Outbox
  ) {
    begin(frame)
    if let why = load(node) { return abort(why, key, &outbox) }
    guard (1...127).contains(Int(frame.data[4])) else { return abort(.blockSize, key, &outbox) }
    // The client's threshold: what is no longer goes without blocks.
    if frame.data[5] > 0, count <= Int(frame.data[5]) { return sendUpload(&outbox) }
    block.size = Int(frame.data[4])
    block.hasChecksum = frame.data[0] & 4 != 0
    phase = .blockUploadStart
    var frame = answer()
    frame.putUInt32(UInt32(count), at: 4)
    say(frame, first: 0xC6, &outbox)
  }

  private mutating func beginBlock(at now: Instant, from start: Int) {
    phase = .blockUpload
    block.start = start
    block.sequence = 0
    block.sendAt = now
    position = start
  }

  /// The next segment of a block, when its time has come.
  mutating func sendSegment(at now: Instant, _ outbox: inout Outbox) {
    guard block.sequence < block.size, !block.isLast, now >= block.sendAt else { return }
    var frame = bare()
    let length = min(7, count - position)
    for index in 0..<length { frame.data[1 + index] = buffer[position + index] }
    position += length
    block.sequence += 1
    block.isLast = position == count
    block.sendAt = now + Self.segmentTime
    say(frame, first: UInt8(block.sequence) | (block.isLast ? 0x80 : 0), &outbox)
  }

  /// The client says how much of the block it has.
  private mutating func acknowledge(
    _ frame: CANFrame, at now: Instant, _ outbox: inout Outbox
  ) {
    guard phase == .blockUpload else { return abort(.command, 0, &outbox) }
    let taken = Int(frame.data[1])
    guard taken <= block.sequence else { return abort(.sequence, key, &outbox) }
    guard (1...127).contains(Int(frame.data[2])) else { return abort(.blockSize, key, &outbox) }
    let isAll = block.isLast && taken == block.sequence
    block.size = Int(frame.data[2])
    guard isAll else {
      block.isLast = false
      return beginBlock(at: now, from: min(count, block.start + 7 * taken))
    }
    phase = .blockUploadEnd
    var end = bare()
    if block.hasChecksum { end.putUInt16(checksum(), at: 1) }
    let unused = (7 - count % 7) % 7
    say(end, first: 0xC1 | UInt8(unused) << 2, &outbox)
  }
}
