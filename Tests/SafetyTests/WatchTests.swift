import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct WatchTests {
  // MARK: Following error

  @Test func aJointThatStaysBehindForTooLongStops() {
    var bench = SafetyBench()
    _ = bench.cycle(to: 0)
    bench.place(0, at: 0.0999)
    for _ in 0..<100 {
      bench.wait()
      #expect(bench.monitor().verdict == .allow, "just inside")
    }
    bench.place(0, at: 0.1001)
    for _ in 0..<19 {
      bench.wait()
      #expect(bench.monitor().verdict == .allow)
    }
    bench.wait()
    let finding = bench.monitor()
    #expect(finding.fault.code == .followingError)
    #expect(finding.fault.value == -0.1001)
    #expect(finding.fault.limit == 0.1)
  }

  @Test func aBlockedJointIsSeenThoughTheTorqueLimitGivesWay() {
    var bench = SafetyBench { $0.joints[0].effortLimit = Effort(0.5) }
    var found = FaultCode.none
    for step in 0..<200 {
      bench.commands[0].position = Position(Double(step) * 0.002)
      let finding = bench.monitor()
      if finding.verdict == .stop {
        found = finding.fault.code
        break
      }
      _ = bench.limit()
      bench.wait()
    }
    #expect(found == .followingError)
  }

  @Test func aSoftJointAndAGripperMayBeAnywhere() {
    var bench = SafetyBench()
    bench.commands[0].stiffness = 0
    _ = bench.monitor()
    _ = bench.limit()
    bench.place(0, at: 0.5)
    bench.place(SafetyBench.gripper, at: 0.5)
    for _ in 0..<100 {
      bench.wait()
      #expect(bench.monitor().verdict == .allow)
    }
  }

  @Test func aHostThatSleptHasNotSeenTheErrorLast() {
    var bench = SafetyBench()
    _ = bench.cycle(to: 0)
    bench.place(0, at: 0.2)
    _ = bench.monitor()
    bench.wait(500)
    #expect(bench.monitor().verdict == .allow)
  }

  // MARK: Command time-out

  @Test func aSilentCommanderStopsTheRobot() {
    var bench = SafetyBench()
    bench.inputs.commanderTimeout = Interval(milliseconds: 200)
    bench.inputs.commanderSilence = Interval(milliseconds: 200)
    #expect(bench.monitor().verdict == .allow)
    bench.inputs.commanderSilence = Interval(milliseconds: 201)
    let finding = bench.monitor()
    #expect(finding.fault.code == .commandTimeout)
    #expect(abs(finding.fault.value - 201) < 1e-9)
    #expect(abs(finding.fault.limit - 200) < 1e-9)
    #expect(finding.stop == .hold)
    bench.inputs.commanderTimeout = .zero
    #expect(bench.monitor().verdict == .allow, "no motion runs for anybody")
  }

  // MARK: Drive faults

  @Test(arguments: [
    (DriveFault.overCurrent, StopKind.torqueOff), (.overVoltage, .torqueOff),
    (.encoder, .torqueOff), (.other, .torqueOff), (.communicationLost, .controlledDescent),
    (.motorOverTemperature, .controlledDescent), (.overload, .controlledDescent),
  ])
  func aDriveThatStoppedItselfStopsTheRobot(_ fault: DriveFault, _ stop: StopKind) {
    var bench = SafetyBench()
    bench.states[2].status = .fault
    bench.states[2].driveFault = fault
    let finding = bench.monitor()
    #expect(finding.fault.code == .driveFault)
    #expect(finding.fault.subject == 2)
    #expect(finding.fault.value == Double(fault.rawValue))
    #expect(finding.stop == stop)
  }

  @Test func aDriveMayNotLeaveTheEnabledStateByItself() {
    var bench = SafetyBench()
    bench.states[1].status = .disabled
    #expect(bench.monitor().verdict == .allow, "not enabled yet")
    bench.states[1].status = .enabled
    #expect(bench.monitor().verdict == .allow)
    bench.states[1].status = .disabled
    #expect(bench.monitor().fault.code == .driveDisabled)
    bench.chain.reset()
    #expect(bench.monitor().verdict == .allow)
  }

  // MARK: Temperature

  @Test func aHotWindingStopsTheRobot() {
    var bench = SafetyBench()
    bench.states[0].report.motorTemperature = Temperature(89.9)
    #expect(bench.monitor(for: 200).verdict == .allow)
    bench.states[0].report.motorTemperature = Temperature(90)
    #expect(bench.monitor(for: 99).verdict == .allow)
    let finding = bench.monitor(for: 2)
    #expect(finding.fault.code == .overTemperature)
    #expect(finding.fault.limit == 90)
  }

  @Test func oneHotFrameDecidesNothing() {
    var bench = SafetyBench()
    bench.states[0].report.motorTemperature = Temperature(119)
    #expect(bench.monitor().verdict == .allow)
    bench.states[0].waitingSince = bench.inputs.now
    for _ in 0..<9 {
      bench.wait()
      #expect(bench.monitor().verdict == .allow, "nothing newer was heard")
    }
    bench.states[0].waitingSince = .never
    bench.states[0].report.motorTemperature = Temperature(40)
    #expect(bench.monitor(for: 200).verdict == .allow)
  }

  // MARK: Supply

  /// What the chain finds while the monitor reads these voltages, one each 20 ms.
  private func supply(_ readings: [Double], silenceLimit: Int64 = 10) -> SafetyFinding {
    var bench = SafetyBench { $0.timing.silenceLimit = Interval(milliseconds: silenceLimit) }
    for voltage in readings {
      bench.inputs.supply = Voltage(voltage)
      for millisecond in 0..<20 {
        bench.inputs.supplyAge = Interval(milliseconds: Int64(millisecond))
        let finding = bench.monitor()
        if finding.verdict == .stop { return finding }
        bench.wait()
      }
    }
    return SafetyFinding()
  }

  @Test func aDipOfTheSupplyDecidesNothing() {
    #expect(supply([24, 17, 24, 24, 17, 17, 24, 24]).verdict == .allow)
    #expect(supply([24, 82, 24, 24, 24]).verdict == .allow)
  }

  /// On a bench that hears its drives 200 ms late a dip of 100 ms is still one.
  @Test func aDipLastsLongerOnABench() {
    let dip = [24.0] + [Double](repeating: 17, count: 5) + [24]
    #expect(supply(dip).verdict == .stop)
    #expect(supply(dip, silenceLimit: 200).verdict == .allow)
    let sag = [24.0] + [Double](repeating: 17, count: 11)
    #expect(supply(sag, silenceLimit: 200).fault.code == .supplyLost)
  }

  @Test func aSagWithDrivesAliveIsADescent() {
    let finding = supply([24, 17, 17, 17, 17])
    #expect(finding.fault.code == .supplyLost && finding.stop == .controlledDescent)
    #expect(finding.fault.value == 17 && finding.fault.limit == 18)
  }

  @Test func aSupplyThatIsTooHighIsAFinding() {
    #expect(supply([30, 30, 30, 30, 30]).verdict == .allow, "just inside")
    let finding = supply([24, 82, 82, 82, 82])
    #expect(finding.fault.code == .supplyHigh && finding.stop == .controlledDescent)
    #expect(finding.fault.value == 82 && finding.fault.limit == 30)
  }

  // MARK: Emergency stop

  @Test func anOpenLineTakesTorqueAwayEnabledOrNot() {
    for isEnabled in [true, false] {
      var bench = SafetyBench()
      bench.inputs.isEnabled = isEnabled
      #expect(bench.monitor().verdict == .allow)
      bench.inputs.emergencyStopOpen = true
      bench.inputs.openLine = 1
      #expect(bench.monitor().fault.code == .emergencyStop)
      #expect(bench.monitor().fault.subject == 1)
      #expect(bench.monitor().stop == .torqueOff)
      bench.inputs.emergencyStopOpen = false
      #expect(bench.monitor().verdict == .allow)
    }
  }

  // MARK: Overruns

  private func bench(_ policy: OverrunPolicy) -> SafetyBench {
    SafetyBench {
      $0.timing.overrunPolicy = policy
      $0.timing.overrunLimit = 3
      $0.timing.overrunWindow = Interval(milliseconds: 320)
    }
  }

  private func overrun(_ bench: inout SafetyBench) -> SafetyFinding {
    bench.inputs.hasOverrun = true
    let finding = bench.monitor()
    bench.inputs.hasOverrun = false
    return finding
  }

  @Test func overrunsCloseTogetherTriggerThePolicy() {
    for (policy, stop) in [
      (OverrunPolicy.hold, StopKind.hold), (.controlledStop, .controlledDescent),
    ] {
      var bench = bench(policy)
      #expect(overrun(&bench).verdict == .allow)
      bench.wait(100)
      #expect(overrun(&bench).verdict == .allow)
      bench.wait(100)
      let finding = overrun(&bench)
      #expect(finding.fault.code == .overrun)
      #expect(finding.fault.value == 3)
      #expect(finding.fault.limit == 3)
      #expect(finding.stop == stop)
    }
  }

  @Test func overrunsFarApartNeverAddUp() {
    var bench = bench(.controlledStop)
    for _ in 0..<1_000 {
      #expect(overrun(&bench).verdict == .allow)
      bench.wait(170)
    }
  }

  @Test func thePolicyCountOnlyCounts() {
    var bench = bench(.count)
    for _ in 0..<50 {
      #expect(overrun(&bench).verdict == .allow)
      bench.wait()
    }
  }

  @Test func aResetEmptiesTheWindow() {
    var bench = bench(.hold)
    for _ in 0..<3 { _ = overrun(&bench) }
    #expect(bench.monitor().verdict == .stop)
    bench.chain.reset()
    #expect(bench.monitor().verdict == .allow)
  }
}
