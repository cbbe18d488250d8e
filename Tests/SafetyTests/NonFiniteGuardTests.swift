import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct NonFiniteGuardTests {
  static let bad = [Double.nan, .infinity, -.infinity, .signalingNaN]

  private func isFinite(_ command: JointCommand) -> Bool {
    command.position.isFinite && command.velocity.isFinite && command.effort.isFinite
      && command.stiffness.isFinite && command.damping.isFinite
  }

  @Test(arguments: 0..<5, [true, false])
  func noFieldOfACommandGetsThrough(_ field: Int, _ isEnabled: Bool) {
    for value in NonFiniteGuardTests.bad {
      var bench = SafetyBench()
      bench.inputs.isEnabled = isEnabled
      bench.place(1, at: 0.25)
      _ = bench.monitor()
      switch field {
      case 0: bench.commands[1].position = Position(value)
      case 1: bench.commands[1].velocity = Velocity(value)
      case 2: bench.commands[1].effort = Effort(value)
      case 3: bench.commands[1].stiffness = value
      default: bench.commands[1].damping = value
      }
      let finding = bench.limit()
      #expect(finding.verdict == .stop)
      #expect(finding.fault.code == .nonFinite)
      #expect(finding.fault.subject == 1)
      #expect(bench.limitedBy[1] == .nonFinite)
      #expect(isFinite(bench.commands[1]))
      #expect(bench.commands[1].position.value == 0.25)
      #expect(bench.commands[1].stiffness == 0)
      #expect(bench.commands[1].damping == 0.5)
      #expect(bench.commands[1].effort.value == 0)
    }
  }

  @Test(arguments: 0..<7) func noFieldOfAMeasurementGetsThrough(_ field: Int) {
    for value in NonFiniteGuardTests.bad {
      var bench = SafetyBench()
      _ = bench.cycle(to: 0)
      switch field {
      case 0: bench.states[0].position = Position(value)
      case 1: bench.states[0].velocity = Velocity(value)
      case 2: bench.states[0].effort = Effort(value)
      case 3: bench.states[0].rawPosition = Position(value)
      case 4: bench.states[0].rawVelocity = Velocity(value)
      case 5: bench.states[0].report.driverTemperature = Temperature(value)
      default: bench.states[0].report.motorTemperature = Temperature(value)
      }
      let seen = bench.monitor()
      #expect(seen.verdict == .stop)
      #expect(seen.stop == .damped || seen.fault.code != .nonFinite)
      let shaped = bench.limit()
      #expect(shaped.fault.code == .nonFinite)
      #expect(isFinite(bench.commands[0]))
      #expect(bench.commands[0].stiffness == 0)
    }
  }

  @Test func aSetpointThatIsNoNumberStops() {
    var bench = SafetyBench()
    bench.commands[2].velocity = Velocity(.nan)
    #expect(bench.monitor().fault.code == .nonFinite)
  }

  @Test func aSupplyThatIsNoNumberIsALostMonitor() {
    var bench = SafetyBench()
    bench.inputs.supply = Voltage(.nan)
    #expect(bench.monitor().fault.code == .supplyMonitorLost)
  }

  @Test func aJointNeverHeardOfIsHeldByDampingAlone() {
    var bench = SafetyBench()
    bench.states[0] = JointState()
    bench.commands[0].position = Position(.nan)
    _ = bench.limit()
    #expect(isFinite(bench.commands[0]))
  }
}
