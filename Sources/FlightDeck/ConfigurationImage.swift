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

/// A sealed `RobotConfiguration` as bytes: what crosses from `sinew` to the core, and what stands in
/// the flight deck and in recordings.
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

  /// The configuration as bytes, with layout hash and checksum filled in.
  public static func seal(_ configuration: RobotConfiguration) -> [UInt8] {
    var copy = configuration
    copy.magic = RobotConfiguration.magicNumber
    copy.layoutHash = layoutHash
    copy.checksum = 0
    var bytes = unsafe withUnsafeBytes(of: &copy) { unsafe [UInt8]($0) }
    let sum = checksum(bytes)
    for index in 0..<8 {
      bytes[checksumOffset + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index)))
    }
    return bytes
  }

  /// The configuration that `bytes` hold. Throws when they are not one of this build's.
  public static func open(_ bytes: [UInt8]) throws(ConfigurationRefusal) -> RobotConfiguration {
    let expected = MemoryLayout<RobotConfiguration>.size
    guard bytes.count == expected else { throw .size(found: bytes.count, expected: expected) }
    guard word(bytes, 0) == RobotConfiguration.magicNumber else { throw .magic }
    guard word(bytes, 8) == layoutHash else { throw .layout }
    var unsealed = bytes
    for index in 0..<8 { unsealed[checksumOffset + index] = 0 }
    guard word(bytes, checksumOffset) == checksum(unsealed) else { throw .checksum }
    // The checksum proves that `seal` wrote these bytes, so every enum in them holds a valid case.
    return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: RobotConfiguration.self) }
  }

  private static let checksumOffset = 16

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
