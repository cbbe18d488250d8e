import DeviceIO
import Glibc
import RealTime
import RobotCore
import Testing
import Units
import Wire

/// Needs controllers, GPIO lines and a PREEMPT_RT kernel: run inside `scripts/rt-bench`.
@Suite(.enabled(if: bench == "rt"), .serialized) struct RTBenchTests {
  private let i2c = "/dev/i2c-" + (CurrentProcess.environment("RT_BENCH_I2C") ?? "0")

  private func down() throws {
    try shell("ip link set can0 down; ip link set can1 down")
  }

  @Test func theKernelIsRealTime() { #expect(RealTimeThread.isRealTimeKernel) }

  @Test func bitRateGoesThroughNetlink() throws {
    try down()
    var link = try CANLink(interface: "can0")
    #expect(link.kind == .controller && !link.isUp && !link.carriesFD)
    #expect(link.controller?.state == .stopped)
    try link.setTiming(bitRate: 500_000, samplePoint: 0.75)
    try link.setRestartDelay(milliseconds: 100)
    try link.setQueueLength(32)
    try link.setUp(true)
    link = try CANLink(interface: "can0")
    #expect(link.isUp && link.isRunning)
    #expect(link.queueLength == 32)
    #expect(link.controller?.bitRate == 500_000)
    #expect(link.controller?.samplePoint == 0.75)
    #expect(link.controller?.restartDelay_ms == 100)
    #expect(link.controller?.state == .active)
    #expect(link.controller?.clock ?? 0 > 0)
    #expect(throws: DeviceError(.setTiming, "can0", errno: EBUSY)) {
      try link.setTiming(bitRate: 1_000_000)
    }
    #expect(throws: DeviceError(.restartController, "can0", errno: EALREADY)) {
      try link.restart()
    }
    try link.setUp(false)
    try link.setRestartDelay(milliseconds: 0)
    #expect(throws: DeviceError(.setTiming, "can0", errno: EINVAL)) {
      try link.setTiming(bitRate: 0)
    }
    #expect(throws: DeviceError(.setTiming, "can0", errno: EINVAL)) {
      try link.setTiming(bitRate: 1_000_000, samplePoint: 1.5)
    }
    // The SJA1000 has no CAN FD.
    let fd = #expect(throws: DeviceError.self) {
      try link.setTiming(bitRate: 1_000_000, dataBitRate: 5_000_000)
    }
    #expect(fd?.errno == EOPNOTSUPP)
    try shell("ip link add nowire type vcan")
    #expect(throws: DeviceError(.setTiming, "nowire", errno: EOPNOTSUPP)) {
      try CANLink(interface: "nowire").setTiming(bitRate: 1_000_000)
    }
  }

  @Test func framesCrossBetweenTwoControllers() throws {
    try down()
    for name in ["can0", "can1"] {
      let link = try CANLink(interface: name)
      try link.setTiming(bitRate: 1_000_000)
      try link.setUp(true)
    }
    var host = try CANBus(interface: "can0", isFD: false, receivesOwn: true, receivesErrors: true)
    var device = try CANBus(
      interface: "can1", isFD: false, receivesOwn: false, receivesErrors: true)
    let sent = host.send(markedFrame(1))
    #expect(sent == 1)
    #expect(receive(1, from: &device)[0].id == 0x101)
    let echo = receive(1, from: &host)
    #expect(echo[0].has(CANFrame.confirmed))
    #expect(throws: DeviceError(.openCANFD, "can0", errno: EPROTONOSUPPORT)) {
      _ = try CANBus(interface: "can0", isFD: true, receivesOwn: false, receivesErrors: false)
    }
    try down()
  }

  @Test func whatWaitsToBeSentIsPurged() throws {
    try down()
    let link = try CANLink(interface: "can0")
    try link.setTiming(bitRate: 1_000_000)
    try link.setUp(true)
    // The emulated wire takes frames at once and never fails: a shaper makes them wait.
    try shell("tc qdisc replace dev can0 root tbf rate 500bit burst 80 limit 4000")
    var host = try CANBus(interface: "can0", isFD: false, receivesOwn: true, receivesErrors: true)
    for mark in 0..<20 {
      let sent = host.send(markedFrame(UInt8(mark)))
      #expect(sent == 1)
    }
    let waiting = host.port.queuedBytes()
    #expect(waiting > 0)
    try link.purge()
    let left = host.port.queuedBytes()
    #expect(left == 0)
    try shell("tc qdisc del dev can0 root")
    // The socket tells once that its link was down, then all is well again.
    let told = host.send(markedFrame(99))
    #expect(told == -ENETDOWN)
    let again = host.send(markedFrame(99))
    try #require(again == 1)
    // What was purged never comes back confirmed; what is sent now does.
    var confirmed = 0
    var last: UInt32 = 0
    while last != 0x163 {
      let frames = receive(1, from: &host)
      for i in frames.indices where frames[i].has(CANFrame.confirmed) {
        confirmed += 1
        last = frames[i].id
      }
    }
    #expect(confirmed < 20)
    #expect(try CANLink(interface: "can0").isUp)
    try down()
  }

  @Test func theEmergencyStopLineIsRead() throws {
    let bus = try I2CBus(path: i2c)
    // Register 0 of the PCA9554 is what its pins read; the chip's driver owns it, so by force.
    func pins(_ value: UInt8) throws {
      let number = i2c.split(separator: "-").last ?? "0"
      try shell("i2cset -f -y \(number) 0x20 0 \(value)")
    }
    #expect(throws: DeviceError(.writeI2C, "\(i2c) chip 0x20", errno: EBUSY)) {
      try bus.writeByte(0, address: 0x20, register: 0)
    }
    let chip = "/dev/gpiochip0"
    let count = try GPIOLine.count(chip: chip)
    #expect(count == 8)
    try pins(0xFF)
    // The expander has no interrupt: the kernel cannot debounce, and says so.
    let line = try GPIOLine(
      input: .init(chip: chip, offset: 3), isActiveLow: true,
      debounce: Interval(milliseconds: 5))
    let isDebounced = line.isDebounced
    #expect(!isDebounced)
    var isActive = try line.isActive()
    #expect(!isActive)
    try pins(0xF7)
    isActive = try line.isActive()
    #expect(isActive)
    #expect(throws: DeviceError(.requestLine, "/dev/gpiochip0 line 3", errno: EBUSY)) {
      _ = try GPIOLine(input: .init(chip: chip, offset: 3))
    }
    #expect(throws: DeviceError.self) { _ = try GPIOLine(input: .init(chip: chip, offset: 99)) }
    let enable = try GPIOLine(output: .init(chip: chip, offset: 0), isActive: false)
    try enable.setActive(true)
    // Output register and direction register: bit 0 high, bit 0 an output.
    let number = i2c.split(separator: "-").last ?? "0"
    try shell("test $(( $(i2cget -f -y \(number) 0x20 1) & 1 )) = 1")
    try shell("test $(( $(i2cget -f -y \(number) 0x20 3) & 1 )) = 0")
    try enable.setActive(false)
    try shell("test $(( $(i2cget -f -y \(number) 0x20 1) & 1 )) = 0")
  }

  /// The kernel takes the wish for a pull on every chip; the expander's driver has none to switch.
  @Test func aChipThatCannotPullIsRefused() throws {
    let chip = "/dev/gpiochip0"
    #expect(!GPIOLine.canPull(chip: chip))
    for pull in [GPIOLine.Pull.up, .down] {
      #expect(throws: DeviceError(.requestLine, "\(chip) line 6", errno: EOPNOTSUPP)) {
        _ = try GPIOLine(input: .init(chip: chip, offset: 6), pull: pull)
      }
    }
    let line = try GPIOLine(input: .init(chip: chip, offset: 6), pull: .off)
    _ = try line.isActive()
  }

  /// What a contact reads when it opens is what its resistor says, with debouncing asked or not.
  @Test func anOpenContactReadsWhatPullsIt() throws {
    let chip = "/dev/gpiochip1"
    let count = try GPIOLine.count(chip: chip)
    #expect(count == 4)
    #expect(GPIOLine.canPull(chip: chip))
    func contact(_ state: Int) throws {
      try shell("echo \(state) > /sys/module/bench_gpio/parameters/contact")
    }
    for debounce in [Interval.zero, Interval(milliseconds: 2)] {
      // A contact to ground, pulled up: closed is low and active, open is high and inactive.
      let grounded = try GPIOLine(
        input: .init(chip: chip, offset: 0), isActiveLow: true, pull: .up, debounce: debounce)
      try contact(1)
      var isActive = try grounded.isActive()
      #expect(isActive)
      try contact(0)
      isActive = try grounded.isActive()
      #expect(!isActive)
      // A contact to the supply, pulled down.
      let supplied = try GPIOLine(
        input: .init(chip: chip, offset: 1), pull: .down, debounce: debounce)
      try contact(2)
      isActive = try supplied.isActive()
      #expect(isActive)
      try contact(0)
      isActive = try supplied.isActive()
      #expect(!isActive)
      // Without a resistor an open contact floats, here to "closed": what the board does not pull.
      let bare = try GPIOLine(input: .init(chip: chip, offset: 2), pull: .off, debounce: debounce)
      isActive = try bare.isActive()
      #expect(isActive)
    }
    // What was left on before is taken off.
    _ = try GPIOLine(input: .init(chip: chip, offset: 3), pull: .down).isActive()
    let off = try GPIOLine(input: .init(chip: chip, offset: 3), pull: .off)
    let floats = try off.isActive()
    #expect(floats)
  }

  /// The rules under a real udev, with the lines for can-arm and the supply bus switched on.
  @Test func udevGivesNamesAndTheGroup() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    try down()
    try shell(
      """
      cp /etc/group /run/group && grep -q '^sinew:' /run/group || echo 'sinew:x:990:' >> /run/group
      mount --bind /run/group /etc/group
      mkdir -p /run/udev/rules.d
      sed -e '/pci-0000:00:02.0/ s/^#//' -e '/SMBus stub driver/ s/^#//' \
        -e '/gpio-estop/ { s/^#//; s/1-0020/*-0020/ }' \
        '/\(root)/udev/70-sinew.rules' > /run/udev/rules.d/70-sinew.rules
      udevadm test --action=add /sys/class/net/can0 > /run/udev-test 2>&1
      ! grep -iE '70-sinew.rules:[0-9]+.*(invalid|unknown|ignoring|failed)' /run/udev-test
      /lib/systemd/systemd-udevd --daemon
      for kind in net i2c-dev gpio misc; do
        udevadm trigger --action=add --subsystem-match=$kind
      done
      udevadm settle
      grep -q pci-0000:00:02.0 /run/udev-test
      test -e /sys/class/net/can-arm
      test "$(cat /sys/class/net/can-arm/tx_queue_len)" = 64
      for node in \(i2c) /dev/gpiochip0 /dev/cpu_dma_latency; do
        test "$(stat -c '%G %a' $node)" = 'sinew 660'
      done
      test "$(readlink -f /dev/sinew/i2c-supply)" = \(i2c)
      test "$(readlink -f /dev/sinew/gpio-estop)" = /dev/gpiochip0
      udevadm control --exit
      ip link set can-arm down; ip link set can-arm name can0
      """)
  }

  @Test func thePollerDebouncesALine() throws {
    func pins(_ value: UInt8) throws {
      try shell("i2cset -f -y \(i2c.split(separator: "-").last ?? "0") 0x20 0 \(value)")
    }
    try pins(0xFF)
    var lines = GPIOLines()
    lines.append(
      try GPIOLine(input: .init(chip: "/dev/gpiochip0", offset: 5), isActiveLow: true))
    let poller = try SlowPoller(
      bus: nil, registers: [], lines: lines, period: Interval(milliseconds: 20), settle: 3)
    var seen = report(of: poller.port, rounds: 1)
    #expect(seen.lines[0].isKnown)
    #expect(seen.lines[0].value == 0)
    try pins(0xDF)
    seen = report(of: poller.port, rounds: seen.rounds + 40)
    #expect(seen.lines[0].value == 1)
    #expect(seen.lines[0].errors == 0)
  }
}
