import FlightDeck
import Glibc
import Wording

/// The file of a recording. Owns the descriptor; keeps the file whole at every moment.
///
/// Behind the records always stands an ending without an index, which the next records replace: a
/// reader that begins at the end (most do) then reads from the beginning, whenever the writer died.
final class MCAPFile {
  /// Path as given.
  let path: String
  /// Where the next record goes: bytes of all records.
  private(set) var size: UInt64 = 0
  /// Bytes of the file.
  private(set) var fileSize: UInt64 = 0
  /// Checksum of all records so far, the magic before them included.
  private(set) var checksum: UInt32 = 0
  private let descriptor: CInt
  private var isForeign = false

  /// DataEnd, a Footer that speaks of no summary, and the closing magic.
  static let ending: [UInt8] = {
    var record = MCAPRecord()
    record.add(.dataEnd) { $0.put(UInt32(0)) }
    record.add(.footer) {
      $0.put(UInt64(0))
      $0.put(UInt64(0))
      $0.put(UInt32(0))
    }
    return record.bytes + MCAPRecord.magic
  }()

  /// Creates the file. One that exists is never overwritten.
  init(path: String) throws(Refusal) {
    self.path = path
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw MCAPFile.refusal(errno, path) }
  }

  deinit { _ = Glibc.close(descriptor) }

  /// Adds whole records. After an error the file ends where it ended before. `reserve`: room for
  /// the index, which is kept for it even when the disk is full meanwhile.
  func write(_ bytes: [UInt8], reserve: Int) throws(Refusal) {
    try requireUntouched()
    let all = bytes + MCAPFile.ending
    let (edge, end) = (MCAPFile.ending.count, all.count)
    let room = FileRoom.reserve(descriptor: descriptor, offset: size, count: end + reserve)
    guard room == 0 else { throw MCAPFile.refusal(room, path, kept: fileSize) }
    // The new ending first, the bytes over the old one last: killed in between, the file ends with
    // one of the two, and both are right.
    var code = put(all[(end - edge)...], at: size + UInt64(end - edge))
    if code == 0, end > 2 * edge { code = put(all[edge..<(end - edge)], at: size + UInt64(edge)) }
    if code == 0 { code = put(all[..<min(edge, end - edge)], at: size) }
    guard code == 0 else {
      cutBack()
      throw MCAPFile.refusal(code, path, kept: fileSize)
    }
    size += UInt64(bytes.count)
    checksum = MCAPWriter.checksum(bytes, after: checksum)
    fileSize = size + UInt64(edge)
  }

  /// Replaces the ending by one with an index, and gives back what was reserved.
  func close(with tail: [UInt8]) throws(Refusal) {
    try requireUntouched()
    let code = put(tail[...], at: size)
    guard code == 0 else {
      cutBack()
      throw MCAPFile.refusal(code, path, kept: fileSize)
    }
    fileSize = size + UInt64(tail.count)
    _ = ftruncate(descriptor, off_t(fileSize))
  }

  /// Back to the last whole record, with the ending behind it.
  private func cutBack() {
    _ = put(MCAPFile.ending[...], at: size)
    _ = ftruncate(descriptor, off_t(size) + off_t(MCAPFile.ending.count))
  }

  /// Writes all bytes; 0, or why not.
  private func put(_ bytes: ArraySlice<UInt8>, at offset: UInt64) -> CInt {
    var done = 0
    while done < bytes.count {
      let start = done
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start,
          off_t(offset) + off_t(start))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      done += count
    }
    return 0
  }

  /// The file must be as it was left: nobody else may have cut, lengthened or rewritten it.
  private func requireUntouched() throws(Refusal) {
    var mine = stat()
    guard fileSize > 0, unsafe fstat(descriptor, &mine) == 0 else { return }
    var end = [UInt8](repeating: 0, count: MCAPFile.ending.count)
    let count = unsafe end.withUnsafeMutableBytes { buffer in
      unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(size))
    }
    isForeign =
      isForeign || UInt64(mine.st_size) != fileSize || count != end.count || end != MCAPFile.ending
    guard isForeign else { return }
    throw Refusal(
      "\(path): somebody else changed the recording while it was being written: it has "
        + "\(mine.st_size) bytes where \(fileSize) were written; cycles are lost. Record again, and "
        + "leave the file alone until the run has ended.", .unavailable)
  }

  /// Everything written so far is whole: make it survive a power cut.
  func settle() throws(Refusal) {
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw MCAPFile.refusal(errno, path, kept: fileSize)
    }
    // A file without a name takes every write, and is gone when it is closed.
    var mine = stat()
    guard unsafe fstat(descriptor, &mine) == 0, mine.st_nlink == 0 else { return }
    throw Refusal(
      "\(path): the file was removed while it was being written; its \(fileSize) bytes are lost. "
        + "Record again, and leave the file and its folder alone until the run has ended.",
      .unavailable)
  }

  /// After the last write: the file must be found under the name it was made with.
  func confirm() throws(Refusal) {
    var mine = stat()
    var there = stat()
    guard unsafe fstat(descriptor, &mine) == 0 else { return }
    let isFound = unsafe stat(path, &there) == 0
    guard !isFound || mine.st_ino != there.st_ino || mine.st_dev != there.st_dev else { return }
    throw Refusal(
      "\(path): the recording is not there any more: it, or a folder above it, was moved while it "
        + "was being written. It is whole at its new place.", .unavailable)
  }

  private static func refusal(_ code: CInt, _ path: String, kept: UInt64? = nil) -> Refusal {
    let words = DeckMapError(code: code).words
    if let kept {
      let why = code == ENOSPC || code == EDQUOT ? "the disk is full" : words
      return Refusal(
        "\(path): \(why) (errno \(code)); the recording ends here, its \(kept) bytes are whole and "
          + "readable. Free some room, then record again.", .unavailable)
    }
    switch code {
    case EEXIST:
      return Refusal(
        "\(path): exists already, and a recording is never overwritten; name another file or "
          + "remove it.", .usage)
    case EACCES, EPERM, EROFS:
      return Refusal("\(path): cannot be written: \(words); name another folder.", .noPermission)
    case ENOENT where unsafe access(folder(of: path), F_OK) == 0:
      return Refusal(
        "\(path): no file can be made in \(folder(of: path)), which is no ordinary folder; name "
          + "another one.", .usage)
    case ENOENT:
      return Refusal("\(path): its folder does not exist; make it first.", .usage)
    case EISDIR:
      return Refusal("\(path): is a folder; name a file in it.", .usage)
    default: return Refusal("\(path): cannot be made: \(words).", .unavailable)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
