import RealTime
import Wire

// Block transfers (CiA 301, 7.2.4.3.9 to 7.2.4.3.16): up to 127 segments go without an answer, and
// then the receiver says up to which one it has them all.
extension SDOLongTransfer {
  // MARK: Down

  /// The rest of a block: segments numbered from 1, the very last one with bit 7.
  @_noLocks mutating func sendBlock(
    _ data: borrowing Table<UInt8>, into frames: inout Table<CANFrame>
  ) {
    while isDue, !frames.isFull {
      let offset = settled + 7 * Int(segment)
      let rest = data.count - offset
      segment += 1
      isLast = rest <= 7
      var frame = SDOTransfer.frame(node, segment | (isLast ? 0x80 : 0))
      for place in 0..<(rest < 7 ? rest : 7) { frame.data[place + 1] = data[offset + place] }
      frames.append(frame)
      if isLast || segment == blockSize { isDue = false }
    }
  }

  @_noLocks mutating func takeBlockDownload(_ frame: CANFrame, count: Int) -> Bool {
    let command = frame.data[0]
    switch phase {
    case .initiating:
      guard command & 0xE3 == 0xA0, frame.uint16(at: 1) == index, frame.data[3] == subindex else {
        return false
      }
      hasChecksum = command & 0x04 != 0
      begin(blockSize: frame.data[4])
    case .data:
      guard command & 0xE3 == 0xA2 else { return false }
      guard frame.data[1] <= segment else {
        refuse(SDOAbort.sequence)
        return true
      }
      if isLast, frame.data[1] == segment {
        phase = .ending
        isDue = true
      } else {
        // What it did not get goes again, at the head of the next block.
        settled += 7 * Int(frame.data[1])
        begin(blockSize: frame.data[2])
      }
    default:
      guard command & 0xE3 == 0xA1 else { return false }
      phase = .done
    }
    return true
  }

  @_noLocks private mutating func begin(blockSize size: UInt8) {
    guard size >= 1, size <= 127 else {
      refuse(SDOAbort.blockSize)
      return
    }
    blockSize = size
    segment = 0
    isLast = false
    phase = .data
    isDue = true
  }

  /// How many bytes of the last segment mean nothing, and the check sum of all.
  @_noLocks func blockEnd(_ data: borrowing Table<UInt8>) -> CANFrame {
    let unused = data.count == 0 ? 7 : (7 - data.count % 7) % 7
    var frame = SDOTransfer.frame(node, 0xC1 | UInt8(truncatingIfNeeded: unused) << 2)
    if hasChecksum { frame.putUInt16(SDOLongTransfer.checksum(data), at: 1) }
    return frame
  }

  @_noLocks static func checksum(_ data: borrowing Table<UInt8>) -> UInt16 {
    var sum = SDOChecksum()
    for place in 0..<data.count { sum.add(data[place]) }
    return sum.value
  }

  // MARK: Up

  /// Start of the upload, or how far the segments of a block have come.
  @_noLocks mutating func acknowledgement() -> CANFrame {
    if !isStarted {
      isStarted = true
      return SDOTransfer.frame(node, 0xA3)
    }
    var frame = SDOTransfer.frame(node, 0xA2)
    frame.data[1] = segment
    frame.data[2] = blockSize
    segment = 0
    if isLast { phase = .ending }
    return frame
  }

  /// The end is acknowledged.
  @_noLocks func lastWord() -> CANFrame { SDOTransfer.frame(node, 0xA1) }

  @_noLocks mutating func takeBlockUpload(_ frame: CANFrame, data: inout Table<UInt8>) -> Bool {
    let command = frame.data[0]
    if phase == .initiating {
      guard command & 0xE1 == 0xC0, frame.uint16(at: 1) == index, frame.data[3] == subindex else {
        return false
      }
      hasChecksum = command & 0x04 != 0
      if command & 0x02 != 0 { announced = Int(frame.uint32(at: 4)) }
      phase = .data
      isDue = true
      return true
    }
    guard phase == .ending, command & 0xE3 == 0xC1 else { return false }
    let count = settled - Int(command >> 2 & 0x07)
    data.shorten(to: count)
    if data.count != count || announced >= 0 && announced != count {
      refuse(SDOAbort.length)
    } else if hasChecksum, SDOLongTransfer.checksum(data) != frame.uint16(at: 1) {
      refuse(SDOAbort.checksum)
    } else {
      phase = .done
      isDue = true
    }
    return true
  }

  /// One that comes out of its order is left; the acknowledgement makes the server send it again.
  @_noLocks mutating func takeBlockSegment(_ frame: CANFrame, data: inout Table<UInt8>) -> Bool {
    let number = frame.data[0] & 0x7F
    guard isStarted, number >= 1, number <= blockSize else {
      refuse(SDOAbort.sequence)
      return true
    }
    if number == segment + 1 {
      segment = number
      isLast = frame.data[0] & 0x80 != 0
      for place in 1...7 { append(frame.data[place], to: &data) }
    }
    guard phase != .aborted else { return true }
    if number == blockSize || frame.data[0] & 0x80 != 0 { isDue = true }
    return true
  }
}
