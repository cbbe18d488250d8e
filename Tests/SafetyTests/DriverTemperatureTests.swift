import RealTime
import RobotCore
import Safety
import Testing
import Units

@Suite struct DriverTemperatureTests {
  /// Each step is one new reading of joint 1's power stage.
  private func read(
    _ bench: inout SafetyBench, _ degrees: [Double], every milliseconds: Int64 = 10
  ) -> [FaultCode] {
    degrees.map { value in
      bench.wait(milliseconds)
      bench.states[1].report.driverTemperature = Temperature(value)
      bench.states[1].sampled = bench.inputs.now
      return bench.monitor().fault.code
    }
  }

  @Test func aHotPowerStageStopsTheRobotBeforeTheDriveDoes() {
    var bench = SafetyBench()
    let cold = read(&bench, Array(repeating: 109.9, count: 50))
    #expect(cold.allSatisfy { $0 == .none })
    let hot = read(&bench, Array(repeating: 111, count: 11))
    #expect(hot.dropLast().allSatisfy { $0 == .none } && hot.last == .overTemperature)
    let finding = bench.monitor()
    #expect(finding.fault.subject == 1 && finding.fault.detail == 1)
    #expect(finding.fault.value == 111 && finding.fault.limit == 110)
    #expect(finding.stop == .controlledDescent)
  }

  @Test func oneFrameDecidesNothing() {
    var bench = SafetyBench()
    for _ in 0..<20 {
      let seen = read(&bench, [119, 40, 119, 119, 40])
      #expect(seen.allSatisfy { $0 == .none })
    }
    // The same frame looked at for a second is still one reading.
    _ = read(&bench, [119])
    let frame = bench.states[1].sampled
    for _ in 0..<1_000 {
      bench.wait()
      bench.states[1].sampled = frame
      #expect(bench.monitor().verdict == .allow)
    }
  }

  @Test func twoReadingsFarApartAreNotThree() {
    var bench = SafetyBench()
    let seen = read(&bench, [119, 119, 119], every: 200)
    #expect(seen == [.none, .none, .overTemperature])
  }

  @Test func theLimitIsTheDrivesOwn() {
    var bench = SafetyBench { $0.joints[1].drive.driverTemperatureLimit = Temperature(80) }
    let seen = read(&bench, Array(repeating: 85, count: 12))
    #expect(seen.last == .overTemperature)
  }
}
