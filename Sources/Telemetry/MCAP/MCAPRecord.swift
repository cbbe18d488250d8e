/// Bytes of MCAP records: little endian, strings and lists with a length before them.
struct MCAPRecord {
  /// What has been written so far.
  var bytes: [UInt8] = []

  /// Kinds of record (foxglove/mcap, specification, "Opcodes").
  enum Kind: UInt8 {
    case header = 0x01
    case footer = 0x02
    case schema = 0x03
    case channel = 0x04
    case message = 0x05
    case chunk = 0x06
    case messageIndex = 0x07
    case chunkIndex = 0x08
    case attachment = 0x09
    case attachmentIndex = 0x0A
    case statistics = 0x0B
    case metadata = 0x0C
    case metadataIndex = 0x0D
    case summaryOffset = 0x0E
    case dataEnd = 0x0F
  }

  /// The eight bytes at both ends of a file; '0' is the major version.
  static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]

  mutating func put(_ value: some FixedWidthInteger & UnsignedInteger) {
    var rest = value
    for _ in 0..<(value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func put(_ text: String) {
    put(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func put(_ map: [(String, String)]) {
    var content = MCAPRecord()
    for (key, value) in map {
      content.put(key)
      content.put(value)
    }
    put(UInt32(content.bytes.count))
    bytes.append(contentsOf: content.bytes)
  }

  /// Bytes with a 32-bit length before them.
  mutating func putBlock(_ block: [UInt8]) {
    put(UInt32(block.count))
    bytes.append(contentsOf: block)
  }

  /// Adds a whole record: kind, length, content.
  mutating func add(_ kind: Kind, _ build: (inout MCAPRecord) -> Void) {
    bytes.append(kind.rawValue)
    let mark = bytes.count
    put(UInt64(0))
    build(&self)
    var length = UInt64(bytes.count - mark - 8)
    for index in 0..<8 {
      bytes[mark + index] = UInt8(truncatingIfNeeded: length)
      length >>= 8
    }
  }

  /// Adds the record behind a chunk that lists its messages: when each was written (ns since 1970)
  /// and where it stands in the chunk's expanded content.
  mutating func addMessageIndex(_ messages: some Collection<(time: UInt64, offset: UInt64)>) {
    add(.messageIndex) {
      $0.put(UInt16(1))
      $0.put(UInt32(16 * messages.count))
      for message in messages {
        $0.put(message.time)
        $0.put(message.offset)
      }
    }
  }
}
