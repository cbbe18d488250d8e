/// What the summary at the end of a file says of the records before it.
struct MCAPIndexes {
  /// One chunk.
  struct Chunk {
    let start: UInt64
    let end: UInt64
    let offset: UInt64
    let length: UInt64
    let indexLength: UInt64
    let packed: UInt64
    let size: UInt64
  }

  /// One attachment.
  struct Attachment {
    let offset: UInt64
    let length: UInt64
    let time: UInt64
    let size: UInt64
    let name: String
    let mediaType: String
  }

  var chunks: [Chunk] = []
  var attachments: [Attachment] = []
  var metadata: [(offset: UInt64, length: UInt64, name: String)] = []

  /// Takes in a metadata or an attachment record as it stands at `offset` of the file.
  mutating func add(_ record: [UInt8], at offset: UInt64) {
    func number(_ at: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(record[at + $1]) << (8 * UInt64($1)) }
    }
    func text(_ at: Int) -> (text: String, end: Int) {
      let end = min(at + 4 + Int(number(at, 4)), record.count)
      return (String(decoding: record[min(at + 4, end)..<end], as: UTF8.self), end)
    }
    let length = UInt64(record.count)
    if record[0] == MCAPRecord.Kind.metadata.rawValue {
      metadata.append((offset, length, text(9).text))
    } else {
      let name = text(25)
      let media = text(name.end)
      attachments.append(
        Attachment(
          offset: offset, length: length, time: number(9, 8), size: number(media.end, 8),
          name: name.text, mediaType: media.text))
    }
  }

  /// Everything from DataEnd to the closing magic of a file.
  func tail(of file: MCAPFile, preamble: [UInt8], messages: UInt64) -> [UInt8] {
    var end = MCAPRecord()
    // Of everything before it, metadata included. Each chunk has a checksum of its own besides,
    // which tells which one is damaged.
    end.add(.dataEnd) { $0.put(file.checksum) }
    let start = file.size + UInt64(end.bytes.count)
    var summary = MCAPRecord()
    var groups: [(kind: MCAPRecord.Kind, from: Int, to: Int)] = []
    summary.bytes = preamble
    groups += MCAPIndexes.split(preamble)
    func group(_ kind: MCAPRecord.Kind, _ build: (inout MCAPRecord) -> Void) {
      let from = summary.bytes.count
      build(&summary)
      if summary.bytes.count > from { groups.append((kind, from, summary.bytes.count)) }
    }
    group(.statistics) { addStatistics(to: &$0, messages) }
    group(.chunkIndex) { addChunks(to: &$0) }
    group(.attachmentIndex) { addAttachments(to: &$0) }
    group(.metadataIndex) { addMetadata(to: &$0) }
    let offsets = start + UInt64(summary.bytes.count)
    for group in groups {
      summary.add(.summaryOffset) {
        $0.put(group.kind.rawValue)
        $0.put(start + UInt64(group.from))
        $0.put(UInt64(group.to - group.from))
      }
    }
    // The checksum covers the summary and the footer up to itself.
    summary.bytes.append(MCAPRecord.Kind.footer.rawValue)
    summary.put(UInt64(20))
    summary.put(start)
    summary.put(offsets)
    summary.put(MCAPWriter.checksum(summary.bytes))
    return end.bytes + summary.bytes + MCAPRecord.magic
  }

  /// The schema record and the channel record of the preamble, as two groups.
  private static func split(
    _ preamble: [UInt8]
  ) -> [(kind: MCAPRecord.Kind, from: Int, to: Int)] {
    let length = (0..<8).reduce(0) { $0 | Int(preamble[1 + $1]) << (8 * $1) }
    return [(.schema, 0, 9 + length), (.channel, 9 + length, preamble.count)]
  }

  private func addStatistics(to record: inout MCAPRecord, _ messages: UInt64) {
    let start = chunks.map(\.start).min() ?? 0
    let end = chunks.map(\.end).max() ?? 0
    record.add(.statistics) {
      $0.put(messages)
      $0.put(UInt16(1))
      $0.put(UInt32(1))
      $0.put(UInt32(attachments.count))
      $0.put(UInt32(metadata.count))
      $0.put(UInt32(chunks.count))
      $0.put(start)
      $0.put(end)
      $0.put(UInt32(10))
      $0.put(UInt16(1))
      $0.put(messages)
    }
  }

  private func addChunks(to record: inout MCAPRecord) {
    for chunk in chunks {
      record.add(.chunkIndex) {
        $0.put(chunk.start)
        $0.put(chunk.end)
        $0.put(chunk.offset)
        $0.put(chunk.length)
        $0.put(UInt32(10))
        $0.put(UInt16(1))
        $0.put(chunk.offset + chunk.length)
        $0.put(chunk.indexLength)
        $0.put("zstd")
        $0.put(chunk.packed)
        $0.put(chunk.size)
      }
    }
  }

  private func addAttachments(to record: inout MCAPRecord) {
    for attachment in attachments {
      record.add(.attachmentIndex) {
        $0.put(attachment.offset)
        $0.put(attachment.length)
        $0.put(attachment.time)
        $0.put(attachment.time)
        $0.put(attachment.size)
        $0.put(attachment.name)
        $0.put(attachment.mediaType)
      }
    }
  }

  private func addMetadata(to record: inout MCAPRecord) {
    for entry in metadata {
      record.add(.metadataIndex) {
        $0.put(entry.offset)
        $0.put(entry.length)
        $0.put(entry.name)
      }
    }
  }
}
