public import RobotCore

/// Why bytes are not a configuration that this build can use.
public enum ConfigurationRefusal: Error, Equatable {
  /// value: bytes found; limit: bytes expected.
  case size(found: Int, expected: Int)
  /// The first eight bytes are something else.
  case magic
  /// Written by another build.
  case layout
  /// Bytes were changed after sealing.
  case checksum
}

/// A sealed `RobotConfiguration` as bytes: what crosses from `sinew` to the core, and what stands
/// in the flight deck and in recordings.
public enum ConfigurationImage {
  /// Mixes version and sizes, so that another build's layout is recognised.
  public static var layoutHash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let sizes = [
      Int(RobotConfiguration.layoutVersion), MemoryLayout<RobotConfiguration>.size,
      MemoryLayout<JointConfiguration>.size, MemoryLayout<BodyConfiguration>.size,
      MemoryLayout<DriveConfiguration>.size, MemoryLayout<PlantConfiguration>.size,
      MemoryLayout<SafetyConfiguration>.size, MemoryLayout<TimingConfiguration>.size,
      MemoryLayout<Waypoint>.size, MemoryLayout<SupplyConfiguration>.size,
    ]
    for size in sizes { hash = (hash ^ UInt64(size)) &* 0x100_0000_01B3 }
    return hash
  }

  /// The configuration as bytes, with magic, layout hash and checksum filled in. The same
  /// configuration gives the same bytes.
  public static func seal(_ configuration: borrowing RobotConfiguration) -> [UInt8] {
    var bytes = unsafe withUnsafeBytes(of: configuration) { unsafe [UInt8]($0) }
    fields.clearRest(of: &bytes)
    put(RobotConfiguration.magicNumber, into: &bytes, at: 0)
    put(layoutHash, into: &bytes, at: 8)
    put(0, into: &bytes, at: checksumOffset)
    put(checksum(bytes), into: &bytes, at: checksumOffset)
    return bytes
  }

  private static let fields = FieldBytes(of: RobotConfiguration.self)

  private static func put(_ word: UInt64, into bytes: inout [UInt8], at offset: Int) {
    for index in 0..<8 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(index)))
    }
  }

  /// The configuration that `bytes` hold. Throws when they are not one of this build's.
  public static func open(_ bytes: [UInt8]) throws(ConfigurationRefusal) -> RobotConfiguration {
    var configuration = RobotConfiguration()
    try open(bytes, into: &configuration)
    return configuration
  }

  /// The same into memory that is already there: a configuration is large, and a copy is best made
  /// once and as bytes.
  public static func open(
    _ bytes: [UInt8], into configuration: inout RobotConfiguration
  ) throws(ConfigurationRefusal) {
    let expected = MemoryLayout<RobotConfiguration>.size
    guard bytes.count == expected else { throw .size(found: bytes.count, expected: expected) }
    guard word(bytes, 0) == RobotConfiguration.magicNumber else { throw .magic }
    guard word(bytes, 8) == layoutHash else { throw .layout }
    var unsealed = bytes
    for index in 0..<8 { unsealed[checksumOffset + index] = 0 }
    guard word(bytes, checksumOffset) == checksum(unsealed) else { throw .checksum }
    // The checksum proves that `seal` wrote these bytes, so every enum in them holds a valid case.
    unsafe withUnsafeMutableBytes(of: &configuration) { unsafe $0.copyBytes(from: bytes) }
  }

  /// Copies a configuration as bytes. An assignment is taken apart into its thousands of stored
  /// parts by the compiler, which costs minutes of building for each one written.
  @inline(never)
  public static func copy(
    _ configuration: borrowing RobotConfiguration, into copy: inout RobotConfiguration
  ) {
    unsafe withUnsafeBytes(of: configuration) { source in
      unsafe withUnsafeMutableBytes(of: &copy) { unsafe $0.copyMemory(from: source) }
    }
  }

  /// Where in a sealed configuration its checksum stands.
  public static var checksumOffset: Int { @_noLocks @inlinable get { 16 } }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
  }

  /// FNV-1a, 64 bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
