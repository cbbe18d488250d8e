import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct SafelyLimitedSpeedTests {
  @Test func aStepIsWalkedAtTheLimit() {
    var bench = SafetyBench()
    _ = bench.cycle(to: 0)
    let finding = bench.cycle(to: 0.5, velocity: 7)
    #expect(finding.verdict == .limit)
    #expect(bench.limitedBy[0] == .speed)
    #expect(abs(bench.commands[0].position.value - 0.002) < 1e-9)
    #expect(bench.commands[0].velocity.value == 2)
  }

  @Test func exactlyAtTheLimitIsAllowed() {
    var bench = SafetyBench()
    for step in 0..<100 {
      let finding = bench.cycle(to: Double(step) * 0.002, velocity: 2)
      #expect(finding.verdict == .allow, "step \(step)")
    }
  }

  @Test func aLateCycleMayStepFurtherButNotForEver() {
    var bench = SafetyBench()
    _ = bench.cycle(to: 0)
    bench.wait(1)
    #expect(bench.cycle(to: 0.004).verdict == .allow, "two periods, two steps")
    bench.wait(99)
    _ = bench.cycle(to: 0.5)
    #expect(abs(bench.commands[0].position.value - 0.012) < 1e-9, "four periods at most")
  }

  @Test func theFirstCommandStartsAtTheJoint() {
    var bench = SafetyBench()
    bench.place(0, at: 0.3)
    #expect(bench.cycle(to: -0.3).verdict == .limit)
    #expect(abs(bench.commands[0].position.value - 0.298) < 1e-9)
  }

  @Test func aFastJointStopsAfterThreeCycles() {
    var bench = SafetyBench()
    _ = bench.monitor()
    bench.states[1].velocity = Velocity(-2.19)
    for _ in 0..<10 {
      #expect(bench.monitor().verdict == .allow, "just inside")
      bench.wait()
    }
    bench.states[1].velocity = Velocity(-2.21)
    for _ in 0..<10 { #expect(bench.monitor().verdict == .allow, "one measurement seen again") }
    bench.wait()
    #expect(bench.monitor().verdict == .allow)
    bench.wait()
    let finding = bench.monitor()
    #expect(finding.fault.setting == 2, "the profile's own number")
    #expect(finding.fault.code == .velocityLimit)
    #expect(finding.fault.subject == 1)
    #expect(finding.fault.value == -2.21)
    #expect(abs(finding.fault.limit - 2.2) < 1e-12)
  }

  @Test func outliersInBetweenAreNotAddedUp() {
    var bench = SafetyBench()
    for _ in 0..<10 {
      bench.states[1].velocity = Velocity(9)
      #expect(bench.monitor().verdict == .allow)
      #expect(bench.monitor().verdict == .allow)
      bench.states[1].velocity = Velocity(0)
      #expect(bench.monitor().verdict == .allow)
    }
  }
}
