import CDeviceIO

/// A file mapped into memory that other processes map too: the flight deck and the mailbox.
///
/// Unmapped, closed and unlocked when the owner goes away; the file stays.
@safe
public struct SharedMemory: ~Copyable {
  // −1 until a file is open: an initialiser that throws runs `deinit`, and descriptor 0 is standard
  // input, or somebody else's by then.
  private var mapping = unsafe device_mapping(
    base: nil, size: 0, descriptor: -1, reserved: 0)

  /// Creates a file of zeros and maps it writable, every page present.
  ///
  /// The name appears only when the file is complete and, with `exclusiveLock`, locked, so that no
  /// other process sees it half made. `errno` is `EEXIST` when the name is taken.
  /// - Parameters:
  ///   - size: Bytes, more than 0.
  ///   - mode: Permission bits, not subject to the umask.
  ///   - exclusiveLock: Hold an exclusive `flock` for as long as this process lives.
  public init(
    creating path: String, size: Int, mode: UInt32, exclusiveLock: Bool
  ) throws(DeviceError) {
    let result = unsafe device_memory_create(
      path, Int64(size), mode, exclusiveLock ? 1 : 0, &mapping)
    try check(result, .createMemory, path)
  }

  /// Maps an existing file, whole. `errno` is `ENODATA` when the file is empty.
  public init(opening path: String, writable: Bool) throws(DeviceError) {
    let result = unsafe device_memory_open(path, writable ? 1 : 0, &mapping)
    try check(result, .openMemory, path)
  }

  deinit {
    var mapping = unsafe mapping
    _ = unsafe device_memory_close(&mapping)
  }

  /// From now on the process outlives that somebody cuts this file short, which would end it by
  /// SIGBUS: the pages that are gone become empty ones of its own, see `lostPages`.
  public func guardAgainstTruncation() throws(DeviceError) {
    let result = unsafe withUnsafePointer(to: mapping) { unsafe device_memory_guard($0) }
    try check(result, .openMemory, "guarded memory")
  }

  /// Pages of all guarded maps that were cut off and replaced so far.
  public static var lostPages: UInt32 { @_noLocks get { device_memory_lost() } }

  /// False once somebody removed the file: no other process can find it any more.
  public var isLinked: Bool {
    @_noLocks get { device_memory_linked(unsafe mapping.descriptor) == 1 }
  }

  /// First byte of the map, page-aligned. Valid as long as the owner lives.
  public var base: UnsafeMutableRawPointer {
    guard let base = unsafe mapping.base else { preconditionFailure("a map without memory") }
    return unsafe base
  }

  /// Bytes mapped.
  public var size: Int { Int(unsafe mapping.size) }

  /// True when a living process holds the lock of this file: its creator is still running.
  public static func isLocked(path: String) throws(DeviceError) -> Bool {
    try check(unsafe device_memory_locked(path), .testLock, path) == 1
  }

  /// A descriptor that holds these bytes for good: nobody can write or resize it any more, and
  /// `exec` passes it on.
  public static func sealedFile(bytes: [UInt8], name: String) throws(DeviceError) -> Int32 {
    let result = unsafe bytes.withUnsafeBytes { buffer in
      // An empty array has no address; any address does for no bytes.
      guard let base = buffer.baseAddress else {
        return unsafe device_memory_seal(name, name, 0)
      }
      return unsafe device_memory_seal(name, base, Int64(buffer.count))
    }
    return try check(result, .sealMemory, name)
  }

  /// All bytes behind a descriptor, from its beginning, whatever its position is.
  public static func readFile(descriptor: Int32) throws(DeviceError) -> [UInt8] {
    try DeviceFile.read(descriptor: descriptor, named: "descriptor \(descriptor)")
  }
}
