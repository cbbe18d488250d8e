/// The controllers of a servo drive, one inside the other: position, speed, torque. Sampled with
/// the motor, in rad and N·m at the drive's output.
struct ServoCascade {
  /// What is to be followed at this moment.
  struct Wanted {
    /// rad; nil: no position loop.
    var position: Double?
    /// rad/s, added to what the position loop asks for.
    var speed = 0.0
    /// N·m, added to what the speed loop asks for.
    var torque = 0.0
    /// False: the torque alone.
    var hasSpeedLoop = true
  }

  /// Bandwidths, rad/s: a choice of ours, well inside what current loop and encoder can follow.
  static let speedBandwidth = 250.0
  private static let integralBandwidth = 60.0
  private static let positionBandwidth = 50.0

  private let inertia: Double
  private var integral = 0.0
  /// True when the last torque was cut to what is allowed.
  private(set) var isLimited = false

  init(inertia: Double) { self.inertia = inertia }

  /// The power stage was off: nothing is carried over.
  mutating func reset() {
    integral = 0
    isLimited = false
  }

  /// N·m.
  mutating func torque(
    _ wanted: Wanted, _ reading: DriveReading, fastest: Double, most: Double, step: Double
  ) -> Double {
    guard wanted.hasSpeedLoop else {
      integral = 0
      return cut(wanted.torque, most)
    }
    var speed = wanted.speed
    if let position = wanted.position {
      speed += Self.positionBandwidth * (position - reading.position)
    }
    let error = min(fastest, max(-fastest, speed)) - reading.velocity
    let gain = inertia * Self.speedBandwidth
    let free = wanted.torque + gain * error + integral
    // What cannot be given is not summed up.
    if abs(free) < most || free * error < 0 {
      integral += gain * Self.integralBandwidth * error * step
    }
    return cut(free, most)
  }

  private mutating func cut(_ torque: Double, _ most: Double) -> Double {
    isLimited = abs(torque) > most
    return min(most, max(-most, torque))
  }
}
