import DeviceIO
import Glibc
import RealTime
import Testing
import Units

@Suite struct SlowOutputsTests {
  private func chip(_ bus: String) -> SlowOutputs.Chip {
    var chip = SlowOutputs.Chip()
    chip.bus = bus
    chip.address = 0x40
    chip.idle = 0x1000_0000
    return chip
  }

  private func answers(
    of port: SlowOutputs.Port, errors: UInt32
  ) -> FixedList<SlowOutputs.Answer, 4> {
    var list: FixedList<SlowOutputs.Answer, 4> = FixedList(
      repeating: SlowOutputs.Answer(), count: 0)
    while list.isEmpty || list[0].errors < errors {
      _ = port.read(into: &list)
      _ = Clock.sleep(until: Clock.monotonic() + Interval(microseconds: 200))
    }
    return list
  }

  @Test func aBusThatIsNotThereIsAnErrorOfItsChipAndWaitsForNobody() throws {
    let outputs = try SlowOutputs(
      [chip("/dev/i2c-250"), chip("/dev/null")], period: Interval(milliseconds: 1),
      timeout: Interval(milliseconds: 100))
    outputs.port.put(InlineArray<64, UInt32>(repeating: 7))
    let found = answers(of: outputs.port, errors: 3)
    #expect(found.count == 2)
    #expect(found[0].errno == ENOENT && found[1].errno == ENOTTY)
    #expect(found[0].stamp == .never && !found[0].isHeld)
  }

  @Test func stoppingDoesNotWaitForThePeriod() throws {
    let begun = Clock.monotonic()
    do {
      let outputs = try SlowOutputs(
        [chip("/dev/i2c-250")], period: Interval(seconds: 3600), timeout: Interval(seconds: 1))
      _ = answers(of: outputs.port, errors: 1)
    }
    #expect(Clock.monotonic() < begun + Interval(seconds: 3600))
  }

  @Test func aPathThatIsTooLongIsRefused() {
    let path = String(repeating: "x", count: 80)
    #expect(throws: DeviceError(.startOutputs, path, errno: ENAMETOOLONG)) {
      _ = try SlowOutputs(
        [chip(path)], period: Interval(milliseconds: 1), timeout: Interval(seconds: 1))
    }
  }
}
