import CMath

/// How far along a path of length 1 one is, from rest to rest, within a speed and an acceleration.
///
/// Ramp up, cruise, ramp down. The speed along a ramp is V·(3u² − 2u³), so the acceleration is a
/// parabola that starts and ends at zero: continuous, and jerk is bounded by 8/3·A²/V. Chosen over
/// a quintic, which never cruises and takes up to 1.9 times as long on long moves where this takes
/// 1.5 ramps more than a trapezoid, and over seven jerk-limited segments, which need a jerk limit
/// that no data sheet of an actuator states. On short moves it is 2 % slower than a quintic.
struct PathProfile: BitwiseCopyable, Sendable {
  /// Place on the path with its first two derivatives: 1, 1/s, 1/s².
  struct Point: BitwiseCopyable, Sendable {
    var place = 0.0
    var speed = 0.0
    var acceleration = 0.0

    @_noLocks init() {}
  }

  /// Cruising speed, 1/s.
  let speed: Double
  /// Duration of one ramp, s.
  let ramp: Double
  /// Duration of the cruise, s.
  let cruise: Double

  /// A path that takes no time.
  @_noLocks init() {
    speed = 0
    ramp = 0
    cruise = 0
  }

  /// The fastest profile within both limits, which are > 0.
  @_noLocks init(speedLimit: Double, accelerationLimit: Double) {
    // The parabola's peak is 1.5 times its mean, V / ramp. Two ramps cover V · ramp.
    let longRamp = 1.5 * speedLimit / accelerationLimit
    if speedLimit * longRamp <= 1 {
      speed = speedLimit
      ramp = longRamp
      cruise = (1 - speedLimit * longRamp) / speedLimit
    } else {
      speed = math_sqrt(accelerationLimit / 1.5)
      ramp = 1 / speed
      cruise = 0
    }
  }

  /// From rest to rest, s.
  var duration: Double { @_noLocks get { ramp + cruise + ramp } }

  /// The point reached `time` seconds after the start.
  @_noLocks func point(at time: Double) -> Point {
    guard time < duration else {
      var end = Point()
      end.place = 1
      return end
    }
    guard time > 0 else { return Point() }
    if time < ramp { return rising(time) }
    if time > ramp + cruise {
      let mirrored = rising(duration - time)
      var point = mirrored
      point.place = 1 - mirrored.place
      point.acceleration = -mirrored.acceleration
      return point
    }
    var point = Point()
    point.place = speed * (0.5 * ramp + (time - ramp))
    point.speed = speed
    return point
  }

  @_noLocks private func rising(_ time: Double) -> Point {
    let u = time / ramp
    var point = Point()
    point.place = speed * ramp * u * u * u * (1 - 0.5 * u)
    point.speed = speed * u * u * (3 - 2 * u)
    point.acceleration = speed / ramp * 6 * u * (1 - u)
    return point
  }
}
