#if !hasFeature(Embedded)
  extension Label {
    /// Holds `text`; nil when it needs more than 47 UTF-8 bytes.
    public init?(_ text: String) {
      self.init()
      guard text.utf8.count < Label.capacity else { return nil }
      for (index, byte) in text.utf8.enumerated() { self[index] = byte }
    }

    /// The name as text; invalid UTF-8 is replaced.
    public var text: String {
      var used: [UInt8] = []
      for index in 0..<Label.capacity {
        if self[index] == 0 { break }
        used.append(self[index])
      }
      return String(decoding: used, as: UTF8.self)
    }
  }
#endif
