/// A set-point that moves on a trapezoid of speed, in increments and seconds.
struct ServoProfile {
  /// Where it is.
  var position = 0.0
  /// How fast.
  var speed = 0.0

  /// `step` seconds on towards `target`. True when it is there.
  mutating func advance(
    to target: Double, fastest: Double, acceleration: Double, deceleration: Double, step: Double
  ) -> Bool {
    let distance = target - position
    // The speed from which this step and the braking after it still end at the target.
    let room = deceleration * step / 2
    let reach = (room * room + 2 * deceleration * abs(distance)).squareRoot() - room
    let wanted = min(fastest, reach) * (distance < 0 ? -1 : 1)
    approach(wanted, acceleration, deceleration, step)
    let move = speed * step
    if abs(distance) <= abs(move) || (abs(distance) < 0.5 && abs(speed) <= deceleration * step) {
      position = target
      speed = 0
      return true
    }
    position += move
    return false
  }

  /// `step` seconds on towards rest. True when it rests.
  mutating func brake(_ deceleration: Double, step: Double) -> Bool {
    approach(0, deceleration, deceleration, step)
    position += speed * step
    return speed == 0
  }

  /// `step` seconds on at a speed.
  mutating func run(_ wanted: Double, acceleration: Double, step: Double) {
    approach(wanted, acceleration, acceleration, step)
    position += speed * step
  }

  private mutating func approach(
    _ wanted: Double, _ acceleration: Double, _ deceleration: Double, _ step: Double
  ) {
    let isBraking = abs(wanted) < abs(speed) || wanted * speed < 0
    let most = (isBraking ? deceleration : acceleration) * step
    speed += min(most, max(-most, wanted - speed))
  }
}
