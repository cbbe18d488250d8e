import Doctor
import Testing

/// Findings as functions of what was read.
@Suite struct CheckTests {
  /// A box that is fit in every respect.
  private func fit() -> BoxReading {
    var box = BoxReading()
    box.kernel = "6.12.1-rt"
    box.isRealTimeKernel = true
    box.grants = [.init(name: "real-time priority", isGranted: true, fix: "")]
    box.ordinary = latency(60_000)
    box.fifo = latency(12_000)
    box.governors = ["performance"]
    (box.throttleRuntime, box.throttlePeriod) = (950_000, 1_000_000)
    box.can = [can()]
    box.i2c = [.init(path: "/dev/i2c-1", isUsable: true)]
    box.gpio = [.init(path: "/dev/gpiochip0", isUsable: true)]
    box.rules = ["/etc/udev/rules.d/70-sinew.rules"]
    box.stableNames = ["gpio-estop", "i2c-supply"]
    box.clockSource = "tsc"
    box.isClockSynchronised = true
    (box.memoryTotal, box.memoryAvailable) = (8_000_000, 6_000_000)
    (box.hasGroup, box.isInGroup, box.user) = (true, true, "robot")
    box.programs = [.init(name: "sinew-run", isPresent: true)]
    return box
  }

  private func latency(_ p999: Int64) -> BoxReading.Latency {
    var latency = BoxReading.Latency()
    (latency.count, latency.p50, latency.p99) = (2_000, 3_000, 8_000)
    (latency.p999, latency.maximum) = (p999, p999 * 2)
    return latency
  }

  private func can() -> BoxReading.CAN {
    var can = BoxReading.CAN()
    (can.name, can.link, can.state, can.isFD) = ("can0", "up", "ERROR-ACTIVE", true)
    (can.bitRate, can.dataBitRate, can.queueLength) = (1_000_000, 5_000_000, 32)
    return can
  }

  private func findings(_ change: (inout BoxReading) -> Void) -> [Observation] {
    var box = fit()
    change(&box)
    return Check.findings(box)
  }

  /// Exactly one finding is not ok, and it is the expected one.
  private func expectOnly(
    _ verdict: Observation.Verdict, _ subject: String, saying words: String,
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout BoxReading) -> Void
  ) {
    let bad = findings(change).filter { $0.verdict != .ok }
    #expect(bad.count == 1, "\(bad)", sourceLocation: sourceLocation)
    #expect(bad.first?.verdict == verdict, sourceLocation: sourceLocation)
    #expect(bad.first?.subject == subject, sourceLocation: sourceLocation)
    let text = (bad.first?.text ?? "") + (bad.first?.fix ?? "")
    #expect(text.contains(words), "\(text)", sourceLocation: sourceLocation)
    #expect(
      bad.first?.fix?.isEmpty == false, "every finding has a fix", sourceLocation: sourceLocation)
  }

  @Test func aFitBoxHasNothingToFix() {
    let findings = findings { _ in }
    #expect(findings.allSatisfy { $0.verdict == .ok && $0.fix == nil }, "\(findings)")
    let subjects = Set(findings.map(\.subject))
    for subject in [
      "kernel", "real time", "latency", "governor", "CAN can0", "I2C", "GPIO", "udev",
    ] {
      #expect(subjects.contains(subject))
    }
  }

  @Test func kernelAndRights() {
    expectOnly(.warning, "kernel", saying: "PREEMPT_RT") { $0.isRealTimeKernel = false }
    expectOnly(.failure, "real time", saying: "limits.conf") {
      $0.grants.append(.init(name: "locked memory", isGranted: false, fix: "edit limits.conf"))
    }
  }

  @Test func latencyIsComparedHonestly() {
    expectOnly(.warning, "latency", saying: "NOT better") { $0.fifo = latency(224_000) }
    let equal = findings { $0.fifo = latency(61_000) }
    #expect(equal.allSatisfy { $0.verdict == .ok })
    let late = findings { box in
      box.ordinary = latency(40_000_000)
      box.fifo = latency(224_000_000)
    }
    #expect(late.count { $0.subject == "latency" && $0.verdict == .warning } == 3)
    expectOnly(.warning, "latency", saying: "no permission") { $0.fifo = nil }
  }

  @Test func host() {
    expectOnly(.warning, "governor", saying: "powersave") {
      $0.governors = ["performance", "powersave"]
    }
    expectOnly(.warning, "throttling", saying: "500000 of every 1000000") {
      $0.throttleRuntime = 500_000
    }
    #expect(findings { $0.throttleRuntime = -1 }.allSatisfy { $0.verdict == .ok })
    expectOnly(.warning, "clock", saying: "hpet") { $0.clockSource = "hpet" }
    expectOnly(.warning, "clock", saying: "-2.0 s") { $0.clockStep = -2_000_000_000 }
    expectOnly(.warning, "clock", saying: "not synchronised") { $0.isClockSynchronised = false }
    expectOnly(.failure, "memory", saying: "97 of") { $0.memoryAvailable = 100_000 }
    expectOnly(.warning, "memory", saying: "swapped") { $0.swapUsed = 50_000 }
  }

  @Test func buses() {
    expectOnly(.warning, "CAN", saying: "vcan") { $0.can = [] }
    expectOnly(.warning, "CAN can0", saying: "ip link set can0 up type can") {
      $0.can[0].link = "down"
    }
    expectOnly(.failure, "CAN can0", saying: "off the bus") { $0.can[0].state = "BUS-OFF" }
    expectOnly(.failure, "CAN can0", saying: "acknowledges") { $0.can[0].state = "ERROR-PASSIVE" }
    expectOnly(.warning, "CAN can0", saying: "txqueuelen 32") { $0.can[0].queueLength = 1_000 }
    let virtual = findings { box in
      box.can[0].isVirtual = true
      box.can[0].queueLength = 1_000
    }
    #expect(virtual.allSatisfy { $0.verdict == .ok })
    expectOnly(.warning, "I2C", saying: "i2c-dev") { $0.i2c = [] }
    expectOnly(.warning, "GPIO", saying: "no permission") { $0.gpio[0].isUsable = false }
    let plain = findings { $0.gpio[0].hasNoPull = true }
    #expect(plain.contains { $0.line.contains("/dev/gpiochip0 (cannot pull a line: bias none)") })
    expectOnly(.warning, "udev", saying: "sudo scripts/setup-box") { $0.rules = [] }
    expectOnly(.warning, "udev", saying: "lines for gpio-estop in") {
      $0.stableNames = ["i2c-supply"]
    }
  }

  @Test func userAndPrograms() {
    expectOnly(.warning, "group", saying: "sudo scripts/setup-box robot") { $0.isInGroup = false }
    expectOnly(.warning, "group", saying: "sudo scripts/setup-box robot") { $0.hasGroup = false }
    #expect(
      findings { box in
        box.hasGroup = false
        box.isRoot = true
      }.allSatisfy { $0.verdict == .ok })
    expectOnly(.warning, "programs", saying: "--product sinew-run") {
      $0.programs[0].isPresent = false
    }
    expectOnly(.failure, "programs", saying: "libgpiod.so.2") {
      $0.programs[0].missing = ["libgpiod.so.2"]
    }
  }

  /// Nothing read at all: findings, no trap, and no figure that pretends to be one.
  @Test func anUnreadableBox() {
    let findings = Check.findings(BoxReading())
    #expect(findings.contains { $0.subject == "kernel" && $0.verdict == .failure })
    #expect(findings.contains { $0.subject == "latency" && $0.verdict == .failure })
    #expect(findings.allSatisfy { !$0.line.isEmpty })
  }
}
