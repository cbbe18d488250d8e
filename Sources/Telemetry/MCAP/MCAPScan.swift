import CZstd
import Foundation

/// Walks the records of a recording that may be damaged, and keeps what its checksums vouch for.
struct MCAPScan {
  /// A chunk that is whole.
  struct Chunk {
    /// The whole record.
    let range: Range<Int>
    let start: UInt64
    let end: UInt64
    let packed: UInt64
    let size: UInt64
    /// Schema and channel records at its beginning.
    let preamble: [UInt8]
    let messages: [(time: UInt64, offset: UInt64, sequence: UInt32)]

    /// The record that lists its messages and stands behind it.
    var messageIndex: [UInt8] {
      var record = MCAPRecord()
      record.addMessageIndex(messages.lazy.map { ($0.time, $0.offset) })
      return record.bytes
    }
  }

  private(set) var chunks: [Chunk] = []
  /// Metadata and attachment records, whole.
  private(set) var others: [Range<Int>] = []
  /// Bytes that belong to no whole record.
  private(set) var lostBytes = 0
  /// Cycles that stand there again, as in a file that was written or copied twice.
  private(set) var repeated: UInt64 = 0
  /// Every list of a chunk's messages is right, and nothing stands there twice.
  private(set) var isOrderly = true
  /// It closes with a footer whose summary agrees with its checksum.
  private(set) var hasIndex = false
  /// The checksum of everything before the summary is there and right.
  private(set) var isUnchanged = false
  /// Where the first bytes that belong to no whole record begin, and the last cycle before them.
  private(set) var firstLost: (offset: Int, cycle: UInt32?)?
  /// Nothing is wrong with the file.
  var isWhole: Bool { hasIndex && hasEnding && isOrderly && isUnchanged && lostBytes == 0 }
  /// It closes as MCAP does.
  private(set) var hasEnding = false

  let bytes: Data

  init(_ bytes: Data) {
    self.bytes = bytes
    var offset = MCAPRecord.magic.count
    while offset < bytes.count {
      if Array(bytes[offset...].prefix(8)) == MCAPRecord.magic, offset + 8 == bytes.count {
        hasEnding = true
        return
      }
      guard let next = take(at: offset) else {
        let found = nextChunk(after: offset) ?? bytes.count
        if firstLost == nil { firstLost = (offset, chunks.last?.messages.last?.sequence) }
        lostBytes += found - offset
        offset = found
        continue
      }
      offset = next
    }
  }

  private func number(_ offset: Int, _ width: Int) -> UInt64 {
    (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  /// Takes the record at `offset`; where the next one begins, or nil when it is damaged.
  private mutating func take(at offset: Int) -> Int? {
    guard offset + 9 <= bytes.count, let kind = MCAPRecord.Kind(rawValue: bytes[offset]),
      let length = Int(exactly: number(offset + 1, 8)), length <= bytes.count - offset - 9
    else { return nil }
    let range = offset..<(offset + 9 + length)
    switch kind {
    case .chunk:
      guard let chunk = chunk(range) else { return nil }
      take(chunk)
    case .metadata: keep(range)
    case .attachment:
      guard length > 4,
        number(range.upperBound - 4, 4)
          == UInt64(MCAPWriter.checksum(Array(bytes[(offset + 9)..<(range.upperBound - 4)])))
      else { return nil }
      keep(range)
    case .footer:
      guard length == 20 else { return nil }
      hasIndex = vouches(footer: offset)
    case .messageIndex:
      if let last = chunks.last, !bytes[range].elementsEqual(last.messageIndex) {
        isOrderly = false
      }
    case .dataEnd:
      guard length == 4 else { return nil }
      // 0: whoever wrote the file left it out.
      let sum = number(offset + 9, 4)
      isUnchanged = sum != 0 && sum == UInt64(MCAPWriter.checksum(bytes[..<offset]))
    case .header, .schema, .channel, .message, .chunkIndex, .attachmentIndex, .statistics,
      .metadataIndex, .summaryOffset:
      break
    }
    return range.upperBound
  }

  /// Takes a chunk whose cycles come behind those taken so far; a number wraps round after 2³².
  private mutating func take(_ chunk: Chunk) {
    if let last = chunks.last?.messages.last?.sequence, let first = chunk.messages.first?.sequence,
      Int32(bitPattern: first &- last) <= 0
    {
      repeated += UInt64(chunk.messages.count)
      isOrderly = false
    } else {
      chunks.append(chunk)
    }
  }

  /// Keeps a record, once.
  private mutating func keep(_ range: Range<Int>) {
    if others.contains(where: { bytes[$0] == bytes[range] }) {
      isOrderly = false
    } else {
      others.append(range)
    }
  }

  /// The summary agrees with its checksum, which covers it and the footer up to itself.
  private func vouches(footer offset: Int) -> Bool {
    guard let start = Int(exactly: number(offset + 9, 8)), start > 0, start <= offset else {
      return false
    }
    let end = offset + 25
    return UInt64(MCAPWriter.checksum(Array(bytes[start..<end]))) == number(end, 4)
  }

  /// What a chunk that was taken holds, expanded.
  func content(of chunk: Chunk) -> [UInt8] {
    let packed = Array(bytes[(chunk.range.lowerBound + 53)..<chunk.range.upperBound])
    return MCAPScan.expand(packed, to: Int(chunk.size))
  }

  /// A chunk, when its checksum agrees with its content.
  private func chunk(_ range: Range<Int>) -> Chunk? {
    let head = range.lowerBound + 9
    guard range.count >= 9 + 48, number(head + 28, 4) == 4,
      Array(bytes[(head + 32)..<(head + 36)]) == Array("zstd".utf8),
      let size = Int(exactly: number(head + 16, 8)), size > 0, size <= 64 << 20,
      let packed = Int(exactly: number(head + 36, 8)), packed == range.upperBound - head - 44
    else { return nil }
    let content = MCAPScan.expand(Array(bytes[(head + 44)..<range.upperBound]), to: size)
    guard content.count == size, UInt64(MCAPWriter.checksum(content)) == number(head + 24, 4) else {
      return nil
    }
    let (preamble, messages) = MCAPScan.messages(in: content)
    return Chunk(
      range: range, start: number(head, 8), end: number(head + 8, 8), packed: UInt64(packed),
      size: UInt64(size), preamble: preamble, messages: messages)
  }

  private static func expand(_ packed: [UInt8], to size: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: size) { target, count in
      let written = unsafe packed.withUnsafeBytes { source -> Int64 in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        return unsafe zstd_block_expand(from, source.count, to, size)
      }
      count = Int(max(written, 0))
    }
  }

  private static func messages(
    in content: [UInt8]
  ) -> ([UInt8], [(time: UInt64, offset: UInt64, sequence: UInt32)]) {
    func number(_ offset: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(content[offset + $1]) << (8 * UInt64($1)) }
    }
    var list: [(time: UInt64, offset: UInt64, sequence: UInt32)] = []
    var preamble: [UInt8] = []
    var offset = 0
    while offset + 9 <= content.count, let length = Int(exactly: number(offset + 1, 8)),
      length <= content.count - offset - 9
    {
      if content[offset] == MCAPRecord.Kind.message.rawValue, length >= 22 {
        let sequence = UInt32(truncatingIfNeeded: number(offset + 11, 4))
        list.append((number(offset + 15, 8), UInt64(offset), sequence))
      } else if list.isEmpty {
        preamble += content[offset..<(offset + 9 + length)]
      }
      offset += 9 + length
    }
    return (preamble, list)
  }

  /// Where the next whole chunk begins: its compression's name stands 41 bytes behind its start.
  private func nextChunk(after offset: Int) -> Int? {
    let mark = Data([4, 0, 0, 0] + Array("zstd".utf8))
    var from = offset
    while from < bytes.count, let found = bytes.range(of: mark, in: from..<bytes.count) {
      let start = found.lowerBound - 37
      if start > offset, bytes[start] == MCAPRecord.Kind.chunk.rawValue,
        let length = Int(exactly: number(start + 1, 8)), length <= bytes.count - start - 9,
        chunk(start..<(start + 9 + length)) != nil
      {
        return start
      }
      from = found.lowerBound + 1
    }
    return nil
  }
}
