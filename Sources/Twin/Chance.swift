/// A stream of random numbers that depends on its seed only (SplitMix64: Steele, Lea, Flood,
/// "Fast splittable pseudorandom number generators", 2014).
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 64 random bits.
  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0..<1.
  mutating func fraction() -> Double { Double(bits() >> 11) * 0x1p-53 }

  /// Mean 0, deviation 1: the sum of eight uniform 16-bit numbers, scaled (Irwin–Hall). Bell-shaped
  /// within ±4.9; no logarithm, so the same bits come out of every libm.
  mutating func gaussian() -> Double {
    let a = bits()
    let b = bits()
    var sum: UInt64 = 0
    for lane: UInt64 in 0..<4 {
      let shift = 16 &* lane
      sum &+= (a >> shift) & 0xFFFF
      sum &+= (b >> shift) & 0xFFFF
    }
    // Eight uniforms of width 65 535: mean 4 × 65 535, variance 8/12 × 65 535².
    return (Double(sum) - 4 * 65_535) / (65_535 * 0.816_496_580_927_726)
  }
}
