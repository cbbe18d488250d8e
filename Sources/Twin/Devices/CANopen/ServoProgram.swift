/// The program area of a drive (CiA 302-3: 1F50h to 1F57h): bytes that can be loaded and read back.
/// The drive's behaviour does not hang on them.
struct ServoProgram {
  /// What is loaded.
  private(set) var bytes: [UInt8] = []
  /// The program is stopped: it can be cleared and loaded.
  var isStopped = false

  init() { bytes.reserveCapacity(SDOServer.room) }

  mutating func load(_ buffer: [UInt8], _ count: Int) {
    bytes.removeAll(keepingCapacity: true)
    for index in 0..<count { bytes.append(buffer[index]) }
  }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }
}
