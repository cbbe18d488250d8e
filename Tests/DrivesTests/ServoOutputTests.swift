#if DEBUG  // Inner parts: a release build keeps them to itself.
  import RealTime
  import RobotCore
  import Testing
  import Units

  @testable import Drives

  /// A servo through wish and news: pulses out, a model's word back.
  @Suite struct ServoOutputTests {
    /// 0.5 … 2.5 ms for ±90°, at most 5 rad/s.
    private static var servo: ServoConfiguration {
      var servo = ServoConfiguration()
      servo.lower = Angle(-Double.pi / 2)
      servo.upper = Angle(Double.pi / 2)
      servo.pulseAtLower = Interval(microseconds: 500)
      servo.pulseAtUpper = Interval(microseconds: 2_500)
      servo.speed = AngularVelocity(5)
      servo.timeConstant = Interval(milliseconds: 20)
      servo.rest = Angle(0.2)
      return servo
    }

    /// Cycles of 5 ms with one wish.
    private final class Bench {
      var servo: ServoOutput
      var moment = DriveMoment()
      init(_ configuration: ServoConfiguration = ServoOutputTests.servo) {
        servo = ServoOutput(configuration)
        moment.now = Instant(nanoseconds: 1_000_000_000)
      }

      @discardableResult
      func speak(_ wish: DriveWish, _ position: Double = 0, stiffness: Double = 1) -> DriveReport {
        var command = DriveCommand()
        command.position = Angle(position)
        command.stiffness = stiffness
        var news = DriveNews()
        moment.now = moment.now + Interval(milliseconds: 5)
        servo.speak(wish, command, moment, news: &news)
        #expect(news.hasReport && news.questions == 0)
        return news.report
      }
    }

    @Test func nothingIsPulsedBeforeItIsEnabled() {
      let bench = Bench()
      for wish in [DriveWish.poll, .quiet, .prepare, .clear, .follow, .disable] {
        let report = bench.speak(wish, 1)
        #expect(bench.servo.pulse == .zero)
        #expect(report.status == .disabled)
        #expect(report.position == Angle(0.2), "it is taken to stand in its rest pose")
      }
    }

    @Test func theFirstPulseAsksForTheRestPose() {
      let bench = Bench()
      #expect(bench.speak(.enable).status == .enabled)
      // 1.5 ms + 0.2 rad of 2 ms per π.
      let wanted = 1.5e-3 + 0.2 / Double.pi * 2e-3
      #expect(abs(bench.servo.pulse.seconds - wanted) < 1e-9)
    }

    @Test func thePulseFollowsTheCommandAndTheModelTheServosSpeed() {
      let bench = Bench()
      bench.speak(.enable)
      bench.speak(.follow, 1.2)
      #expect(abs(bench.servo.pulse.seconds - (1.5e-3 + 1.2 / Double.pi * 2e-3)) < 1e-9)
      let first = bench.speak(.follow, 1.2)
      #expect(abs(first.velocity.value - 5) < 1e-9, "as fast as it can")
      #expect(abs(first.position.value - 0.225) < 1e-9)
      var last = first
      for _ in 0..<100 { last = bench.speak(.follow, 1.2) }
      #expect(abs(last.position.value - 1.2) < 1e-3)
      #expect(abs(last.velocity.value) < 0.01)
    }

    @Test func aCommandPastItsEndsIsClampedAndOneThatIsNoNumberMovesNothing() {
      let bench = Bench()
      bench.speak(.enable)
      bench.speak(.follow, 9)
      #expect(bench.servo.pulse == Interval(microseconds: 2_500))
      bench.speak(.disable)
      bench.speak(.enable)
      let place = bench.speak(.follow, .nan).position
      #expect(abs(bench.servo.pulse.seconds - (1.5e-3 + place.value / Double.pi * 2e-3)) < 1e-9)
    }

    /// No hobby servo can be told to be soft: without a spring it stays where it is.
    @Test func withoutStiffnessItStaysWhereItIsTakenToBe() {
      let bench = Bench()
      bench.speak(.enable)
      for _ in 0..<20 { bench.speak(.follow, 1) }
      let before = bench.speak(.follow, -1, stiffness: 0).position
      let after = bench.speak(.follow, -1, stiffness: 0).position
      #expect(abs(before.value - after.value) < 0.03)
      #expect(before.value > 0.5)
    }

    @Test func disablingTakesThePulseInTheSameCycle() {
      let bench = Bench()
      bench.speak(.enable)
      bench.speak(.follow, 1)
      let report = bench.speak(.disable)
      #expect(bench.servo.pulse == .zero)
      #expect(report.status == .disabled && report.velocity == AngularVelocity(0))
      bench.speak(.follow, 1)
      #expect(bench.servo.pulse == .zero, "a late command switches nothing on")
    }

    /// A servo that is mounted the other way round has its wide pulse at its lower limit.
    @Test func anUpsideDownServoHasItsPulsesTheOtherWayRound() {
      var servo = Self.servo
      (servo.pulseAtLower, servo.pulseAtUpper) = (servo.pulseAtUpper, servo.pulseAtLower)
      let bench = Bench(servo)
      bench.speak(.enable)
      bench.speak(.follow, Double.pi / 2)
      #expect(bench.servo.pulse == Interval(microseconds: 500))
    }
  }
#endif
