import CMallocProbe
import Motion
import RealTime
import Testing
import Units

@Suite struct TrajectoryTests {
  private struct Case: Sendable {
    var from: [Double]
    var to: [Double]
    var velocity: [Double]
    var acceleration: [Double]
    var speed: Double
  }

  private static let cases = [
    Case(from: [0], to: [2], velocity: [1], acceleration: [4], speed: 1),
    Case(from: [0], to: [0.01], velocity: [1], acceleration: [4], speed: 1),
    Case(
      from: [0.3, -1, 2, 0.04], to: [-0.7, 1.5, 2, 0], velocity: [2, 1.2, 5, 0.1],
      acceleration: [8, 3, 1, 0.4], speed: 1),
    Case(
      from: [1, 0], to: [-1, 0.2], velocity: [1.5, 0.1], acceleration: [0.5, 9], speed: 0.3),
  ]

  private func isPlanned(
    _ one: Case, mask: UInt64 = .max, _ trajectory: inout Trajectory
  ) -> Bool {
    trajectory.plan(
      from: MotionBench.samples(one.from), to: MotionBench.targets(one.to), mask: mask,
      velocity: MotionBench.velocities(one.velocity),
      acceleration: MotionBench.accelerations(one.acceleration), speed: one.speed)
  }

  private func plan(_ one: Case, mask: UInt64 = .max) throws -> Trajectory {
    var trajectory = Trajectory(joints: one.from.count)
    try #require(isPlanned(one, mask: mask, &trajectory))
    return trajectory
  }

  /// Refused, and nothing of the move before it is left.
  private func isRefused(_ one: Case) -> Bool {
    var trajectory = Trajectory(joints: one.from.count)
    guard isPlanned(TrajectoryTests.cases[0], &trajectory) else { return false }
    return !isPlanned(one, &trajectory) && trajectory.duration == .zero
  }

  @Test(arguments: 0..<4) func limitsAreKeptAndDerivativesAgree(_ index: Int) throws {
    let one = TrajectoryTests.cases[index]
    let trajectory = try plan(one)
    // Whole nanoseconds, so that a step is as long as it says.
    let stride = Interval(nanoseconds: trajectory.duration.nanoseconds / 5_000)
    let step = stride.seconds
    var before = MotionBench.samples(one.from)
    var after = Table(copying: before)
    // Worst of each, as a share of what the joint is allowed.
    var (speed, acceleration, slope, bend, jump) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for tick in 1...5_000 {
      trajectory.sample(at: stride * Int64(tick), into: &after)
      for joint in after.indices {
        let limit = one.acceleration[joint]
        let (old, new) = (before[joint], after[joint])
        speed = max(speed, new.velocity.magnitude.value / (one.velocity[joint] * one.speed))
        acceleration = max(acceleration, new.acceleration.magnitude.value / limit)
        let mean = (new.position - old.position).value / step
        slope = max(slope, abs(mean - (new.velocity + old.velocity).value / 2) / (limit * step))
        let change = (new.velocity - old.velocity).value / step
        bend = max(bend, abs(change - (new.acceleration + old.acceleration).value / 2) / limit)
        jump = max(jump, (new.acceleration - old.acceleration).magnitude.value / limit)
      }
      before.take(after)
    }
    #expect(speed <= 1 + 1e-9)
    #expect(acceleration <= 1 + 1e-9)
    #expect(slope <= 0.01, "velocity is the derivative of position")
    #expect(bend <= 0.001, "acceleration is the derivative of velocity")
    // A ramp is an eighth of the time or more in each case, and rises with a slope of 4 peaks.
    #expect(jump <= 0.02, "acceleration is continuous")
  }

  @Test(arguments: 0..<4) func bothEndsAreMetExactlyAndAtRest(_ index: Int) throws {
    let one = TrajectoryTests.cases[index]
    let trajectory = try plan(one)
    var samples = MotionBench.samples(one.from)
    trajectory.sample(at: .zero, into: &samples)
    for joint in samples.indices { #expect(samples[joint].position.value == one.from[joint]) }
    for late in [Interval.zero, Interval(milliseconds: 5_000)] {
      trajectory.sample(at: trajectory.duration + late, into: &samples)
      for joint in samples.indices {
        #expect(samples[joint].position.value == one.to[joint])
        #expect(samples[joint].velocity.value == 0)
        #expect(samples[joint].acceleration.value == 0)
      }
    }
  }

  @Test func jointsGoTogetherAndOneLimitIsReached() throws {
    let one = TrajectoryTests.cases[2]
    let trajectory = try plan(one)
    var samples = MotionBench.samples(one.from)
    var fastest = 0.0
    var hardest = 0.0
    for tick in 0...1_000 {
      let time = trajectory.duration.seconds * Double(tick) / 1_000
      trajectory.sample(at: Interval(seconds: time), into: &samples)
      let share = (samples[0].position.value - 0.3) / (-1.0)
      #expect(abs((samples[1].position.value + 1) / 2.5 - share) < 1e-9)
      #expect(abs((0.04 - samples[3].position.value) / 0.04 - share) < 1e-9)
      for joint in samples.indices {
        fastest = max(fastest, samples[joint].velocity.magnitude.value / one.velocity[joint])
        hardest = max(
          hardest, samples[joint].acceleration.magnitude.value / one.acceleration[joint])
      }
    }
    #expect(fastest > 0.999)
    #expect(hardest > 0.99)
  }

  @Test func itIsAsFastAsSaid() throws {
    let long = try plan(TrajectoryTests.cases[0])
    #expect(abs(long.duration.seconds - (2 / 1.0 + 1.5 * 1 / 4)) < 1e-8)
    let short = try plan(TrajectoryTests.cases[1])
    #expect(abs(short.duration.seconds - 2 * (1.5 * 0.01 / 4).squareRoot()) < 1e-8)
  }

  @Test func unmaskedJointsStayAndAMoveToNowhereTakesNoTime() throws {
    let one = TrajectoryTests.cases[2]
    let masked = try plan(one, mask: 0b0010)
    var samples = MotionBench.samples(one.from)
    masked.sample(at: masked.duration, into: &samples)
    #expect(samples[0].position.value == 0.3)
    #expect(samples[1].position.value == 1.5)
    let nothing = try plan(one, mask: 0)
    #expect(nothing.duration == .zero)
    nothing.sample(at: .zero, into: &samples)
    #expect(samples[1].position.value == -1)
  }

  @Test func whatCannotBeMadeIsRefused() {
    var one = TrajectoryTests.cases[0]
    for speed in [0, -1, 1.01, Double.nan] {
      one.speed = speed
      #expect(isRefused(one))
    }
    one = TrajectoryTests.cases[0]
    one.to = [.nan]
    #expect(isRefused(one))
    one.to = [.infinity]
    #expect(isRefused(one))
    one.to = [1e300]
    #expect(isRefused(one))
    one = TrajectoryTests.cases[0]
    one.from = [.nan]
    #expect(isRefused(one))
    one = TrajectoryTests.cases[0]
    one.velocity = [0]
    #expect(isRefused(one))
    one.velocity = [1]
    one.acceleration = [.nan]
    #expect(isRefused(one))
    one.acceleration = [4, 4]
    #expect(isRefused(one), "lists of different length")
  }
}
