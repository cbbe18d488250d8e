import RobotCore
import Testing
import Units

@testable import Cycle

/// What `--motion` asks for and when, without a robot: what it sees goes in by hand.
@Suite struct AutostartTests {
  private final class Bench {
    var autostart = Autostart()
    var view = Autostart.View()

    init() {
      autostart.want(motion: 3)
      view.now = Instant(nanoseconds: 1_000_000_000)
      view.phase = .latched
    }

    func step(after milliseconds: Int64 = 1) -> Autostart.Step {
      view.now = view.now + Interval(milliseconds: milliseconds)
      return autostart.step(view, silence: Interval(milliseconds: 10))
    }
  }

  @Test func nothingIsAskedForWithoutAMotion() {
    var autostart = Autostart()
    #expect(!autostart.isPending && !autostart.hasFailed)
    let step = autostart.step(Autostart.View(), silence: .zero)
    #expect(step == .nothing)
  }

  @Test func lockedRobotToMotion() {
    let bench = Bench()
    #expect(bench.step() == .reset)
    bench.view.isResetting = true
    #expect(bench.step() == .nothing)
    bench.view.isResetting = false
    bench.view.phase = .disarmed
    #expect(bench.step() == .arm)
    bench.view.phase = .arming
    #expect(bench.step() == .nothing)
    #expect(bench.autostart.isPending)
    bench.view.phase = .holding
    #expect(bench.step() == .begin)
    #expect(!bench.autostart.isPending && !bench.autostart.hasFailed)
    #expect(bench.autostart.motion == 3)
    // Once: what happens to the robot later begins nothing.
    bench.view.phase = .latched
    #expect(bench.step() == .nothing)
  }

  @Test func anObstacleIsWaitedForTwoSecondsAndASilence() {
    let bench = Bench()
    bench.view.obstacle = Fault(.emergencyStop)
    #expect(bench.step() == .nothing)
    #expect(bench.step(after: 2_010) == .nothing)
    #expect(bench.step() == .giveUp)
  }

  @Test func anObstacleThatGoesAwayIsForgotten() {
    let bench = Bench()
    bench.view.obstacle = Fault(.moving)
    #expect(bench.step() == .nothing)
    bench.view.obstacle = .none()
    #expect(bench.step() == .reset)
  }

  @Test func whoCommandsIsNotOverruled() {
    let bench = Bench()
    bench.view.isLeaseTaken = true
    #expect(bench.step() == .nothing)
    #expect(bench.step(after: 2_011) == .giveUp)
  }

  /// A drive found enabled has a time of its own, however long that is.
  @Test func aDriveFoundEnabledIsWaitedForUntilItIsStuck() {
    let bench = Bench()
    bench.view.obstacle = Fault(.foundEnabled)
    #expect(bench.step() == .nothing)
    #expect(bench.step(after: 10_000) == .nothing)
    bench.view.isStuckEnabled = true
    #expect(bench.step() == .fail)
  }

  @Test func aResetThatEndsLatchedFails() {
    let bench = Bench()
    #expect(bench.step() == .reset)
    #expect(bench.step() == .fail)
  }

  @Test(arguments: [RobotPhase.latched, .disarmed, .stopping])
  func anArmingThatEndsOtherwiseFails(_ phase: RobotPhase) {
    let bench = Bench()
    _ = bench.step()
    bench.view.phase = .disarmed
    #expect(bench.step() == .arm)
    bench.view.phase = phase
    #expect(bench.step() == .fail)
  }
}
