import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct SafelyLimitedTorqueTests {
  /// What a drive makes of the command of joint 0.
  private func effort(_ bench: borrowing SafetyBench) -> Double {
    let command = bench.commands[0]
    let state = bench.states[0]
    return command.stiffness * (command.position - state.position).value
      + command.damping * (command.velocity - state.velocity).value + command.effort.value
  }

  /// A joint that has been led to `wanted` and is held back at `measured`.
  private func heldBack(wanted: Double, measured: Double) -> SafetyBench {
    var bench = SafetyBench()
    bench.place(0, at: wanted)
    bench.commands[0].position = Position(wanted)
    _ = bench.monitor()
    _ = bench.limit()
    bench.place(0, at: measured)
    return bench
  }

  @Test func justInsideIsLeftAlone() {
    var bench = heldBack(wanted: 0.2, measured: 0)
    bench.commands[0].effort = Effort(0.999)
    let finding = bench.limit()
    #expect(finding.verdict == .allow)
    #expect(abs(effort(bench) - 4.999) < 1e-9)
  }

  @Test("the set-point of a drive that closes the loop itself is left alone, its feed-forward not")
  func ownLoop() {
    var bench = SafetyBench {
      $0.joints[0].drive.traits.closesOwnLoop = true
      $0.joints[0].drive.traits.torqueStep = 1e-3
    }
    bench.place(0, at: 0.2)
    bench.commands[0].position = Position(0.2)
    _ = bench.monitor()
    _ = bench.limit()
    bench.place(0, at: -0.3)
    bench.commands[0].effort = Effort(7)
    _ = bench.limit()
    #expect(bench.commands[0].position.value == 0.2)
    #expect(bench.commands[0].effort.value == 5)
  }

  @Test func theSpringGivesWayFirst() {
    var bench = heldBack(wanted: 0.2, measured: 0)
    bench.commands[0].effort = Effort(3)
    let finding = bench.limit()
    #expect(finding.verdict == .limit)
    #expect(bench.limitedBy[0] == .torque)
    #expect(abs(effort(bench) - 5) < 1e-9)
    #expect(bench.commands[0].effort.value == 3)
    #expect(abs(bench.commands[0].position.value - 0.1) < 1e-9)
  }

  @Test func thenTheDamperAndNoTermTurnsRound() {
    var bench = heldBack(wanted: 0.2, measured: 0)
    bench.commands[0].effort = Effort(4)
    bench.commands[0].damping = 3
    bench.commands[0].velocity = Velocity(1)
    bench.states[0].velocity = Velocity(-1)
    _ = bench.limit()
    #expect(abs(effort(bench) - 5) < 1e-9)
    #expect(bench.commands[0].position.value == 0, "spring relaxed, not reversed")
    #expect(bench.commands[0].effort.value == 4)
    #expect(abs(bench.commands[0].velocity.value - (-1 + 1.0 / 3)) < 1e-9)
  }

  @Test func negativeEffortsAreLimitedLikewise() {
    var bench = heldBack(wanted: -0.2, measured: 0.2)
    bench.commands[0].effort = Effort(-1)
    #expect(bench.limit().verdict == .limit)
    #expect(abs(effort(bench) + 5) < 1e-9)
  }

  @Test func feedForwardAloneIsClamped() {
    var bench = heldBack(wanted: 0, measured: 0)
    bench.commands[0].effort = Effort(60)
    #expect(bench.limit().verdict == .limit)
    #expect(bench.commands[0].effort.value == 5)
  }

  @Test func aSpringWithoutADamperIsNotSent() {
    var bench = heldBack(wanted: 0, measured: 0)
    bench.commands[0].damping = 0
    #expect(bench.limit().verdict == .limit)
    #expect(bench.commands[0].stiffness == 0)
    bench.commands[0].stiffness = -5
    bench.commands[0].damping = -1
    #expect(bench.limit().verdict == .limit)
    #expect(bench.commands[0].stiffness == 0)
    #expect(bench.commands[0].damping == 0)
  }

  @Test func measuredEffortFarBeyondTheLimitStopsAfterItsTime() {
    var bench = SafetyBench()
    bench.states[2].effort = Effort(6.26)
    for _ in 0..<49 {
      #expect(bench.monitor().verdict == .allow)
      bench.wait()
    }
    let finding = bench.monitor()
    #expect(finding.fault.code == .effortLimit)
    #expect(finding.fault.subject == 2)
    #expect(finding.fault.limit == 6.25)
    #expect(finding.fault.setting == 5, "the profile's own number")
  }

  /// A limit with its margin beyond what the drive's frame can say would never be found.
  @Test(arguments: [ReducerKind.direct, .planetary, .linear])
  func theBoundIsWithinWhatTheFrameCanSay(_ kind: ReducerKind) {
    var bench = SafetyBench {
      $0.joints[2].effortLimit = Effort(24)
      $0.joints[2].reducer.kind = kind
      $0.joints[2].reducer.sign = -1
      $0.joints[2].reducer.ratio = kind == .planetary ? 4 : 1
      $0.joints[2].reducer.metresPerRadian = kind == .linear ? 0.25 : 1
      $0.joints[2].drive.torqueRange = Torque(kind == .direct ? 28 : 7)
    }
    bench.states[2].effort = Effort(-28)
    let finding = bench.monitor(for: 60)
    #expect(finding.fault.code == .effortLimit && finding.fault.subject == 2)
    #expect(finding.fault.limit > 27.9 && finding.fault.limit < 28)
    #expect(finding.fault.setting == 24)
  }

  @Test func oneFrameSeenForLongIsNoTorque() {
    var bench = SafetyBench()
    bench.states[2].effort = Effort(20)
    bench.states[2].waitingSince = bench.inputs.now
    for _ in 0..<9 {
      bench.wait()
      #expect(bench.monitor().verdict == .allow)
    }
    bench.wait(50)
    #expect(bench.monitor().fault.code == .feedbackLost, "silence, and not its last word")
  }

  @Test func aShockOrJustInsideDoesNot() {
    var bench = SafetyBench()
    for cycle in 0..<200 {
      bench.states[2].effort = Effort(cycle % 40 == 0 ? 6.2 : -20)
      #expect(bench.monitor().verdict == .allow)
      bench.wait()
    }
  }
}
