import CMallocProbe
import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct SafetyChainTests {
  @Test func theStrictestFindingWins() {
    var bench = SafetyBench()
    bench.inputs.commanderTimeout = Interval(milliseconds: 800)
    bench.inputs.commanderSilence = Interval(milliseconds: 900)
    #expect(bench.monitor().fault.code == .commandTimeout)
    bench.states[0].report.motorTemperature = Temperature(120)
    for _ in 0..<100 {
      _ = bench.monitor()
      bench.wait()
    }
    #expect(bench.monitor().fault.code == .overTemperature, "lowering is more than holding")
    bench.states[0].status = .fault
    bench.states[0].driveFault = .overload
    #expect(bench.monitor().fault.code == .driveFault, "among equals the earlier")
    bench.states[2].status = .fault
    bench.states[2].driveFault = .overCurrent
    #expect(bench.monitor().fault.code == .driveFault, "a later one that asks for more")
    bench.inputs.emergencyStopOpen = true
    #expect(bench.monitor().fault.code == .emergencyStop)
  }

  @Test func aStopOutranksALimitWhereverTheyStand() {
    var bench = SafetyBench()
    _ = bench.cycle(to: 0)
    bench.commands[0].position = Position(2)
    bench.commands[1].position = Position(.nan)
    let finding = bench.limit()
    #expect(finding.verdict == .stop)
    #expect(bench.limitedBy[0] != .none)
    #expect(bench.limitedBy[1] == .nonFinite)
    #expect(bench.limitedBy[2] == .none)
  }

  @Test func withoutTorqueOnlyTheEmergencyStopIsReported() {
    var bench = SafetyBench()
    bench.inputs.isEnabled = false
    bench.inputs.supply = Voltage(0)
    bench.inputs.commanderTimeout = Interval(milliseconds: 800)
    bench.inputs.commanderSilence = Interval(milliseconds: 10_000)
    bench.place(0, at: 4)
    bench.states[1].status = .fault
    bench.states[2].waitingSince = Instant(nanoseconds: 1)
    #expect(bench.monitor().verdict == .allow)
    bench.commands[0].position = Position(7)
    #expect(bench.limit().verdict == .allow)
    #expect(bench.commands[0].position.value == 7)
  }

  @Test func anEmptyRobotIsNoTrap() {
    let robot = RobotConfiguration()
    var chain = SafetyChain(robot, timing: robot.timing)
    var inputs = SafetyInputs()
    inputs.isEnabled = true
    let states = Table(repeating: JointState(), count: 0)
    var commands = Table(repeating: JointCommand(), count: 0)
    var limitedBy = Table(repeating: SafetyFunction.none, count: 0)
    #expect(chain.monitor(inputs, states: states, setpoints: commands).verdict == .allow)
    #expect(
      chain.limit(inputs, states: states, commands: &commands, limitedBy: &limitedBy).verdict
        == .allow)
  }

  @Test(.enabled(if: malloc_probe_active())) func theChainNeverTouchesTheHeap() {
    var bench = SafetyBench()
    var stops = 0
    malloc_probe_reset()
    for step in 0..<1_000 {
      bench.commands[0].position = Position(Double(step))
      bench.commands[1].effort = step % 100 == 0 ? Effort(.nan) : Effort(1)
      bench.commands[2].effort = Effort(50)
      if bench.monitor().verdict == .stop { stops += 1 }
      if bench.limit().verdict == .stop { stops += 1 }
      bench.wait()
    }
    let calls = malloc_probe_count()
    #expect(calls == 0)
    #expect(stops >= 10)
  }
}
