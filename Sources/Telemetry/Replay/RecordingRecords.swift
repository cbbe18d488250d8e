import Foundation

/// What a recording says besides its cycles, by name.
struct RecordingRecords {
  private(set) var metadata: [String: [String: String]] = [:]
  private(set) var attachments: [String: [UInt8]] = [:]

  /// Takes apart the records that a scan found whole.
  init(_ scan: MCAPScan) {
    for range in scan.others {
      var reader = Reader(bytes: Array(scan.bytes[range]), place: 9)
      if scan.bytes[range.lowerBound] == MCAPRecord.Kind.metadata.rawValue {
        let name = reader.text()
        _ = reader.number(4)
        var map: [String: String] = [:]
        while reader.place < reader.bytes.count { map[reader.text()] = reader.text() }
        metadata[name] = map
      } else {
        // Two times stand before the name, and its kind behind it.
        reader.place += 16
        let name = reader.text()
        _ = reader.text()
        let size = reader.number(8)
        attachments[name] = reader.take(size)
      }
    }
  }

  /// Reads what may end anywhere: what is not there is zero or empty, and the place moves on.
  private struct Reader {
    let bytes: [UInt8]
    var place: Int

    mutating func number(_ width: Int) -> Int {
      let part = take(width)
      return part.indices.reduce(0) { $0 | Int(part[$1] & ($1 < 7 ? 0xFF : 0x7F)) << (8 * $1) }
    }

    mutating func text() -> String { String(decoding: take(number(4)), as: UTF8.self) }

    mutating func take(_ count: Int) -> [UInt8] {
      let start = min(place, bytes.count)
      let end = start + min(max(count, 0), bytes.count - start)
      place = count > bytes.count - start ? bytes.count : end
      return Array(bytes[start..<end])
    }
  }
}
