import Glibc

/// The two calls of libc that the way out needs.
enum StandardError {
  /// Writes text; what cannot be written is lost.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return }
      _ = unsafe Glibc.write(2, base, bytes.count)
    }
  }

  /// Ends the process; buffered standard output is written out.
  static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
