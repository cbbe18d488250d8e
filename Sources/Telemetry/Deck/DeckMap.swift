import FlightDeck
import Glibc
import Synchronization

/// Bytes of a file shared with another process, mapped whole. The only place of this module that
/// touches memory that changes under its hands.
///
/// Every offset is checked, so a deck that lies about its own layout yields zeros, never a trap.
@safe final class DeckMap {
  /// Size of the map in bytes.
  let size: Int
  private let descriptor: CInt
  private let base: UnsafeMutableRawPointer
  private let isWritable: Bool

  /// Maps `path`, or the first `prefix` bytes of it. Throws the `errno` that stood in the way.
  init(path: String, isWritable: Bool = false, prefix: Int = .max) throws(DeckMapError) {
    let flags = (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK
    let opened = unsafe open(path, flags)
    guard opened >= 0 else { throw DeckMapError(code: errno) }
    var status = stat()
    var code: CInt = unsafe fstat(opened, &status) == 0 ? 0 : errno
    if code == 0, status.st_mode & S_IFMT != S_IFREG { code = EISDIR }
    if code == 0, status.st_size < 8 { code = ENODATA }
    let size = min(Int(status.st_size), prefix)
    let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
    let mapped = unsafe code == 0 ? mmap(nil, size, protection, MAP_SHARED, opened, 0) : nil
    if code == 0, unsafe mapped == MAP_FAILED { code = errno }
    guard code == 0, let mapped = unsafe mapped else {
      _ = close(opened)
      throw DeckMapError(code: code)
    }
    descriptor = opened
    unsafe base = mapped
    self.size = size
    self.isWritable = isWritable
  }

  deinit {
    _ = unsafe munmap(base, size)
    _ = close(descriptor)
  }

  /// True while a process holds the exclusive lock that a deck's creator takes for its life.
  var isOwned: Bool {
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    _ = flock(descriptor, LOCK_UN)
    return false
  }

  /// True while `path` still names the mapped file.
  func isStill(at path: String) -> Bool {
    var there = stat()
    var mine = stat()
    guard unsafe stat(path, &there) == 0, unsafe fstat(descriptor, &mine) == 0 else { return false }
    return there.st_ino == mine.st_ino && there.st_dev == mine.st_dev
  }

  /// The 8-byte counter at `offset`, with acquire order; 0 outside the map.
  func counter(at offset: Int) -> UInt64 {
    guard offset >= 0, offset <= size - 8, offset % 8 == 0 else { return 0 }
    let place = unsafe base.advanced(by: offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    return unsafe place.pointee.load(ordering: .acquiring)
  }

  /// A counter of a deck's header.
  func counter(_ which: DeckLayout.Counter) -> UInt64 { counter(at: which.rawValue) }

  /// Stores a counter with release order. Precondition: mapped writable.
  func store(_ value: UInt64, at offset: Int) {
    precondition(isWritable && offset >= 0 && offset <= size - 8 && offset % 8 == 0)
    let place = unsafe base.advanced(by: offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    unsafe place.pointee.store(value, ordering: .releasing)
  }

  /// Replaces `expected` by `value`; false when something else stood there.
  func exchange(_ expected: UInt64, for value: UInt64, at offset: Int) -> Bool {
    precondition(isWritable && offset >= 0 && offset <= size - 8 && offset % 8 == 0)
    let place = unsafe base.advanced(by: offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    return unsafe place.pointee.compareExchange(
      expected: expected, desired: value, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// A copy of the value at `offset`; nil when it would reach past the end.
  func value<Value: BitwiseCopyable>(_ type: Value.Type, at offset: Int) -> Value? {
    guard offset >= 0, offset <= size - MemoryLayout<Value>.size else { return nil }
    return unsafe base.loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// Writes a value. Precondition: mapped writable and within the map.
  func write<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
    precondition(isWritable && offset >= 0 && offset <= size - MemoryLayout<Value>.size)
    unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  /// A copy of `count` bytes; empty when they would reach past the end.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size - count else { return [] }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base + offset, count: count))
  }

  /// Copies into `buffer`, whose room is kept from call to call; false outside the map.
  func copy(at offset: Int, into buffer: inout [UInt8]) -> Bool {
    let count = buffer.count
    guard offset >= 0, offset <= size - count else { return false }
    unsafe buffer.withUnsafeMutableBytes { target in
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: base + offset, count: count))
    }
    return true
  }

  /// Orders the copies before it against the counters read after it.
  func fence() { atomicMemoryFence(ordering: .acquiring) }
}

/// Why a file could not be mapped.
struct DeckMapError: Error {
  /// `errno`.
  let code: CInt

  /// The kernel's words for it.
  var words: String { unsafe String(cString: strerror(code)) }
}
