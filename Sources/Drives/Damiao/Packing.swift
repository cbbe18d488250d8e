/// Numbers in a few bits, as MIT-style frames carry them.
///
/// Truncation is what the manual's sample code does, so zero packs to half an LSB below zero and
/// unpacks to a small negative number. Nobody may take that for an exact 0.
enum Packing {
  /// trunc((x − low)·(2ⁿ − 1)/(high − low)), with x clamped to the range first. NaN packs as `low`.
  @_noLocks static func pack(_ x: Double, _ low: Double, _ high: Double, bits: UInt32) -> UInt32 {
    let largest = Double((UInt32(1) << bits) &- 1)
    // Compared this way round, so that a NaN and an empty range end at 0 instead of in a trap.
    guard x > low else { return 0 }
    guard x < high else { return UInt32(largest) }
    let steps = (x - low) * largest / (high - low)
    guard steps >= 0, steps < largest else { return UInt32(largest) }
    return UInt32(steps)
  }

  /// The number that `packed` stands for.
  @_noLocks static func unpack(
    _ packed: UInt32, _ low: Double, _ high: Double, bits: UInt32
  ) -> Double {
    Double(packed) * (high - low) / Double((UInt32(1) << bits) &- 1) + low
  }
}
