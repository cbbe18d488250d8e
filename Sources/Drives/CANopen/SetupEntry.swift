/// One thing that must be so in a node before it may be enabled.
struct SetupEntry: BitwiseCopyable, Sendable {
  /// How it is made sure of.
  enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// Nothing is to be done.
    case none
    /// It is read, and must be so.
    case check
    /// The same, where the node has such an object.
    case look
    /// It is written and read back.
    case write
    /// The same, where the node has such an object.
    case offer

    // Spelled out: the standard library's generic `==` of raw values is not real-time code.
    @_noLocks static func == (a: Kind, b: Kind) -> Bool { a.rawValue == b.rawValue }
    @_noLocks static func != (a: Kind, b: Kind) -> Bool { a.rawValue != b.rawValue }
  }

  var kind = Kind.none
  var index: UInt16 = 0
  var subindex: UInt8 = 0
  /// Size of the object in bytes, 1, 2 or 4.
  var bytes: UInt8 = 4
  var value: UInt32 = 0
  /// Which bits must be as in `value`.
  var mask: UInt32 = 0xFFFF_FFFF

  @_noLocks init() {}

  /// It is only read.
  var isRead: Bool { @_noLocks get { kind == .check || kind == .look } }
  /// A node without the object is as good as one that has it.
  var isOptional: Bool { @_noLocks get { kind == .look || kind == .offer } }

  @_noLocks init(
    _ kind: Kind, _ index: UInt16, _ subindex: UInt8, _ value: UInt32, bytes: UInt8 = 4,
    mask: UInt32 = 0xFFFF_FFFF
  ) {
    self.kind = kind
    self.index = index
    self.subindex = subindex
    self.bytes = bytes
    self.value = value
    self.mask = mask
  }

  /// The same, where `isWanted`; else nothing.
  @_noLocks func when(_ isWanted: Bool) -> SetupEntry { isWanted ? self : SetupEntry() }

  /// What was read is as it should be. Bits past the object's size mean nothing.
  @_noLocks func isMet(by found: UInt32) -> Bool { (found ^ value) & mask & sizeMask == 0 }

  /// The bits that the object has.
  var sizeMask: UInt32 { @_noLocks get { 0xFFFF_FFFF >> (32 - 8 * UInt32(bytes)) } }
}
