import RealTime
import RobotCore
import Safety
import Testing
import Units

/// What the chain counts: how often a function acted, and how near the robot came to its limit.
@Suite struct CounterTests {
  private func count(_ bench: borrowing SafetyBench, _ function: SafetyFunction) -> SafetyCount {
    bench.chain.board.count(of: function)
  }

  /// Goes on by one cycle, whatever is found.
  private func pass(_ bench: inout SafetyBench) {
    _ = bench.monitor()
    _ = bench.limit()
    bench.wait()
  }

  @Test func theNearestApproachIsKeptWithItsJointAndMoment() {
    var bench = SafetyBench()
    pass(&bench)
    // The limits are ±1 with half the way to the stops, 0.05, as tolerance: it acts at 1.05.
    bench.place(1, at: 0.9)
    let when = bench.inputs.now
    pass(&bench)
    bench.place(1, at: 0)
    bench.place(2, at: -0.5)
    pass(&bench)
    let seen = count(bench, .position)
    #expect(abs(seen.left - 0.15 / 2.1) < 1e-12)
    #expect(seen.value == 0.9)
    #expect(abs(seen.limit - 1.05) < 1e-12)
    #expect(seen.joint == 1)
    #expect(seen.instant == when)
    bench.place(3, at: -1.0)
    pass(&bench)
    #expect(count(bench, .position).joint == 3, "nearer than before")
    #expect(abs(count(bench, .position).limit + 1.05) < 1e-12)
  }

  @Test func everyLimitIsHeldAgainstTheNumberAtWhichItActs() {
    var bench = SafetyBench()
    bench.states[0].velocity = Velocity(-1.1)
    bench.states[1].effort = Effort(2.5)
    bench.states[2].report.motorTemperature = Temperature(45)
    bench.states[3].report.driverTemperature = Temperature(55)
    bench.inputs.commanderTimeout = Interval(milliseconds: 800)
    bench.inputs.commanderSilence = Interval(milliseconds: 600)
    bench.inputs.supply = Voltage(19.5)
    bench.states[2].waitingSince = bench.inputs.now - Interval(milliseconds: 4)
    bench.inputs.hasOverrun = true
    pass(&bench)
    func expect(
      _ function: SafetyFunction, left: Double, value: Double, limit: Double, joint: Int16 = -1
    ) {
      let seen = count(bench, function)
      let found = SafetyFacts.about(function)?.word ?? ""
      #expect(abs(seen.left - left) < 1e-9, "\(found)")
      #expect(abs(seen.value - value) < 1e-9, "\(found)")
      #expect(abs(seen.limit - limit) < 1e-9, "\(found)")
      #expect(seen.joint == joint, "\(found)")
    }
    let (low, high) = (bench.configuration.supply.lowest, bench.configuration.supply.highest)
    expect(.speed, left: 0.5, value: -1.1, limit: 2.2, joint: 0)
    expect(.torque, left: 0.6, value: 2.5, limit: 6.25, joint: 1)
    expect(.temperature, left: 0.5, value: 45, limit: 90, joint: 2)
    expect(.driverTemperature, left: 0.5, value: 55, limit: 110, joint: 3)
    expect(.commandTimeout, left: 0.25, value: 600, limit: 800)
    expect(.feedbackFreshness, left: 0.6, value: 4, limit: 10, joint: 2)
    expect(
      .supply, left: 2 * (19.5 - low.value) / (high - low).value, value: 19.5, limit: low.value)
    let most = Double(bench.timing.overrunLimit)
    expect(.overrunWindow, left: 1 - 1 / most, value: 1, limit: most)
    for function in [SafetyFunction.emergencyStop, .nonFinite, .driveFault] {
      #expect(!count(bench, function).left.isFinite, "it has no limit to come near to")
    }
  }

  @Test func theFollowingErrorCountsWhereAJointIsControlled() {
    var bench = SafetyBench()
    pass(&bench)
    bench.place(0, at: -0.05)
    pass(&bench)
    #expect(abs(count(bench, .followingError).left - 0.5) < 1e-9)
    bench.commands[1].stiffness = 0
    bench.place(1, at: 0.09)
    pass(&bench)
    #expect(count(bench, .followingError).joint == 0, "without a spring nothing is followed")
  }

  @Test func actingCountsWhereItBegins() {
    var bench = SafetyBench()
    pass(&bench)
    for round in 1...3 {
      for _ in 0..<5 {
        bench.commands[0].velocity = Velocity(9)
        pass(&bench)
      }
      #expect(count(bench, .speed).acted == UInt64(round), "once while it goes on")
      bench.commands[0].velocity = .zero
      pass(&bench)
    }
    bench.commands[0].velocity = Velocity(9)
    bench.commands[2].velocity = Velocity(9)
    pass(&bench)
    #expect(count(bench, .speed).acted == 5, "each joint by itself")
  }

  @Test func aStopCountsOnceWhileItIsAskedFor() {
    var bench = SafetyBench()
    bench.inputs.emergencyStopOpen = true
    for _ in 0..<10 { pass(&bench) }
    #expect(count(bench, .emergencyStop).acted == 1)
    bench.inputs.emergencyStopOpen = false
    pass(&bench)
    bench.inputs.emergencyStopOpen = true
    pass(&bench)
    #expect(count(bench, .emergencyStop).acted == 2)
    bench.commands[1].position = Position(.nan)
    pass(&bench)
    #expect(count(bench, .nonFinite).acted == 1, "also behind a stricter finding")
  }

  @Test func aResetKeepsWhatHasHappened() {
    var bench = SafetyBench()
    pass(&bench)
    bench.place(1, at: 3)
    for _ in 0..<5 { pass(&bench) }
    let before = count(bench, .position)
    #expect(before.acted >= 1 && before.left < 0, "beyond the limit")
    bench.chain.reset()
    #expect(count(bench, .position).acted == before.acted)
    #expect(count(bench, .position).left == before.left)
  }

  @Test func withoutTorqueNothingIsHeldAgainstALimit() {
    var bench = SafetyBench()
    bench.inputs.isEnabled = false
    bench.place(0, at: 5)
    bench.inputs.commanderTimeout = Interval(milliseconds: 1)
    pass(&bench)
    for about in SafetyFacts.functions {
      #expect(!count(bench, about.function).left.isFinite, "\(about.word)")
      #expect(count(bench, about.function).acted == 0, "\(about.word)")
    }
  }

  @Test func onlyWhatChangedIsWrittenAnew() {
    var bench = SafetyBench()
    pass(&bench)
    pass(&bench)
    #expect(bench.chain.board.changed == 0)
    bench.states[0].velocity = Velocity(1)
    _ = bench.monitor()
    let speed = SafetyFunction.speed
    #expect(bench.chain.board.changed == 1 << UInt32(speed.rawValue))
  }

  /// Whoever adds a function gives it a number, a name and a place that no other has.
  @Test func functionsAreToldApart() {
    let functions = SafetyFacts.functions
    #expect(functions.count == 14)
    #expect(Set(functions.map(\.function.rawValue)).count == functions.count)
    #expect(Set(functions.map(\.word)).count == functions.count)
    #expect(Set(functions.map(\.short)).count == functions.count)
    #expect(functions.allSatisfy { $0.function != .none && $0.short.count <= 9 })
    #expect(functions.allSatisfy { Int($0.function.rawValue) < Capacity.safetyFunctions })
    let places = SafetyFacts.settings.map(\.place)
    #expect(Set(places).count == places.count)
    #expect(places.allSatisfy { (0..<Capacity.ownSettings).contains($0) })
    let joint = JointConfiguration()
    #expect(joint.own.count == Capacity.ownSettings)
  }
}
