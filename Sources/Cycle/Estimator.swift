import CMath
import Units

/// Position and velocity of one joint, from coarse samples that arrive with an age.
///
/// A critically damped α-β filter (both poles at exp(−ω·T)) follows the position; the velocity that
/// the drive reports is blended in with the same bandwidth ω, because differences of a 16-bit
/// position at 1 kHz are coarser than the drive's 12-bit velocity. Group delay at low frequency
/// ≈ 1/ω for velocity and none for position at constant velocity.
struct Estimator: BitwiseCopyable, Sendable {
  /// ω, rad/s.
  let bandwidth: Double
  var position = 0.0
  var velocity = 0.0
  var sampled = Instant.never
  var isStarted = false

  /// An observer with bandwidth ω in rad/s, > 0.
  @_noLocks init(bandwidth: Double) {
    self.bandwidth = bandwidth
  }

  /// Forgets everything: the next sample starts anew.
  @_noLocks mutating func reset() {
    isStarted = false
  }

  /// Takes one measurement in, taken at `instant`. Older than the last one: ignored.
  @_noLocks mutating func correct(position z: Position, velocity w: Velocity, at instant: Instant) {
    guard isStarted else {
      position = z.value
      velocity = w.value
      sampled = instant
      isStarted = true
      return
    }
    let gap = (instant - sampled).seconds
    guard gap > 0 else { return }
    let pole = math_exp(-bandwidth * gap)
    let alpha = 1 - pole * pole
    let beta = (1 - pole) * (1 - pole)
    let predicted = position + velocity * gap
    let error = z.value - predicted
    position = predicted + alpha * error
    velocity += beta / gap * error
    velocity += (1 - pole) * (w.value - velocity)
    sampled = instant
  }

  /// The estimate at another time, at constant velocity.
  @_noLocks func predict(at instant: Instant) -> (position: Position, velocity: Velocity) {
    let gap = (instant - sampled).seconds
    return (Position(position + velocity * gap), Velocity(velocity))
  }
}
