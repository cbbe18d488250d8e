/// One object of a device, as its electronic data sheet states it (CiA 306-1, 4.6.3).
public struct EDSEntry: Sendable, Equatable {
  /// Index.
  public var index: UInt16
  /// Subindex.
  public var subindex: UInt8
  /// Name of the parameter.
  public var name = ""
  /// Number of its data type in the object dictionary (CiA 301, 7.4.7); 0: not stated.
  public var dataType: UInt16 = 0
  /// "ro", "wo", "rw", "rwr", "rww" or "const", in small letters.
  public var access = ""
  /// It may be put into process data.
  public var isMappable = false
  /// Its value after power-up, or of a DCF the value that it is to have; nil: none is stated, or it
  /// is no number. Negative numbers in two's complement of the type's size.
  public var value: UInt64?
  /// Least and largest value, as written.
  public var low: UInt64?
  /// Largest value.
  public var high: UInt64?
  /// Line of its section in the file.
  public var line = 0

  /// An object of which nothing is known but its place.
  init(index: UInt16, subindex: UInt8) {
    self.index = index
    self.subindex = subindex
  }

  /// Bits of a number of that type; nil for texts, domains and what the standard does not know.
  public var bits: Int? {
    switch dataType {
    case 0x01: 1
    case 0x02, 0x05: 8
    case 0x03, 0x06: 16
    case 0x10, 0x16: 24
    case 0x04, 0x07, 0x08: 32
    case 0x12, 0x18: 40
    case 0x13, 0x19: 48
    case 0x14, 0x1A: 56
    case 0x11, 0x15, 0x1B: 64
    default: nil
    }
  }

  /// The node writes it down when told to.
  public var isWritable: Bool { access.contains("w") }
}
