import DeviceIO
import Glibc
import RealTime
import Testing
import Units

/// Reads until the poller has completed this many rounds.
func report(of poller: SlowPoller.Port, rounds: UInt64) -> SlowPoller.Report {
  var report = SlowPoller.Report()
  while report.rounds < rounds {
    _ = poller.read(into: &report)
    _ = Clock.sleep(until: Clock.monotonic() + Interval(microseconds: 200))
  }
  return report
}

@Suite struct SlowPollerTests {
  private let register = SlowPoller.Register(address: 0x40, number: 2, isBigEndian: true)

  @Test func aBusThatIsNotThereIsAnErrorOfEachAnswer() throws {
    let poller = try SlowPoller(
      bus: "/dev/i2c-250", registers: [register, register],
      period: Interval(milliseconds: 1))
    let first = report(of: poller.port, rounds: 3)
    #expect(first.registers.count == 2)
    #expect(first.lines.isEmpty)
    for i in first.registers.indices {
      #expect(!first.registers[i].isKnown)
      #expect(first.registers[i].errno == ENOENT)
      #expect(UInt64(first.registers[i].errors) == first.rounds)
    }
  }

  @Test func aFileThatIsNoBusIsTold() throws {
    let poller = try SlowPoller(
      bus: "/dev/null", registers: [register], period: Interval(milliseconds: 1))
    #expect(report(of: poller.port, rounds: 1).registers[0].errno == ENOTTY)
  }

  @Test func stoppingDoesNotWaitForThePeriod() throws {
    let begun = Clock.monotonic()
    do {
      let poller = try SlowPoller(bus: nil, registers: [], period: Interval(seconds: 3600))
      #expect(report(of: poller.port, rounds: 1).registers.isEmpty)
    }
    #expect(Clock.monotonic() < begun + Interval(seconds: 3600))
  }

  @Test func aPathThatIsTooLongIsRefused() {
    let path = String(repeating: "x", count: 200)
    #expect(throws: DeviceError(.startPoller, path, errno: ENAMETOOLONG)) {
      _ = try SlowPoller(bus: path, registers: [register], period: Interval(milliseconds: 1))
    }
  }
}

@Suite struct MissingDeviceTests {
  @Test func eachKindOfDeviceSaysWhatIsMissing() {
    #expect(throws: DeviceError(.openI2C, "/dev/i2c-250", errno: ENOENT)) {
      _ = try I2CBus(path: "/dev/i2c-250")
    }
    #expect(throws: DeviceError(.openI2C, "/dev/null", errno: ENOTTY)) {
      _ = try I2CBus(path: "/dev/null")
    }
    #expect(throws: DeviceError(.findLine, "no-such-line", errno: ENOENT)) {
      _ = try GPIOLine.Place(named: "no-such-line")
    }
    let place = GPIOLine.Place(chip: "/dev/gpiochip250", offset: 3)
    #expect(throws: DeviceError(.requestLine, "/dev/gpiochip250 line 3", errno: ENOENT)) {
      _ = try GPIOLine(input: place)
    }
    #expect(throws: DeviceError(.requestLine, "/dev/gpiochip250 line 3", errno: ENOENT)) {
      _ = try GPIOLine(input: place, debounce: Interval(milliseconds: 1))
    }
    #expect(throws: DeviceError(.openChip, "/dev/gpiochip250", errno: ENOENT)) {
      _ = try GPIOLine.count(chip: "/dev/gpiochip250")
    }
    #expect(throws: DeviceError(.readLink, "nope0", errno: ENODEV)) {
      _ = try CANLink(interface: "nope0")
    }
    #expect(throws: DeviceError(.readLink, "lo", errno: EPROTOTYPE)) {
      _ = try CANLink(interface: "lo")
    }
  }
}
