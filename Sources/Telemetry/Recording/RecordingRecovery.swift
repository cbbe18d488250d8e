import Foundation
public import Wording

/// Makes a whole recording of one whose recorder was killed, or of which a part was lost: beside
/// it, never in its place.
public struct RecordingRecovery: Sendable {
  /// The broken file.
  public let path: String
  /// The whole file; nil when the other one lacks nothing.
  public let output: String?
  /// Messages kept, one per cycle.
  public let messages: UInt64
  /// First and last cycle kept.
  public let cycles: ClosedRange<UInt32>
  /// Cycles missing between them, as ranges.
  public let gaps: [ClosedRange<UInt32>]
  /// Bytes of the broken file that belong to no whole record.
  public let lostBytes: Int
  /// Cycles of the broken file that stand in it twice; kept once.
  public let repeated: UInt64
  /// The recorder wrote its word of farewell: nothing is missing behind the last cycle.
  public let hasEnd: Bool

  /// Reads `path` and writes `output` (default: FILE.recovered.mcap) unless nothing is wrong.
  public static func recover(
    _ path: String, to output: String? = nil
  ) throws(Refusal) -> RecordingRecovery {
    let bytes = try contents(of: path)
    guard Array(bytes.prefix(8)) == MCAPRecord.magic else {
      throw Refusal(
        "\(path): not a recording: it does not begin as MCAP files do; name another file.",
        .badInput)
    }
    let scan = MCAPScan(bytes)
    let numbers = scan.chunks.flatMap { $0.messages.map(\.sequence) }
    guard let first = numbers.min(), let last = numbers.max() else {
      throw Refusal(
        "\(path): no cycle in its \(bytes.count) bytes can be kept: not one chunk agrees with its "
          + "checksum.", .badInput)
    }
    let hasEnd = scan.others.contains { range in
      // The name follows kind, length and its own length (MCAP, "Metadata").
      bytes[range.lowerBound] == MCAPRecord.Kind.metadata.rawValue
        && Array(bytes[range].dropFirst(9).prefix(7)) == [3, 0, 0, 0] + Array("end".utf8)
    }
    let isWhole = scan.isWhole
    let target = output ?? beside(path)
    if !isWhole { try write(scan, to: target) }
    return RecordingRecovery(
      path: path, output: isWhole ? nil : target, messages: UInt64(numbers.count),
      cycles: first...last, gaps: gaps(in: numbers), lostBytes: scan.lostBytes,
      repeated: scan.repeated, hasEnd: hasEnd)
  }

  static func contents(of path: String) throws(Refusal) -> Data {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      throw Refusal("\(path): is a folder; name a recording in it.", .badInput)
    }
    guard unsafe access(path, R_OK) == 0 else {
      let (code, words) = (errno, unsafe String(cString: strerror(errno)))
      throw Refusal(
        "\(path): cannot be read: \(words).", code == EACCES ? .noPermission : .unavailable)
    }
    do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
      throw Refusal("\(path): cannot be read: \(error.localizedDescription)", .unavailable)
    }
  }

  private static func beside(_ path: String) -> String {
    (path.hasSuffix(".mcap") ? String(path.dropLast(5)) : path) + ".recovered.mcap"
  }

  private static func gaps(in numbers: [UInt32]) -> [ClosedRange<UInt32>] {
    let sorted = numbers.sorted()
    return zip(sorted, sorted.dropFirst()).compactMap { $1 > $0 + 1 ? ($0 + 1)...($1 - 1) : nil }
  }

  private static func write(_ scan: MCAPScan, to path: String) throws(Refusal) {
    let file = try MCAPFile(path: path)
    var indexes = MCAPIndexes()
    var head = MCAPRecord()
    head.bytes = MCAPRecord.magic
    head.add(.header) {
      $0.put("")
      $0.put("sinew")
    }
    try file.write(head.bytes, reserve: 0)
    // In the order of the file: what stands before the first cycle stands there again.
    for range in scan.others {
      let record = Array(scan.bytes[range])
      indexes.add(record, at: file.size)
      try file.write(record, reserve: 0)
    }
    for chunk in scan.chunks {
      var record = MCAPRecord()
      record.bytes = Array(scan.bytes[chunk.range])
      let length = UInt64(record.bytes.count)
      record.bytes += chunk.messageIndex
      indexes.chunks.append(
        MCAPIndexes.Chunk(
          start: chunk.start, end: chunk.end, offset: file.size, length: length,
          indexLength: UInt64(record.bytes.count) - length, packed: chunk.packed, size: chunk.size))
      try file.write(record.bytes, reserve: 0)
    }
    let count = scan.chunks.reduce(0) { $0 + $1.messages.count }
    try file.close(
      with: indexes.tail(
        of: file, preamble: scan.chunks.first?.preamble ?? [], messages: UInt64(count)))
    try file.settle()
  }

  /// What was kept and what was lost, as one line.
  public var sentence: String {
    let kept = "\(messages) cycles (\(cycles.lowerBound) to \(cycles.upperBound))"
    let text = gaps.prefix(8).map { "\($0.lowerBound) to \($0.upperBound)" }
    let missing = "cycles " + text.joined(separator: ", ") + (gaps.count > 8 ? " and more" : "")
    guard let output else {
      return "\(path): whole, with an index: \(kept); nothing to recover"
        + (gaps.isEmpty ? "." : ", but \(missing) were never recorded.")
    }
    var lost: [String] = []
    if !gaps.isEmpty { lost.append(missing) }
    if lostBytes > 0 { lost.append("\(lostBytes) bytes of no whole record") }
    if !hasEnd { lost.append("whatever came after cycle \(cycles.upperBound)") }
    let twice = repeated == 0 ? "" : ", of which \(repeated) stood there twice"
    return "\(output): kept \(kept) of \(path)\(twice); lost: "
      + (lost.isEmpty ? "nothing but the index, which is made anew" : lost.joined(separator: "; "))
      + "."
  }

  /// The same for programs.
  public var json: JSONText {
    [
      "file": .string(path), "output": output.map { .string($0) } ?? .null,
      "messages": .int(messages), "first_cycle": .int(cycles.lowerBound),
      "last_cycle": .int(cycles.upperBound),
      "gaps": .array(gaps.map { ["from": .int($0.lowerBound), "to": .int($0.upperBound)] }),
      "lost_bytes": .int(lostBytes), "repeated": .int(repeated), "has_end": .bool(hasEnd),
    ]
  }
}
