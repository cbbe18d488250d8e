import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct SafelyLimitedPositionTests {
  @Test func aCommandInsideIsLeftAlone() {
    var bench = SafetyBench()
    let finding = bench.cycle(to: 0.001, velocity: 1)
    #expect(finding.verdict == .allow)
    #expect(bench.commands[0].position.value == 0.001)
    #expect(bench.commands[0].velocity.value == 1)
    #expect(bench.limitedBy[0] == .none)
  }

  @Test func aCommandNeverPassesTheLimitAndBrakesBeforeIt() {
    var bench = SafetyBench()
    var position = 0.0
    var velocity = 0.0
    for _ in 0..<2_000 {
      let finding = bench.cycle(to: 1.5, velocity: 2)
      #expect(finding.verdict == .limit)
      let next = bench.commands[0].position.value
      let mean = (next - position) / 0.001
      #expect(mean <= (2 * 10 * (1 - position)).squareRoot() + 1e-6)
      // The last step is cut short by the limit itself and may brake by an eighth more.
      let hardest = position < 0.9999 ? 10.0 : 11.3
      #expect(velocity - mean <= hardest * 0.001 + 1e-6, "braking within the acceleration limit")
      #expect(bench.commands[0].velocity.value <= (2 * 10 * (1 - next)).squareRoot() + 1e-6)
      #expect(next <= 1)
      position = next
      velocity = mean
    }
    #expect(position > 0.999)
    #expect(bench.limitedBy[0] == .position)
  }

  @Test func aMotionBrakingExactlyAtTheLimitIsNotShaped() {
    var bench = SafetyBench()
    // From 2 rad/s to rest at +1 with 10 rad/s².
    bench.place(0, at: 0.8)
    bench.commands[0].position = Position(0.8)
    _ = bench.monitor()
    _ = bench.limit()
    for step in 1...200 {
      bench.wait()
      let time = Double(step) * 0.001
      let left = 0.2 - time
      let finding = bench.cycle(to: 1 - 5 * left * left, velocity: 10 * left)
      #expect(finding.verdict == .allow, "at \(time) s")
    }
  }

  @Test func beyondTheToleranceIsAStopAndJustInsideIsNot() {
    // Half-way to the mechanical stop at 1.1.
    var bench = SafetyBench()
    _ = bench.monitor()
    bench.place(1, at: 1.0499)
    #expect(bench.monitor().verdict == .allow)
    bench.place(1, at: 1.0501)
    #expect(bench.monitor().verdict == .allow, "one measurement")
    for _ in 0..<20 { #expect(bench.monitor().verdict == .allow, "and the same one again") }
    bench.wait()
    let finding = bench.monitor()
    #expect(finding.verdict == .stop)
    #expect(finding.fault.setting == 1, "the profile's own number")
    #expect(finding.fault.code == .positionLimit)
    #expect(finding.fault.subject == 1)
    #expect(finding.fault.value == 1.0501)
    #expect(abs(finding.fault.limit - 1.05) < 1e-12)
    #expect(finding.stop == .controlledDescent)
  }

  @Test func theRawValueCountsAsWell() {
    var bench = SafetyBench()
    _ = bench.monitor()
    bench.states[2].rawPosition = Position(-1.06)
    #expect(bench.monitorAgain().fault.code == .positionLimit)
  }

  @Test func aJointFoundOutsideMayComeInAndNotGoFurtherOut() {
    var bench = SafetyBench()
    bench.inputs.isEnabled = false
    bench.place(0, at: 1.09)
    _ = bench.monitor()
    bench.inputs.isEnabled = true
    bench.wait()
    #expect(bench.monitor().verdict == .allow, "no trip at arming")
    bench.commands[0].position = Position(1.2)
    #expect(bench.limit().verdict == .limit)
    #expect(bench.commands[0].position.value == 1.09)
    var target = 1.09
    while target > 1.02 {
      target -= 0.0005
      #expect(bench.cycle(to: target).verdict == .allow)
    }
    let back = bench.cycle(to: 1.09)
    #expect(back.verdict == .limit, "the way it came from is closed")
    #expect(bench.commands[0].position.value <= target + 1e-12)
  }

  @Test func aJointFoundOutsideThatFallsFurtherOutStops() {
    var bench = SafetyBench()
    bench.place(0, at: 1.09)
    _ = bench.monitor()
    bench.place(0, at: 1.05)
    #expect(bench.monitor().verdict == .allow)
    bench.place(0, at: 1.09)
    #expect(bench.monitor().verdict == .allow, "within the tolerance of where it has come to")
    bench.place(0, at: 1.101)
    #expect(bench.monitorAgain().fault.code == .positionLimit)
  }

  @Test func onceInsideTheOrdinaryLimitHolds() {
    var bench = SafetyBench()
    bench.place(0, at: -1.09)
    _ = bench.monitor()
    bench.place(0, at: 0)
    _ = bench.monitor()
    bench.place(0, at: -1.06)
    #expect(bench.monitorAgain().fault.code == .positionLimit)
  }

  @Test func aResetMeetsTheJointWhereItIs() {
    var bench = SafetyBench()
    _ = bench.monitor()
    bench.place(0, at: 1.09)
    #expect(bench.monitorAgain().verdict == .stop)
    bench.chain.reset()
    bench.commands[0].stiffness = 0
    #expect(bench.monitor().verdict == .allow)
  }
}
