import DeviceIO
import Glibc
import Testing

/// A folder name of its own for one test, removed with what is in it.
struct Scratch: ~Copyable {
  let path: String
  init() {
    var template = Array("/dev/shm/sinew-deviceio.XXXXXX".utf8CString)
    path = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let made = unsafe mkdtemp(base) else { return "/tmp" }
      return unsafe String(cString: made)
    }
  }
  deinit {
    for name in ["a", "b"] { _ = unsafe unlink(path + "/" + name) }
    _ = unsafe rmdir(path)
  }
}

@Suite struct SharedMemoryTests {
  @Test func whatIsWrittenIsSeenThroughAnotherMap() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a"
    let deck = try SharedMemory(
      creating: path, size: 10_000, mode: 0o640, exclusiveLock: false)
    let view = try SharedMemory(opening: path, writable: false)
    let size = view.size
    #expect(size == 10_000)
    unsafe deck.base.storeBytes(of: 0x1234_5678, toByteOffset: 4096, as: UInt32.self)
    let seen = unsafe view.base.load(fromByteOffset: 4096, as: UInt32.self)
    #expect(seen == 0x1234_5678)
    let untouched = unsafe view.base.load(fromByteOffset: 9_999, as: UInt8.self)
    #expect(untouched == 0)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o640)
  }

  /// Outside tmpfs, where the file system wants to know of the first write to each page.
  @Test func aNewMapCostsNoPageFault() throws {
    let path = "/var/tmp/sinew-faults-\(getpid())"
    defer { _ = unsafe unlink(path) }
    let pages = 2_000
    let deck = try SharedMemory(
      creating: path, size: pages * 4096, mode: 0o600, exclusiveLock: false)
    let before = RealTimeThread.pageFaults()
    for page in 0..<pages {
      unsafe deck.base.storeBytes(of: 1, toByteOffset: page * 4096, as: UInt64.self)
    }
    let after = RealTimeThread.pageFaults()
    // Writing back may begin meanwhile; without the touch it is one fault for each page.
    #expect(after - before < 200)
  }

  @Test func aTakenNameIsRefusedAndLeftAlone() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a"
    let first = try SharedMemory(creating: path, size: 64, mode: 0o600, exclusiveLock: true)
    unsafe first.base.storeBytes(of: 7, as: UInt8.self)
    let error = #expect(throws: DeviceError.self) {
      _ = try SharedMemory(creating: path, size: 64, mode: 0o600, exclusiveLock: true)
    }
    #expect(error == DeviceError(.createMemory, path, errno: EEXIST))
    let kept = try SharedMemory(opening: path, writable: false)
    let byte = unsafe kept.base.load(as: UInt8.self)
    #expect(byte == 7)
  }

  @Test func theLockLivesAsLongAsItsCreator() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a"
    do {
      let deck = try SharedMemory(creating: path, size: 64, mode: 0o600, exclusiveLock: true)
      let size = deck.size
      #expect(size == 64)
      #expect(try SharedMemory.isLocked(path: path))
      // Asking does not take the lock away, nor keep it.
      #expect(try SharedMemory.isLocked(path: path))
    }
    #expect(try !SharedMemory.isLocked(path: path))
    try DeviceFile.rename(from: path, to: scratch.path + "/b")
    #expect(throws: DeviceError(.testLock, path, errno: ENOENT)) {
      try SharedMemory.isLocked(path: path)
    }
    #expect(try !SharedMemory.isLocked(path: scratch.path + "/b"))
  }

  @Test func aFileCutShortEndsNobody() async {
    await #expect(processExitsWith: .success) {
      let scratch = Scratch()
      let path = scratch.path + "/a"
      let deck = try SharedMemory(creating: path, size: 40_960, mode: 0o600, exclusiveLock: false)
      try deck.guardAgainstTruncation()
      unsafe deck.base.storeBytes(of: 7, toByteOffset: 20_480, as: UInt8.self)
      precondition(deck.isLinked && SharedMemory.lostPages == 0)
      precondition(unsafe truncate(path, 0) == 0)
      unsafe deck.base.storeBytes(of: 9, toByteOffset: 20_480, as: UInt8.self)
      let seen = unsafe deck.base.load(fromByteOffset: 20_480, as: UInt8.self)
      precondition(seen == 9 && SharedMemory.lostPages == 1)
      precondition(unsafe unlink(path) == 0)
      precondition(!deck.isLinked)
    }
  }

  @Test func aFailedOpenClosesNobodysDescriptor() {
    // Standard input is open in every test runner; a failed open must leave it so.
    let before = fcntl(0, F_GETFD)
    _ = try? SharedMemory(opening: "/nowhere/at/all", writable: false)
    #expect(fcntl(0, F_GETFD) == before)
  }

  @Test func missingEmptyAndSenselessAreErrors() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a"
    #expect(throws: DeviceError(.openMemory, path, errno: ENOENT)) {
      _ = try SharedMemory(opening: path, writable: true)
    }
    try DeviceFile.write([], path: path, mode: 0o600)
    #expect(throws: DeviceError(.openMemory, path, errno: ENODATA)) {
      _ = try SharedMemory(opening: path, writable: true)
    }
    #expect(throws: DeviceError(.createMemory, scratch.path + "/b", errno: EINVAL)) {
      _ = try SharedMemory(
        creating: scratch.path + "/b", size: 0, mode: 0o600, exclusiveLock: false)
    }
    #expect(throws: DeviceError(.openMemory, "/", errno: EISDIR)) {
      _ = try SharedMemory(opening: "/", writable: false)
    }
    // Nobody writes into this pipe: an open that waits would wait for ever.
    let pipe = scratch.path + "/b"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(throws: DeviceError(.openMemory, pipe, errno: ENODEV)) {
      _ = try SharedMemory(opening: pipe, writable: false)
    }
  }

  @Test func sealedBytesStayAndCannotBeWritten() throws {
    let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
    let descriptor = try SharedMemory.sealedFile(bytes: bytes, name: "configuration")
    defer { close(descriptor) }
    #expect(try SharedMemory.readFile(descriptor: descriptor) == bytes)
    #expect(try SharedMemory.readFile(descriptor: descriptor) == bytes)
    var byte: UInt8 = 1
    #expect(unsafe pwrite(descriptor, &byte, 1, 0) == -1)
    #expect(ftruncate(descriptor, 1) == -1)
    // Inherited by exec.
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0)
    let empty = try SharedMemory.sealedFile(bytes: [], name: "empty")
    defer { close(empty) }
    #expect(try SharedMemory.readFile(descriptor: empty) == [])
  }

  @Test func filesComeWholeEvenWithoutASize() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a"
    let bytes = (0..<9_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try DeviceFile.write(bytes, path: path, mode: 0o600)
    #expect(try DeviceFile.read(path: path) == bytes)
    try DeviceFile.write([1], path: path, mode: 0o600)
    #expect(try DeviceFile.read(path: path) == [1])
    // The kernel says 0 bytes of this one.
    #expect(try DeviceFile.read(path: "/proc/self/status").count > 100)
    try DeviceFile.remove(path: path)
    #expect(throws: DeviceError(.readFile, path, errno: ENOENT)) {
      try DeviceFile.read(path: path)
    }
  }
}
