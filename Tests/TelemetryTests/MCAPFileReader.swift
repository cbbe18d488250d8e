import CZstd
import Foundation

@testable import Telemetry

/// A streaming MCAP reader written from the specification, independent of the writer: walks records
/// as far as they are whole.
struct MCAPFileReader {
  private(set) var messages: [[UInt8]] = []
  private(set) var times: [UInt64] = []
  private(set) var metadata: [String: [String: String]] = [:]
  private(set) var attachments: [String: [UInt8]] = [:]
  private(set) var schemas: [String: [UInt8]] = [:]
  private(set) var topics: [String] = []
  private(set) var hasFooter = false
  private(set) var statisticsCount: UInt64?
  private(set) var problems: [String] = []

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    if Array(bytes.prefix(8)) != magic { problems.append("magic") }
    walk(bytes, from: 8)
    if hasFooter, Array(bytes.suffix(8)) != magic { problems.append("closing magic") }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
    (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  private mutating func walk(_ bytes: [UInt8], from start: Int) {
    var offset = start
    while offset + 9 <= bytes.count {
      let length = Int(MCAPFileReader.number(bytes, offset + 1, 8))
      guard offset + 9 + length <= bytes.count else { return }
      take(bytes[offset], Array(bytes[(offset + 9)..<(offset + 9 + length)]), bytes, offset)
      offset += 9 + length
      if hasFooter { return }
    }
  }

  private mutating func take(_ kind: UInt8, _ body: [UInt8], _ file: [UInt8], _ offset: Int) {
    var cursor = 0
    func number(_ width: Int) -> UInt64 {
      defer { cursor += width }
      return MCAPFileReader.number(body, cursor, width)
    }
    func block() -> [UInt8] {
      let count = Int(number(4))
      defer { cursor += count }
      return Array(body[cursor..<cursor + count])
    }
    func text() -> String { String(decoding: block(), as: UTF8.self) }
    switch kind {
    case 0x02:
      hasFooter = true
      let summary = Int(number(8))
      _ = number(8)
      let crc = UInt32(number(4))
      // 0: there is none, and no checksum of it (MCAP, "Footer").
      guard summary > 0 else { return }
      // From the summary's start up to and without the checksum itself.
      let sum = MCAPFileReader.checksum(Array(file[summary..<(offset + 9 + 16)]))
      if sum != crc { problems.append("summary checksum") }
    case 0x03:
      _ = number(2)
      let name = text()
      _ = text()
      schemas[name] = block()
    case 0x04:
      _ = number(4)
      topics.append(text())
    case 0x05:
      _ = number(6)
      times.append(number(8))
      _ = number(8)
      messages.append(Array(body[cursor...]))
    case 0x06:
      _ = number(16)
      let size = Int(number(8))
      let crc = UInt32(number(4))
      _ = text()
      takeChunk(Array(body[(cursor + 8)...]), size, crc)
    case 0x09:
      _ = number(16)
      let name = text()
      _ = text()
      let count = Int(number(8))
      attachments[name] = Array(body[cursor..<cursor + count])
      let crc = UInt32(MCAPFileReader.number(body, body.count - 4, 4))
      if MCAPFileReader.checksum(Array(body.dropLast(4))) != crc { problems.append("attachment") }
    case 0x0B: statisticsCount = number(8)
    case 0x0C:
      let name = text()
      let end = Int(number(4)) + cursor
      var map: [String: String] = [:]
      while cursor < end { map[text()] = text() }
      metadata[name] = map
    default: break
    }
  }

  private mutating func takeChunk(_ packed: [UInt8], _ size: Int, _ crc: UInt32) {
    let records = MCAPFileReader.expand(packed, size)
    if MCAPFileReader.checksum(records) != crc { problems.append("chunk checksum") }
    walk(records, from: 0)
  }

  /// CRC-32 bit by bit, on purpose not the writer's.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func expand(_ packed: [UInt8], _ size: Int) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: size)
    let written = unsafe target.withUnsafeMutableBytes { to -> Int64 in
      unsafe packed.withUnsafeBytes { from in
        guard let source = from.baseAddress, let room = to.baseAddress else { return -1 }
        return unsafe zstd_block_expand(source, from.count, room, to.count)
      }
    }
    return written == Int64(size) ? target : []
  }
}
