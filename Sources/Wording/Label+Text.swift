public import RobotCore

extension Label {
  /// Holds `text`; nil when it needs more than 47 UTF-8 bytes.
  public init?(_ text: String) {
    self.init()
    guard text.utf8.count < 48 else { return nil }
    for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
  }

  /// The name as text; invalid UTF-8 is replaced.
  public var text: String {
    var used: [UInt8] = []
    for index in bytes.indices {
      if bytes[index] == 0 { break }
      used.append(bytes[index])
    }
    return String(decoding: used, as: UTF8.self)
  }
}
