import CMallocProbe
import Motion
import RealTime
import RobotCore
import Testing
import Units

@Suite struct MotionPlayerTests {
  private let period = Interval(milliseconds: 1)

  @Test func aNamedMotionVisitsItsWaypointsInOrder() {
    let robot = MotionBench.robot()
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0, 0, 0.3])
    var now = Instant(nanoseconds: 5_000_000_000)
    let began = player.begin(motion: 0, from: samples, now: now)
    #expect(began)
    var previous = Table(copying: samples)
    var dwelt = 0
    var isFinished = false
    var steps = 0
    while !isFinished, steps < 20_000 {
      now = now + period
      isFinished = player.step(now: now, into: &samples)
      for joint in samples.indices {
        let moved = (samples[joint].position - previous[joint].position).magnitude.value
        #expect(moved <= 1 * 0.001 + 1e-9, "never faster than motionVelocity")
      }
      if samples[0].position.value == 0.5 { dwelt += 1 }
      previous.take(samples)
      steps += 1
    }
    #expect(isFinished)
    #expect((99...103).contains(dwelt), "dwells 100 ms at the first waypoint, seen \(dwelt)")
    #expect(samples[0].position.value == -0.5)
    #expect(samples[1].position.value == -0.5, "not in the second mask: stays")
    #expect(samples[2].position.value == 0.3, "in no mask: never moves")
    #expect(player.isActive == false)
    // 0.5 rad, 100 ms, 1 rad at 1 rad/s and 4 rad/s².
    #expect(abs(steps - (875 + 100 + 1_375)) <= 6, "took \(steps) ms")
  }

  @Test func aRepeatingMotionGoesOn() {
    let robot = MotionBench.robot(repeats: true)
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0, 0, 0])
    var now = Instant.never
    player.begin(motion: 0, from: samples, now: now)
    var visits = 0
    var wasThere = false
    for _ in 0..<12_000 {
      now = now + period
      let isFinished = player.step(now: now, into: &samples)
      #expect(!isFinished)
      let isThere = samples[0].position.value == 0.5
      if isThere, !wasThere { visits += 1 }
      wasThere = isThere
    }
    #expect(visits >= 4)
  }

  @Test func aMoveTakesOnlyItsJoints() {
    let robot = MotionBench.robot()
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0.1, 0.2, 0.3])
    var now = Instant.never
    player.beginMove(
      to: MotionBench.targets([0.4, 9, 9]), mask: 1, speed: 0.5, from: samples, now: now)
    var fastest = 0.0
    for _ in 0..<5_000 where player.isActive {
      now = now + period
      _ = player.step(now: now, into: &samples)
      fastest = max(fastest, samples[0].velocity.value)
    }
    #expect(player.isActive == false)
    #expect(samples[0].position.value == 0.4)
    #expect(samples[1].position.value == 0.2)
    #expect(abs(fastest - 0.5) < 1e-9)
  }

  @Test func theDescentEndsAtTheRestPoseAndLeavesTheGripper() {
    let robot = MotionBench.robot()
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0.9, -0.8, 0.1])
    var now = Instant.never
    let began = player.beginDescent(from: samples, now: now)
    #expect(began)
    var fastest = 0.0
    for _ in 0..<20_000 where player.isActive {
      now = now + period
      _ = player.step(now: now, into: &samples)
      fastest = max(fastest, samples[0].velocity.magnitude.value)
    }
    #expect(samples[0].position.value == -0.4)
    #expect(samples[1].position.value == 0.2)
    #expect(samples[2].position.value == 0.1)
    #expect(abs(fastest - 0.2 * 2) < 1e-9, "descentSpeed of the velocity limit")
  }

  @Test func aLateHostResumesAndDoesNotJump() {
    let robot = MotionBench.robot()
    var player = MotionPlayer(robot, period: period)
    var samples = MotionBench.samples([0, 0, 0])
    player.begin(motion: 0, from: samples, now: Instant(nanoseconds: 0))
    for tick in 1...400 {
      _ = player.step(now: Instant(nanoseconds: 0) + period * Int64(tick), into: &samples)
    }
    let before = samples[0].position.value
    _ = player.step(now: Instant(nanoseconds: 0) + Interval(milliseconds: 800), into: &samples)
    #expect(samples[0].position.value - before <= 4 * 0.001 + 1e-9)
    #expect(samples[0].position.value > before)
  }

  @Test func whatIsNotThereIsRefused() {
    var robot = MotionBench.robot()
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0, 0, 0])
    let missing = player.begin(motion: 1, from: samples, now: Instant(nanoseconds: 0))
    #expect(!missing)
    let negative = player.begin(motion: -1, from: samples, now: Instant(nanoseconds: 0))
    #expect(!negative)
    robot.motions[0].first = 60
    player = MotionPlayer(robot)
    let beyond = player.begin(motion: 0, from: samples, now: Instant(nanoseconds: 0))
    #expect(!beyond)
    let broken = player.beginMove(
      to: MotionBench.targets([.nan, 0, 0]), mask: 1, speed: 1, from: samples,
      now: Instant(nanoseconds: 0))
    #expect(!broken)
    let isFinished = player.step(now: Instant(nanoseconds: 0), into: &samples)
    #expect(isFinished, "an idle player is at its end")
    #expect(samples[0].position.value == 0)
  }

  @Test(.enabled(if: malloc_probe_active())) func motionNeverTouchesTheHeap() {
    let robot = MotionBench.robot(repeats: true)
    var player = MotionPlayer(robot)
    var samples = MotionBench.samples([0, 0, 0])
    var brake = Brake(robot)
    let controller = JointController(robot.joints[0])
    var sum = 0.0
    malloc_probe_reset()
    player.begin(motion: 0, from: samples, now: Instant(nanoseconds: 0))
    for tick in 1...1_000 {
      let now = Instant(nanoseconds: 0) + Interval(milliseconds: 5 * Int64(tick))
      _ = player.step(now: now, into: &samples)
      brake.begin(from: samples, now: now)
      _ = brake.step(now: now, into: &samples)
      sum += controller.follow(samples[0], feedForward: Effort(1), gain: 1).effort.value
    }
    let calls = malloc_probe_count()
    #expect(calls == 0)
    #expect(sum == 1_000)
  }
}
