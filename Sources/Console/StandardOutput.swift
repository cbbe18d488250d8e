import Glibc
public import Wording

/// What a report is printed on.
public enum StandardOutput {
  /// Writes all of `text` at once. False when its reader went away, as `head` does; throws when the
  /// text could not be kept: a full disk must not look like success.
  @discardableResult
  public static func write(_ text: String) throws(Refusal) -> Bool {
    var text = text
    let code = text.withUTF8 { bytes -> CInt in
      var done = 0
      while done < bytes.count, let start = bytes.baseAddress {
        let count = unsafe Glibc.write(1, start + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        done += count
      }
      return 0
    }
    guard code != 0 else { return true }
    guard code != EPIPE else { return false }
    throw Refusal(
      "standard output: \(unsafe String(cString: strerror(code))); nothing more is printed.",
      .internalError)
  }
}
