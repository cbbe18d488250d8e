import DeviceIO
import Glibc
import RealTime
import RobotCore
import Testing
import Units
import Wire

/// Which bench we are in: `scripts/kernel-bench` and `scripts/rt-bench` say so.
let bench = CurrentProcess.environment("SINEW_BENCH") ?? ""

/// Runs a shell command and waits for it.
func shell(_ command: String) throws {
  let companion = try Companion(path: "/bin/sh", arguments: ["sh", "-ec", command])
  while true {
    guard let ending = try companion.ending() else {
      _ = Clock.sleep(until: Clock.monotonic() + Interval(milliseconds: 2))
      continue
    }
    try #require(ending == .exited(0), "\(command)")
    return
  }
}

/// Receives until at least `count` frames are there; a bench that lost one is ended by its
/// time-out.
func receive(_ count: Int, from bus: inout CANBus) -> FixedList<CANFrame, 128> {
  var frames = emptyBatch()
  while frames.count < count {
    _ = bus.wait(timeout: Interval(milliseconds: 100))
    _ = bus.receive(into: &frames)
  }
  return frames
}

/// Needs a kernel with CAN and I2C: run inside `scripts/kernel-bench`. Each test makes its own
/// link.
@Suite(.enabled(if: bench == "kernel"), .serialized) struct KernelBenchTests {
  private func link(_ name: String, mtu: Int = 72) throws {
    try shell("ip link add \(name) type vcan; ip link set \(name) mtu \(mtu) up")
  }

  @Test func classicAndFDFramesCrossAsTheyAre() throws {
    try link("t0")
    var host = try CANBus(interface: "t0", isFD: true, receivesOwn: false, receivesErrors: false)
    var device = try CANBus(interface: "t0", isFD: true, receivesOwn: false, receivesErrors: false)
    var out = emptyBatch()
    out.append(markedFrame(1))
    out.append(markedFrame(2, length: 0))
    out.append(markedFrame(3, length: 64, flags: CANFrame.fd | CANFrame.bitRateSwitch))
    var extended = markedFrame(4, length: 3, flags: CANFrame.extended)
    extended.id = 0x1ABC_DEF0
    out.append(extended)
    var remote = CANFrame(id: 0x7FF, length: 4, flags: CANFrame.remote)
    remote.length = 4
    out.append(remote)
    // CAN FD has no 9-byte frame: it becomes 12, the rest zero.
    out.append(markedFrame(6, length: 9, flags: CANFrame.fd))
    let before = Clock.monotonic()
    let sent = host.send(out)
    #expect(sent == 6)
    let frames = receive(6, from: &device)
    let after = Clock.monotonic()
    #expect(frames.count == 6)
    for i in 0..<5 {
      #expect(frames[i].id == out[i].id)
      #expect(frames[i].flags == out[i].flags)
      #expect(frames[i].length == out[i].length)
      if i != 4 { for k in 0..<64 { #expect(frames[i].data[k] == out[i].data[k]) } }
    }
    #expect(frames[5].length == 12)
    #expect(frames[5].data[8] == out[5].data[8])
    #expect(frames[5].data[9] == 0)
    for i in frames.indices {
      #expect(before.nanoseconds <= frames[i].stamp && frames[i].stamp <= after.nanoseconds)
    }
    #expect(device.port.stampsRefused == 0)
    var none = emptyBatch()
    let own = host.receive(into: &none)
    #expect(own == 0)
  }

  @Test func ownFramesComeBackConfirmedAndOthersDoNot() throws {
    try link("t1")
    var host = try CANBus(interface: "t1", isFD: true, receivesOwn: true, receivesErrors: false)
    var device = try CANBus(interface: "t1", isFD: true, receivesOwn: false, receivesErrors: false)
    let sent = host.send(markedFrame(1))
    #expect(sent == 1)
    _ = receive(1, from: &device)
    let answered = device.send(markedFrame(2))
    #expect(answered == 1)
    let frames = receive(2, from: &host)
    #expect(frames[0].id == 0x101)
    #expect(frames[0].has(CANFrame.confirmed))
    #expect(frames[1].id == 0x102)
    #expect(!frames[1].has(CANFrame.confirmed))
  }

  @Test func aSteppedWallClockRefusesStampsAndMovesNothing() throws {
    try link("t2")
    var host = try CANBus(interface: "t2", isFD: false, receivesOwn: false, receivesErrors: false)
    var device = try CANBus(interface: "t2", isFD: false, receivesOwn: false, receivesErrors: false)
    for step in [3600, -3600] {
      let refused = device.port.stampsRefused
      let before = Clock.monotonic()
      let sent = host.send(markedFrame(1))
      #expect(sent == 1)
      // The frame is stamped; now the clock steps before it is read.
      var now = timespec()
      unsafe clock_gettime(CLOCK_REALTIME, &now)
      now.tv_sec += step
      #expect(unsafe clock_settime(CLOCK_REALTIME, &now) == 0)
      let frames = receive(1, from: &device)
      #expect(device.port.stampsRefused == refused + 1)
      #expect(before.nanoseconds <= frames[0].stamp)
      #expect(frames[0].stamp <= Clock.monotonic().nanoseconds)
    }
    // Frames that were stamped before it have all come in: stamps are believed again.
    usleep(150_000)
    let refused = device.port.stampsRefused
    let sent = host.send(markedFrame(1))
    #expect(sent == 1)
    _ = receive(1, from: &device)
    #expect(device.port.stampsRefused == refused)
  }

  /// A frame gets its stamp in the driver and reaches the socket by a soft interrupt, which may be
  /// later than a look of ours that finds nothing.
  @Test func stampsOfFramesThatWereOnTheirWayAreBelieved() throws {
    try link("t9")
    try link("t10")
    // Others who want the one processor, and frames of others that soft interrupts carry.
    try shell(
      "for k in 1 2 3 4; do timeout 5 sh -c 'while :; do :; done' & done;"
        + "for k in 1 2; do timeout 5 cangen t10 -g 0 -L 8 -i > /dev/null & done")
    var host = try CANBus(interface: "t9", isFD: false, receivesOwn: false, receivesErrors: false)
    var device = try CANBus(interface: "t9", isFD: false, receivesOwn: false, receivesErrors: false)
    var received = 0
    for _ in 0..<2000 {
      let sent = host.send(markedFrame(1))
      #expect(sent == 1)
      received += receive(1, from: &device).count
    }
    #expect(received == 2000)
    #expect(device.port.stampsRefused == 0)
  }

  @Test func errorFramesAreFlaggedAndOnlyForThoseWhoAsk() throws {
    try link("t3")
    var asks = try CANBus(interface: "t3", isFD: true, receivesOwn: false, receivesErrors: true)
    var asksNot = try CANBus(interface: "t3", isFD: true, receivesOwn: false, receivesErrors: false)
    try shell("cansend t3 20000040#0004000000000000; cansend t3 123#55")
    let frames = receive(2, from: &asks)
    #expect(frames[0].flags == CANFrame.error)
    #expect(frames[0].id == 0x40)
    #expect(frames[0].data[1] == 4)
    #expect(frames[1].id == 0x123)
    let others = receive(1, from: &asksNot)
    #expect(others.count == 1)
    #expect(others[0].id == 0x123)
    // An error frame is not ours to send.
    let refused = asks.send(frames, from: 0)
    #expect(refused == -EINVAL)
  }

  @Test func filtersLetOnlyTheirIdsThrough() throws {
    try link("t4")
    var host = try CANBus(interface: "t4", isFD: false, receivesOwn: false, receivesErrors: false)
    var device = try CANBus(interface: "t4", isFD: false, receivesOwn: false, receivesErrors: false)
    try device.setFilter(ids: [0x103, 0x105])
    var out = emptyBatch()
    for mark in 0..<8 { out.append(markedFrame(UInt8(mark))) }
    // The same number with 29 bits is another id.
    var extended = CANFrame(id: 0x103, flags: CANFrame.extended)
    extended.length = 1
    out.append(extended)
    let sent = host.send(out)
    #expect(sent == 9)
    let frames = receive(2, from: &device)
    #expect(frames.count == 2)
    #expect(frames[0].id == 0x103 && frames[1].id == 0x105)
    try device.setFilter(ids: [])
    _ = host.send(markedFrame(3))
    var none = emptyBatch()
    let silent = device.receive(into: &none)
    #expect(silent == 0)
    try device.removeFilter()
    _ = host.send(markedFrame(7))
    #expect(receive(1, from: &device)[0].id == 0x107)
    #expect(throws: DeviceError.self) {
      try device.setFilter(ids: [UInt32](repeating: 1, count: 129))
    }
  }

  @Test func aLinkThatGoesDownComesBackWithoutReopening() throws {
    try link("t5")
    var host = try CANBus(interface: "t5", isFD: true, receivesOwn: false, receivesErrors: true)
    var device = try CANBus(interface: "t5", isFD: true, receivesOwn: false, receivesErrors: true)
    let can = try CANLink(interface: "t5")
    #expect(can.kind == .bench && can.kindName == "vcan" && can.isUp && can.carriesFD)
    #expect(can.controller == nil)
    try can.setUp(false)
    #expect(try !CANLink(interface: "t5").isUp)
    let down = host.send(markedFrame(1))
    #expect(down == -ENETDOWN)
    var frames = emptyBatch()
    let told = device.receive(into: &frames)
    #expect(told == -ENETDOWN)
    #expect(throws: DeviceError(.purgeLink, "t5", errno: ENETDOWN)) { try can.purge() }
    try can.setUp(true)
    let up = host.send(markedFrame(2))
    #expect(up == 1)
    #expect(receive(1, from: &device)[0].id == 0x102)
    try shell("ip link del t5")
    let gone = host.send(markedFrame(3))
    #expect(gone == -ENXIO || gone == -ENODEV)
  }

  @Test func aFullQueueIsToldAndPurgedAway() throws {
    try link("t6")
    // A shaper that lets about one frame a second out.
    try shell("tc qdisc replace dev t6 root tbf rate 500bit burst 80 limit 400")
    var host = try CANBus(interface: "t6", isFD: false, receivesOwn: true, receivesErrors: false)
    var taken = 0
    var answer: Int32 = 1
    while answer > 0, taken < 1000 {
      answer = host.send(markedFrame(1))
      if answer > 0 { taken += 1 }
    }
    #expect(answer == -ENOBUFS)
    #expect(taken > 1)
    let waiting = host.port.queuedBytes()
    #expect(waiting > 0)
    try CANLink(interface: "t6").purge()
    let drained = host.port.queuedBytes()
    #expect(drained == 0)
  }

  @Test func aClassicLinkRefusesFD() throws {
    try link("t7", mtu: 16)
    #expect(throws: DeviceError(.openCANFD, "t7", errno: EPROTONOSUPPORT)) {
      _ = try CANBus(interface: "t7", isFD: true, receivesOwn: false, receivesErrors: false)
    }
    var host = try CANBus(interface: "t7", isFD: false, receivesOwn: false, receivesErrors: false)
    let fd = host.send(markedFrame(1, length: 12, flags: CANFrame.fd))
    #expect(fd == -EINVAL)
    let tooLong = host.send(markedFrame(1, length: 9))
    #expect(tooLong == -EINVAL)
    let wideId = host.send(CANFrame(id: 0x800))
    #expect(wideId == -EINVAL)
    let classic = host.send(markedFrame(1))
    #expect(classic == 1)
  }

  @Test func anOverflownReceiveQueueIsCounted() throws {
    try link("t8")
    var host = try CANBus(interface: "t8", isFD: false, receivesOwn: false, receivesErrors: false)
    var device = try CANBus(interface: "t8", isFD: false, receivesOwn: false, receivesErrors: false)
    try device.setBuffers(send: 1 << 16, receive: 4096)
    for _ in 0..<200 { _ = host.send(markedFrame(1)) }
    var frames = emptyBatch()
    var got = Int(device.receive(into: &frames))
    #expect(got > 0 && got < 200)
    // The kernel tells with the next frame that finds room.
    _ = host.send(markedFrame(2))
    frames.removeAll()
    got += Int(device.receive(into: &frames))
    #expect(UInt64(got) + device.port.overflow == 201)
  }
}

/// I2C registers of `i2c-stub`, which is SMBus only.
@Suite(.enabled(if: bench == "kernel"), .serialized) struct I2CBenchTests {
  @Test func registersKeepWhatIsWritten() throws {
    let bus = try I2CBus(path: "/dev/i2c-0")
    let isFree = bus.canTransfer
    #expect(!isFree)
    try bus.writeWord(0x1234, address: 0x40, register: 0x10, isBigEndian: false)
    let low = try bus.readWord(address: 0x40, register: 0x10, isBigEndian: false)
    #expect(low == 0x1234)
    let high = try bus.readWord(address: 0x40, register: 0x10, isBigEndian: true)
    #expect(high == 0x3412)
    try bus.writeByte(0xAB, address: 0x40, register: 0x20)
    let byte = try bus.readByte(address: 0x40, register: 0x20)
    #expect(byte == 0xAB)
    try bus.writeBlock([1, 2, 3, 4, 5], address: 0x40, register: 0x30)
    let block = try bus.readBlock(address: 0x40, register: 0x30, count: 5)
    #expect(block == [1, 2, 3, 4, 5])
  }

  @Test func anEmptyAddressAndRawTransfersAreErrors() throws {
    let bus = try I2CBus(path: "/dev/i2c-0")
    let missing = #expect(throws: DeviceError.self) {
      _ = try bus.readWord(address: 0x41, register: 0, isBigEndian: false)
    }
    #expect(missing?.subject == "/dev/i2c-0 chip 0x41")
    #expect(missing?.operation == .readI2C)
    #expect(throws: DeviceError(.transferI2C, "/dev/i2c-0 chip 0x40", errno: EOPNOTSUPP)) {
      _ = try bus.transfer(writing: [0], reading: 2, address: 0x40)
    }
    #expect(throws: DeviceError(.readI2C, "/dev/i2c-0 chip 0x80", errno: EINVAL)) {
      _ = try bus.readByte(address: 0x80, register: 0)
    }
    #expect(throws: DeviceError(.writeI2C, "/dev/i2c-0 chip 0x40", errno: EINVAL)) {
      try bus.writeBlock([], address: 0x40, register: 0)
    }
  }

  @Test func thePollerFollowsARegister() throws {
    let bus = try I2CBus(path: "/dev/i2c-0")
    // INA226 bus voltage register: 24 V at 1.25 mV.
    try bus.writeWord(19_200, address: 0x40, register: 2, isBigEndian: true)
    let poller = try SlowPoller(
      bus: "/dev/i2c-0",
      registers: [
        .init(address: 0x40, number: 2, isBigEndian: true),
        .init(address: 0x41, number: 2, isBigEndian: true),
      ], period: Interval(milliseconds: 10))
    let begun = Clock.monotonic()
    var seen = report(of: poller.port, rounds: 1)
    #expect(seen.registers[0].isKnown)
    #expect(seen.registers[0].value == 19_200)
    #expect(seen.registers[0].errors == 0)
    #expect(!seen.registers[1].isKnown)
    #expect(seen.registers[1].errno != 0)
    try bus.writeWord(0, address: 0x40, register: 2, isBigEndian: true)
    seen = report(of: poller.port, rounds: seen.rounds + 2)
    #expect(seen.registers[0].value == 0)
    #expect(seen.registers[0].isKnown)
    #expect(begun < seen.registers[0].stamp)
  }
}
