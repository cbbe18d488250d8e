import RealTime
import RobotCore
import Safety
import Testing
import Units

/// Feedback freshness and supply: who is silent, and why.
@Suite struct SilenceTests {
  /// Lets these joints stop answering now.
  private func hush(_ bench: inout SafetyBench, _ joints: [Int]) {
    for joint in joints { bench.states[joint].waitingSince = bench.inputs.now }
  }

  /// Waits, with the supply being read every 20 ms.
  private func pass(_ bench: inout SafetyBench, _ milliseconds: Int64) -> SafetyFinding {
    var finding = SafetyFinding()
    for _ in 0..<milliseconds {
      bench.wait()
      let age = bench.inputs.supplyAge + Interval(milliseconds: 1)
      bench.inputs.supplyAge = age >= Interval(milliseconds: 20) ? .zero : age
      finding = bench.monitor()
      if finding.verdict == .stop { break }
    }
    return finding
  }

  @Test func oneSilentJointIsNamedAtTheLimit() {
    var bench = SafetyBench()
    hush(&bench, [1])
    #expect(pass(&bench, 9).verdict == .allow)
    let finding = pass(&bench, 1)
    #expect(finding.fault.code == .feedbackLost)
    #expect(finding.fault.subject == 1)
    #expect(abs(finding.fault.value - 10) < 1e-9)
    #expect(abs(finding.fault.limit - 10) < 1e-9)
    #expect(finding.stop == .controlledDescent)
  }

  @Test func aMissingReplyIsNoFault() {
    var bench = SafetyBench()
    for _ in 0..<20 {
      hush(&bench, [1])
      #expect(pass(&bench, 5).verdict == .allow)
      bench.states[1].waitingSince = .never
      #expect(pass(&bench, 1).verdict == .allow)
    }
  }

  @Test func ordinaryJitterDoesNotAddUp() {
    var bench = SafetyBench()
    hush(&bench, [1])
    bench.inputs.lateness = Interval(microseconds: 400)
    #expect(pass(&bench, 10).verdict == .allow)
    #expect(pass(&bench, 1).verdict == .stop)
  }

  @Test func aWholeSilentBusWithSupplyIsALostBus() {
    var bench = SafetyBench()
    hush(&bench, [0, 1])
    let finding = pass(&bench, 10)
    #expect(finding.fault.code == .busLost)
    #expect(finding.fault.subject == 0)
    #expect(finding.stop == .torqueOff)
    #expect(finding.related.code == .feedbackLost)
    #expect(finding.related.subject == 0)
    #expect(abs(finding.related.value - 10) < 1e-9)
  }

  @Test func aSilentRobotWaitsForAYoungSupplyReading() {
    var bench = SafetyBench()
    hush(&bench, [0, 1, 2, 3])
    #expect(pass(&bench, 15).verdict == .allow, "the reading is older than the silence")
    let finding = pass(&bench, 6)
    #expect(finding.fault.code == .busLost, "a young reading says the supply is there")
  }

  @Test func aCutSupplyIsTheCauseAndSilenceTheSymptom() {
    var bench = SafetyBench()
    hush(&bench, [0, 1, 2, 3])
    #expect(pass(&bench, 15).verdict == .allow)
    bench.inputs.supply = Voltage(3)
    let finding = pass(&bench, 5)
    #expect(finding.fault.code == .supplyLost)
    #expect(finding.fault.value == 3)
    #expect(finding.fault.limit == 18)
    #expect(finding.stop == .torqueOff)
  }

  @Test func supplyLostWinsOverEveryLostBus() {
    var bench = SafetyBench()
    hush(&bench, [0, 1, 2, 3])
    bench.wait(200)
    bench.inputs.supply = Voltage(17.9)
    #expect(bench.monitor().fault.code == .supplyLost)
    bench.inputs.supply = Voltage(18)
    #expect(bench.monitor().fault.code == .busLost, "just inside")
  }

  @Test func theWaitForTheSupplyEnds() {
    var bench = SafetyBench()
    hush(&bench, [0, 1, 2, 3])
    bench.inputs.supplyAge = Interval(milliseconds: 400)
    bench.wait(49)
    #expect(bench.monitor().verdict == .allow)
    bench.wait(1)
    #expect(bench.monitor().fault.code == .busLost)
  }

  @Test func withoutAMonitorTheJointIsNamed() {
    var bench = SafetyBench()
    bench.inputs.isSupplyKnown = false
    bench.inputs.supply = Voltage(0)
    hush(&bench, [0, 1, 2, 3])
    let finding = pass(&bench, 10)
    #expect(finding.fault.code == .feedbackLost)
    #expect(finding.stop == .torqueOff, "no drive is left that could be lowered")
  }

  @Test func aSilentMonitorIsToldApart() {
    var bench = SafetyBench()
    bench.inputs.supplyAge = Interval(milliseconds: 500)
    #expect(bench.monitor().verdict == .allow)
    bench.inputs.supplyAge = Interval(milliseconds: 501)
    #expect(bench.monitor().fault.code == .supplyMonitorLost)
  }

  @Test func aBenchMayWaitLongerForTheMonitor() {
    var bench = SafetyBench { $0.timing.supplyAgeLimit = Interval(milliseconds: 2_000) }
    bench.inputs.supplyAge = Interval(milliseconds: 2_000)
    #expect(bench.monitor().verdict == .allow)
    bench.inputs.supplyAge = Interval(milliseconds: 2_001)
    let found = bench.monitor().fault
    #expect(found.code == .supplyMonitorLost && found.limit == 2_000)
  }
}
