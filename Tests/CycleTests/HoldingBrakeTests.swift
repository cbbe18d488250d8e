import RobotCore
import Testing
import Units

@testable import Cycle

/// When a holding brake holds and when it is free, without a robot: times go in by hand.
@Suite struct HoldingBrakeTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func joint(
    _ output: BrakeOutput = .line, _ loading: JointLoading = .braked
  ) -> JointConfiguration {
    var joint = JointConfiguration()
    joint.loading = loading
    joint.followingErrorLimit = Position(0.1)
    joint.brake.output = output
    // A line's own round comes on top: the times below are what is waited for.
    let wait = output == .line ? BrakeConfiguration.lineRound : .zero
    joint.brake.engageTime = Interval(milliseconds: 40) - wait
    joint.brake.releaseTime = Interval(milliseconds: 70) - wait
    return joint
  }

  private func after(_ milliseconds: Int64) -> Instant {
    start + Interval(milliseconds: milliseconds)
  }

  /// A brake that was opened at the start and is open.
  private func open(at position: Double = 0) -> HoldingBrake {
    var brake = HoldingBrake(joint())
    brake.step(wantsOpen: true, at: Position(position), now: start)
    brake.step(wantsOpen: true, at: Position(position), now: after(70))
    return brake
  }

  @Test func itIsClosedFromTheStart() {
    let brake = HoldingBrake(joint())
    #expect(brake.isEngaged && !brake.isReleased && !brake.isFree && !brake.isSuspect)
  }

  @Test(arguments: [
    (BrakeOutput.automatic, JointLoading.braked), (.line, .gravityLoaded), (.drive, .selfHolding),
  ])
  func whatIsNotOursIsNeverWaitedFor(_ output: BrakeOutput, _ loading: JointLoading) {
    var brake = HoldingBrake(joint(output, loading))
    for wants in [true, false] {
      brake.step(wantsOpen: wants, at: .zero, now: start)
      #expect(brake.isEngaged && brake.isFree && !brake.isReleased && !brake.isSuspect)
    }
  }

  @Test func itIsFreeAfterItsReleaseTimeAndNotBefore() {
    var brake = HoldingBrake(joint())
    brake.step(wantsOpen: true, at: .zero, now: start)
    #expect(brake.isReleased && !brake.isFree && !brake.isEngaged)
    brake.step(wantsOpen: true, at: .zero, now: after(69))
    #expect(!brake.isFree)
    brake.step(wantsOpen: true, at: .zero, now: after(70))
    #expect(brake.isFree && brake.isReleased && !brake.isEngaged)
  }

  @Test func itHoldsAfterItsEngageTimeAndNotBefore() {
    var brake = open()
    brake.step(wantsOpen: false, at: .zero, now: after(100))
    #expect(!brake.isReleased && !brake.isFree && !brake.isEngaged)
    brake.step(wantsOpen: false, at: .zero, now: after(139))
    #expect(!brake.isEngaged)
    brake.step(wantsOpen: false, at: .zero, now: after(140))
    #expect(brake.isEngaged)
  }

  @Test func aBrakeThatTurnsBackGetsItsWholeTimeAgain() {
    var brake = HoldingBrake(joint())
    brake.step(wantsOpen: true, at: .zero, now: start)
    brake.step(wantsOpen: false, at: .zero, now: after(60))
    brake.step(wantsOpen: true, at: .zero, now: after(80))
    brake.step(wantsOpen: true, at: .zero, now: after(149))
    #expect(!brake.isFree)
    brake.step(wantsOpen: true, at: .zero, now: after(150))
    #expect(brake.isFree)
  }

  @Test func whoHasNotMovedSinceItWasOpenedIsSuspect() {
    var brake = open(at: 1)
    #expect(brake.isSuspect)
    // Play is no motion.
    brake.step(wantsOpen: true, at: Position(1.024), now: after(80))
    #expect(brake.isSuspect)
    brake.step(wantsOpen: true, at: Position(0.974), now: after(81))
    #expect(!brake.isSuspect)
    // And what has moved once is free, wherever it is.
    brake.step(wantsOpen: true, at: Position(1), now: after(82))
    #expect(!brake.isSuspect)
  }

  @Test func everyOpeningIsLookedAtAnew() {
    var brake = open()
    brake.step(wantsOpen: true, at: Position(0.5), now: after(80))
    brake.step(wantsOpen: false, at: Position(0.5), now: after(90))
    brake.step(wantsOpen: true, at: Position(0.5), now: after(190))
    #expect(!brake.isSuspect)
    brake.step(wantsOpen: true, at: Position(0.5), now: after(260))
    #expect(brake.isSuspect)
  }

  /// The drive waits for the brake it works; that it did not open shows in the joint all the same.
  @Test func oneThatTheDriveWorksIsSuspectToo() {
    var brake = HoldingBrake(joint(.automatic))
    brake.step(wantsOpen: true, at: .zero, now: start)
    #expect(!brake.isSuspect)
    brake.step(wantsOpen: true, at: .zero, now: after(70))
    #expect(brake.isSuspect && brake.isFree && brake.isEngaged && !brake.isReleased)
    brake.step(wantsOpen: true, at: Position(0.03), now: after(71))
    #expect(!brake.isSuspect)
  }

  @Test func whatAClosedBrakeExplains() {
    func fault(_ why: DriveFault) -> Fault { Fault(.driveFault, value: Double(why.number)) }
    #expect(HoldingBrake.explains(Fault(.followingError)))
    #expect(HoldingBrake.explains(Fault(.effortLimit)))
    #expect(HoldingBrake.explains(fault(.followingError)))
    #expect(HoldingBrake.explains(fault(.overload)))
    #expect(!HoldingBrake.explains(fault(.overCurrent)))
    #expect(!HoldingBrake.explains(Fault(.velocityLimit)))
  }
}
