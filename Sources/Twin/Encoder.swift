import CMath
import RobotCore
import Units

/// A drive's position sensor: counts, noise, delay; and the speed the drive derives from it.
struct Encoder {
  private static let room = 64

  private let quantum: Double
  private let noise: Double
  private let wholeDelay: Int
  private let partDelay: Double
  private let step: Double
  private var chance: Chance
  private var history: InlineArray<64, Double>
  private var newest = 0

  /// What the drive believes its output stands at, rad.
  private(set) var position: Double
  /// Speed from a second-order tracking loop on the counts, rad/s.
  private(set) var velocity = 0.0
  private var tracked: Double

  /// Bandwidth of the drive's speed tracking loop, rad/s. A choice of ours: fast against the gains
  /// that MIT frames can carry, slow enough that one count of 16 384 does not roar.
  private static let trackingBandwidth = 1_000.0

  init(_ plant: PlantConfiguration, at start: Double, step: Double, seed: UInt64) {
    quantum = 2 * Double.pi / max(1, plant.encoderCounts)
    noise = plant.encoderNoise
    let lag = min(Double(Encoder.room - 2), max(0, plant.encoderDelay.seconds / step))
    wholeDelay = Int(lag)
    partDelay = lag - Double(wholeDelay)
    self.step = step
    chance = Chance(seed: seed)
    history = .init(repeating: start)
    position = start
    tracked = start
  }

  /// One sub-step later the shaft stands at `shaft`.
  mutating func sample(_ shaft: Double) {
    newest = (newest &+ 1) & (Encoder.room - 1)
    history[newest] = shaft
    let later = history[(newest &- wholeDelay) & (Encoder.room - 1)]
    let earlier = history[(newest &- wholeDelay &- 1) & (Encoder.room - 1)]
    var seen = later + (earlier - later) * partDelay
    if noise > 0 { seen += noise * chance.gaussian() }
    position = math_floor(seen / quantum + 0.5) * quantum
    let error = position - tracked
    let bandwidth = Encoder.trackingBandwidth
    velocity += step * bandwidth * bandwidth * error
    tracked += step * (velocity + 2 * bandwidth * error)
  }

  /// Position extrapolated to a moment between two sub-steps, `later` seconds after the last one.
  func position(later: Double) -> Double { position + velocity * later }
}
