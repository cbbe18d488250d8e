import Glibc
import Wording

/// The file of a recording. Owns the descriptor; knows how far everything is whole.
final class MCAPFile {
  /// Path as given.
  let path: String
  /// Bytes written.
  private(set) var size: UInt64 = 0
  /// Bytes up to the last point at which every record was whole.
  private(set) var wholeSize: UInt64 = 0
  private let descriptor: CInt

  /// Creates the file. One that exists is never overwritten.
  init(path: String) throws(Refusal) {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw MCAPFile.refusal(errno, path) }
  }

  deinit { _ = close(descriptor) }

  /// Adds bytes. After an error the file is cut back to its last whole point.
  func write(_ bytes: [UInt8]) throws(Refusal) {
    var done = 0
    while done < bytes.count {
      let start = done
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        size = wholeSize
        _ = ftruncate(descriptor, off_t(wholeSize))
        _ = lseek(descriptor, off_t(wholeSize), SEEK_SET)
        throw MCAPFile.refusal(code, path, kept: wholeSize)
      }
      done += count
      size += UInt64(count)
    }
  }

  /// Everything written so far is whole: make it survive a power cut.
  func settle() throws(Refusal) {
    wholeSize = size
    guard fdatasync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw MCAPFile.refusal(errno, path, kept: wholeSize)
    }
    // A file without a name takes every write, and is gone when it is closed.
    var mine = stat()
    guard unsafe fstat(descriptor, &mine) == 0, mine.st_nlink == 0 else { return }
    throw Refusal(
      "\(path): the file was removed while it was being written; its \(wholeSize) bytes are lost. "
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
    case ENOENT:
      return Refusal("\(path): its folder does not exist; make it first.", .usage)
    case EISDIR:
      return Refusal("\(path): is a folder; name a file in it.", .usage)
    default: return Refusal("\(path): cannot be made: \(words).", .unavailable)
    }
  }
}
