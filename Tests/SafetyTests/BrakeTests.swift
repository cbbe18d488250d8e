import Motion
import RealTime
import RobotCore
import Testing
import Units

@Suite struct BrakeTests {
  private let robot = MotionBench.robot()

  /// Brakes in the middle of a move, at `share` of its time.
  private func midMotion(_ share: Double) -> Table<MotionSample> {
    var samples = MotionBench.samples([0, 0, 0])
    var player = MotionPlayer(robot)
    player.beginMove(
      to: MotionBench.targets([0.9, -0.3, 0.05]), mask: 0b111, speed: 1, from: samples,
      now: Instant(nanoseconds: 0))
    var now = Instant.never
    for _ in 0..<Int(share * 1_275) {
      now = now + Interval(milliseconds: 1)
      _ = player.step(now: now, into: &samples)
    }
    return samples
  }

  @Test(arguments: [0.1, 0.3, 0.5, 0.8, 0.95])
  func theLimitIsKeptFromAnywhereInAMove(_ share: Double) {
    var samples = midMotion(share)
    let start = Table(copying: samples)
    var previous = Table(copying: samples)
    var brake = Brake(robot)
    brake.begin(from: samples, now: Instant(nanoseconds: 0))
    let step = 0.0001
    var isAtRest = false
    var ticks = 0
    var (change, acceleration, slope) = (0.0, 0.0, 0.0)
    while !isAtRest, ticks < 20_000 {
      ticks += 1
      isAtRest = brake.step(now: Instant(nanoseconds: Int64(ticks) * 100_000), into: &samples)
      for joint in samples.indices {
        let (old, new) = (previous[joint], samples[joint])
        change = max(change, (new.velocity - old.velocity).magnitude.value)
        acceleration = max(acceleration, new.acceleration.magnitude.value)
        let mean = (new.position - old.position).value / step
        slope = max(slope, abs(mean - (new.velocity + old.velocity).value / 2))
      }
      previous.take(samples)
    }
    #expect(change <= 10 * step + 1e-6, "velocity is continuous, deceleration limited")
    #expect(acceleration <= 10 + 1e-6)
    #expect(slope <= 10 * step, "position follows the velocity")
    #expect(isAtRest)
    let fastest = start[0].velocity.magnitude.value
    #expect(abs(Double(ticks) * step - fastest / 10) <= 2 * step, "as short as the limit allows")
    #expect(abs(samples[0].position.value) <= 0.9, "never past the goal of the move")
    // Still on the straight line of the move: −0.3 / 0.9 and 0.05 / 0.9 of joint 0.
    #expect(abs(samples[1].position.value + samples[0].position.value / 3) < 1e-9)
    #expect(abs(samples[2].position.value - samples[0].position.value / 18) < 1e-9)
  }

  @Test func atRestIsAtRestAtOnce() {
    var samples = MotionBench.samples([0.1, 0.2, 0.3])
    var brake = Brake(robot)
    brake.begin(from: samples, now: Instant(nanoseconds: 0))
    let isAtRest = brake.step(now: Instant(nanoseconds: 0), into: &samples)
    #expect(isAtRest)
    #expect(samples[1].position.value == 0.2)
    #expect(samples[1].velocity.value == 0)
  }

  @Test func whatIsNoNumberIsAtRestAtOnce() {
    var samples = MotionBench.samples([0.1, 0.2, 0.3])
    samples[1].velocity = Velocity(.nan)
    samples[0].velocity = Velocity(1)
    var brake = Brake(robot)
    brake.begin(from: samples, now: Instant(nanoseconds: 0))
    _ = brake.step(now: Instant(nanoseconds: 50_000_000), into: &samples)
    #expect(samples[1].position.value == 0.2)
    #expect(samples[0].velocity.value == 0.5)
  }
}
