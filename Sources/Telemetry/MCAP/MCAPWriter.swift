import CZstd
import Foundation
public import Wording

/// Writes an MCAP file with one channel, chunk by chunk, so that every whole chunk can be read
/// after a `kill -9` or a full disk.
///
/// Each chunk holds its own schema and channel record, is compressed with zstd, carries its
/// checksum and an index, and is on the disk (`fdatasync`) before the next one begins. Layout:
/// foxglove/mcap, specification, version 0.
public final class MCAPWriter {
  /// A chunk is closed at this size, 1 MiB, as all libraries do.
  public static let chunkSize = 1 << 20
  /// A chunk is closed when its messages span this time, 1 s.
  public static let chunkTime: UInt64 = 1_000_000_000
  /// zstd level; 1 costs 0.1 to 0.3 % of a core at 1 kHz.
  public static let compressionLevel: CInt = 1

  /// What the one channel carries.
  public struct Channel: Sendable {
    /// "/cycles".
    public var topic: String
    /// Full name of the message.
    public var schemaName: String
    /// Serialised `FileDescriptorSet`.
    public var schema: [UInt8]

    /// A protobuf channel.
    public init(topic: String, schemaName: String, schema: [UInt8]) {
      self.topic = topic
      self.schemaName = schemaName
      self.schema = schema
    }
  }

  /// Messages written, the open chunk's too.
  public private(set) var messageCount: UInt64 = 0
  /// Messages in closed chunks: these are on the disk.
  public private(set) var settledCount: UInt64 = 0
  /// Bytes on the disk.
  public var size: UInt64 { file.fileSize }

  private let file: MCAPFile
  private let preamble: [UInt8]
  private var chunk = MCAPRecord()
  private var index: [(time: UInt64, offset: UInt64)] = []
  private var indexes = MCAPIndexes()
  private var isClosed = false
  /// More than the index will need after one more chunk.
  private var reserve: Int { preamble.count + 128 * (indexes.chunks.count + 8) + 1_024 }

  /// Creates the file and writes its head. Throws when the file exists or cannot be written.
  public init(path: String, channel: Channel, library: String) throws(Refusal) {
    file = try MCAPFile(path: path)
    var records = MCAPRecord()
    records.add(.schema) {
      $0.put(UInt16(1))
      $0.put(channel.schemaName)
      $0.put("protobuf")
      $0.putBlock(channel.schema)
    }
    records.add(.channel) {
      $0.put(UInt16(1))
      $0.put(UInt16(1))
      $0.put(channel.topic)
      $0.put("protobuf")
      $0.put([])
    }
    preamble = records.bytes
    var head = MCAPRecord()
    head.bytes = MCAPRecord.magic
    head.add(.header) {
      $0.put("")
      $0.put(library)
    }
    try file.write(head.bytes, reserve: reserve)
  }

  /// Adds a metadata record.
  public func addMetadata(_ name: String, _ map: [(String, String)]) throws(Refusal) {
    try closeChunk()
    var record = MCAPRecord()
    record.add(.metadata) {
      $0.put(name)
      $0.put(map)
    }
    indexes.metadata.append((file.size, UInt64(record.bytes.count), name))
    try file.write(record.bytes, reserve: reserve)
    try file.settle()
  }

  /// Adds an attachment. `time` in ns since 1970.
  public func addAttachment(
    _ name: String, mediaType: String, _ data: [UInt8], time: UInt64
  ) throws(Refusal) {
    try closeChunk()
    var content = MCAPRecord()
    content.put(time)
    content.put(time)
    content.put(name)
    content.put(mediaType)
    content.put(UInt64(data.count))
    content.bytes.append(contentsOf: data)
    var record = MCAPRecord()
    record.add(.attachment) {
      $0.bytes.append(contentsOf: content.bytes)
      $0.put(MCAPWriter.checksum(content.bytes))
    }
    indexes.attachments.append(
      MCAPIndexes.Attachment(
        offset: file.size, length: UInt64(record.bytes.count), time: time,
        size: UInt64(data.count), name: name, mediaType: mediaType))
    try file.write(record.bytes, reserve: reserve)
    try file.settle()
  }

  /// Adds one message; closes the chunk before it when that is full. `time` in ns since 1970.
  public func add(_ data: [UInt8], sequence: UInt32, time: UInt64) throws(Refusal) {
    if let first = index.first?.time,
      chunk.bytes.count >= MCAPWriter.chunkSize || time >= first &+ MCAPWriter.chunkTime
    {
      try closeChunk()
    }
    if chunk.bytes.isEmpty { chunk.bytes = preamble }
    index.append((time, UInt64(chunk.bytes.count)))
    chunk.add(.message) {
      $0.put(UInt16(1))
      $0.put(sequence)
      $0.put(time)
      $0.put(time)
      $0.bytes.append(contentsOf: data)
    }
    messageCount += 1
  }

  /// Closes the open chunk and waits until it is on the disk; nothing when none is open.
  public func closeChunk() throws(Refusal) {
    guard let first = index.first?.time, !isClosed else { return }
    let start = index.reduce(first) { min($0, $1.time) }
    let end = index.reduce(first) { max($0, $1.time) }
    let packed = MCAPWriter.compress(chunk.bytes)
    var record = MCAPRecord()
    record.add(.chunk) {
      $0.put(start)
      $0.put(end)
      $0.put(UInt64(chunk.bytes.count))
      $0.put(MCAPWriter.checksum(chunk.bytes))
      $0.put("zstd")
      $0.put(UInt64(packed.count))
      $0.bytes.append(contentsOf: packed)
    }
    let length = UInt64(record.bytes.count)
    record.addMessageIndex(index)
    let entry = MCAPIndexes.Chunk(
      start: start, end: end, offset: file.size, length: length,
      indexLength: UInt64(record.bytes.count) - length, packed: UInt64(packed.count),
      size: UInt64(chunk.bytes.count))
    try file.write(record.bytes, reserve: reserve)
    indexes.chunks.append(entry)
    settledCount += UInt64(index.count)
    chunk.bytes.removeAll(keepingCapacity: true)
    index.removeAll(keepingCapacity: true)
    try file.settle()
  }

  /// Closes the last chunk and writes index, statistics and footer. Called once, also after a write
  /// failed: what was written before stays whole.
  public func finish() throws(Refusal) {
    guard !isClosed else { return }
    try closeChunk()
    isClosed = true
    try file.close(
      with: indexes.tail(of: file, preamble: preamble, messages: settledCount))
    try file.settle()
    try file.confirm()
  }

  /// Gives the open chunk up: after a full disk, so that `finish` has room for the index.
  public func dropOpenChunk() {
    messageCount -= UInt64(index.count)
    chunk.bytes.removeAll()
    index.removeAll()
  }

  static func checksum(
    _ bytes: some ContiguousBytes & Collection<UInt8>, after crc: UInt32 = 0
  ) -> UInt32 {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return crc }
      return unsafe zstd_block_crc32(crc, base, buffer.count)
    }
  }

  /// One zstd frame. Compression of a bound-sized block cannot fail.
  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    let bound = zstd_block_bound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      let written = unsafe bytes.withUnsafeBytes { source -> Int64 in
        guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
        return unsafe zstd_block_compress(from, source.count, to, bound, compressionLevel)
      }
      precondition(written >= 0, "zstd refused a block of the size it asked for")
      count = Int(written)
    }
  }
}
