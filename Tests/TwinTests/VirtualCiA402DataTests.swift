import CMallocProbe
import DeviceIO
import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire
import Wording

/// PDOs: how they are set up, and what they carry.
@Suite struct VirtualCiA402DataTests {
  @Test func mappingHasItsOrder() throws {
    let servo = try ServoBench()
    #expect(servo.write(0x1600, 1, 0x607A_0020, 4) == .abort(0x0601_0000), "while valid")
    #expect(servo.write(0x1600, 0, 0, 1) == .abort(0x0601_0000))
    #expect(servo.write(0x1400, 1, 0x301, 4) == .abort(0x0609_0030), "another id while valid")
    servo.write(0x1400, 1, 0x8000_0201, 4)
    #expect(servo.write(0x1600, 1, 0x607A_0020, 4) == .abort(0x0601_0000), "while it counts one")
    servo.write(0x1600, 0, 0, 1)
    #expect(servo.write(0x1600, 1, 0x6041_0010, 4) == .abort(0x0604_0041), "a statusword comes in")
    #expect(servo.write(0x1600, 1, 0x607A_0010, 4) == .abort(0x0604_0041), "half of a target")
    #expect(servo.write(0x1600, 1, 0x2345_0010, 4) == .abort(0x0602_0000))
    #expect(servo.write(0x1600, 1, 0x6099_0320, 4) == .abort(0x0609_0011))
    servo.write(0x1600, 1, 0x6040_0010, 4)
    servo.write(0x1600, 2, 0x607A_0020, 4)
    servo.write(0x1600, 3, 0x60FF_0020, 4)
    #expect(servo.write(0x1600, 0, 3, 1) == .abort(0x0604_0042), "ten bytes")
    #expect(servo.write(0x1600, 0, 9, 1) == .abort(0x0604_0042))
    #expect(servo.write(0x1600, 0, 2, 1) == .value(2))
    #expect(servo.write(0x1400, 1, 0x601, 4) == .abort(0x0609_0030), "an SDO's id")
    #expect(servo.write(0x1400, 1, 0x2000_0201, 4) == .abort(0x0609_0030), "29 bits")
    #expect(servo.write(0x1400, 2, 250, 1) == .abort(0x0609_0030))
    #expect(servo.write(0x1400, 1, 0x201, 4) == .value(0x201))
    servo.manage(1)
    servo.bench.send(0x201, [0x06, 0, 0xD2, 4, 0, 0])
    servo.bench.run(milliseconds: 1)
    #expect(servo.read(0x607A) == .value(1_234))
    #expect(servo.state == 0x21)
  }

  @Test func processDataNeedOperational() throws {
    let servo = try ServoBench()
    servo.bench.send(0x201, [0x06, 0])
    servo.bench.send(0x080, [])
    servo.bench.run(milliseconds: 2)
    #expect(servo.heard(0x181).isEmpty)
    #expect(servo.state == 0x40)
    servo.manage(1)
    servo.bench.send(0x080, [])
    #expect(servo.frames(0x181, milliseconds: 2).count == 1)
  }

  @Test func tooShortIsIgnoredAndComplainedOf() throws {
    let servo = try ServoBench()
    servo.manage(1)
    servo.bench.send(0x401, [0x06, 0, 1])
    let told = servo.frames(0x81, milliseconds: 2)
    #expect(told == [[0x10, 0x82, 0x11, 0, 0, 0, 0, 0]])
    #expect(servo.state == 0x40)
    servo.bench.send(0x401, [0x06, 0, 1, 0, 0, 0, 9, 9])
    #expect(servo.emergencies(milliseconds: 2) == [0], "well again, and longer is no harm")
    #expect(servo.state == 0x21)
  }

  @Test func synchronousTargetsWaitForSync() throws {
    let servo = try ServoBench()
    servo.write(0x1400, 1, 0x8000_0201, 4)
    servo.write(0x1400, 2, 1, 1)
    servo.write(0x1400, 1, 0x201, 4)
    servo.manage(1)
    servo.bench.send(0x201, [0x06, 0])
    servo.bench.run(milliseconds: 2)
    #expect(servo.state == 0x40)
    servo.bench.send(0x080, [])
    let told = servo.frames(0x181, milliseconds: 2)
    #expect(servo.state == 0x21)
    #expect(told.count == 1 && told[0][0] & 0x6F == 0x21, "what it says is newer than SYNC")
  }

  @Test func everyThirdSync() throws {
    let servo = try ServoBench()
    servo.write(0x1800, 2, 3, 1)
    servo.write(0x1801, 2, 0, 1)
    servo.manage(1)
    servo.bench.received = []
    for _ in 0..<9 {
      servo.bench.send(0x080, [])
      servo.bench.run(milliseconds: 2)
    }
    #expect(servo.heard(0x181).count == 3)
    #expect(servo.heard(0x281).count == 1, "type 0: when it changes")
    #expect(servo.heard(0x381).count == 9)
    servo.control(0x06)
    servo.bench.send(0x080, [])
    servo.bench.run(milliseconds: 2)
    #expect(servo.heard(0x281).count == 1)
  }

  @Test func syncWithACounter() throws {
    let servo = try ServoBench()
    servo.write(0x1019, 0, 10, 1)
    servo.manage(1)
    servo.bench.send(0x080, [])
    #expect(servo.emergencies(milliseconds: 2) == [0x8240])
    servo.bench.send(0x080, [1])
    #expect(servo.frames(0x181, milliseconds: 2).count == 1)
    #expect(servo.write(0x1005, 0, 0x4000_0080, 4) == .abort(0x0609_0030), "no producer")
    #expect(servo.write(0x1005, 0, 0x82, 4) == .value(0x82))
    servo.bench.send(0x082, [1])
    #expect(servo.frames(0x181, milliseconds: 2).count == 1)
  }

  @Test func eventsAreSentUnasked() throws {
    let servo = try ServoBench()
    servo.write(0x1800, 1, 0xC000_0181, 4)
    servo.write(0x1800, 2, 255, 1)
    servo.write(0x1800, 3, 100, 2)
    servo.write(0x1800, 5, 50, 2)
    servo.write(0x1800, 1, 0x4000_0181, 4)
    #expect(servo.write(0x1800, 3, 0, 2) == .abort(0x0800_0022), "while valid")
    servo.bench.received = []
    servo.manage(1, 20)
    #expect(servo.heard(0x181).count == 1, "at the start")
    servo.bench.send(0x201, [0x06, 0])
    let told = servo.frames(0x181, milliseconds: 15)
    #expect(told.count == 1 && told[0][0] & 0x6F == 0x21)
    #expect(servo.frames(0x181, milliseconds: 520).count == 10, "the event timer")
    // Two changes within the inhibit time of 10 ms: one message, and then the other.
    servo.bench.received = []
    servo.bench.send(0x201, [0x07, 0])
    servo.bench.run(milliseconds: 2)
    servo.bench.send(0x201, [0x06, 0])
    servo.bench.run(milliseconds: 2)
    #expect(servo.heard(0x181).count <= 1)
    servo.bench.run(milliseconds: 15)
    #expect(servo.heard(0x181).last.map { $0[0] & 0x6F } == 0x21)
  }

  /// A message of inputs and brake alone comes when they change, and not before.
  @Test func inputsAndBrakeAreToldWhenTheyChange() throws {
    var robot = ServoBench.oneServo()
    robot.joints[0].drive.canopen.hasBrake = true
    let servo = try ServoBench(node: 1, robot)
    servo.write(0x1802, 1, 0xC000_0381, 4)
    servo.write(0x1802, 2, 255, 1)
    servo.write(0x1A02, 0, 0, 1)
    servo.write(0x1A02, 1, 0x60FE_0120, 4)
    servo.write(0x1A02, 2, 0x60FD_0020, 4)
    #expect(servo.write(0x1A02, 0, 2, 1) == .value(2))
    servo.write(0x1802, 1, 0x4000_0381, 4)
    servo.bench.received = []
    servo.manage(1, 5)
    #expect(servo.heard(0x381) == [[1, 0, 0, 0, 0, 0, 0, 0]], "brake closed, no input")
    #expect(servo.frames(0x381, milliseconds: 50).isEmpty)
    servo.twin.mount(.safeTorqueOff, joint: 0, from: Position(-9), to: Position(9))
    #expect(servo.frames(0x381, milliseconds: 5).last == [1, 0, 0, 0, 8, 0, 0, 0])
    servo.twin.unmount(.safeTorqueOff, joint: 0)
    for word: UInt16 in [0x06, 0x07] { servo.control(word) }
    servo.bench.received = []
    servo.bench.send(0x201, [0x0F, 0])
    servo.bench.run(milliseconds: 5)
    #expect(servo.heard(0x381).last == [0, 0, 0, 0, 0, 0, 0, 0], "the brake is told to open")
  }

  @Test func aDeadlineThatPasses() throws {
    let servo = try ServoBench()
    servo.write(0x1402, 5, 30, 2)
    servo.enable(mode: 9)
    servo.bench.run(milliseconds: 100)
    #expect(servo.state == 0x27, "it begins with the first one")
    for _ in 0..<5 {
      servo.bench.send(0x401, [0x0F, 0, 0, 0, 0, 0])
      servo.bench.run(milliseconds: 20)
    }
    #expect(servo.state == 0x27)
    #expect(servo.emergencies(milliseconds: 60).contains(0x8250))
    #expect(servo.state == 0x08)
  }

  @Test func dummiesSkipBytes() throws {
    let servo = try ServoBench()
    servo.write(0x1400, 1, 0x8000_0201, 4)
    servo.write(0x1600, 0, 0, 1)
    servo.write(0x1600, 1, 0x0005_0008, 4)
    servo.write(0x1600, 2, 0x6040_0010, 4)
    #expect(servo.write(0x1600, 0, 2, 1) == .value(2))
    servo.write(0x1400, 1, 0x201, 4)
    servo.manage(1)
    servo.bench.send(0x201, [0x99, 0x06, 0])
    servo.bench.run(milliseconds: 1)
    #expect(servo.state == 0x21)
    servo.write(0x1800, 1, 0xC000_0181, 4)
    servo.write(0x1800, 0, 0, 1)
    servo.write(0x1A00, 0, 0, 1)
    #expect(servo.write(0x1A00, 1, 0x0005_0008, 4) == .abort(0x0602_0000), "none to send")
  }

  /// Two nodes on one bus: one SYNC, six answers; each has its own words.
  @Test func twoNodesHearOneSync() throws {
    var robot = ServoBench.oneServo()
    var second = robot.joints[0]
    second.drive.canopen.node = 2
    second.name = Label("second") ?? Label()
    robot.joints.append(second)
    let servo = try ServoBench(node: 1, robot)
    servo.bench.send(0, [1, 0])
    servo.bench.run(milliseconds: 1)
    servo.bench.send(0x080, [])
    servo.bench.received = []
    servo.bench.run(milliseconds: 3)
    let ids = servo.bench.received.filter { !$0.has(CANFrame.confirmed) }.map(\.id)
    #expect(ids == [0x181, 0x182, 0x281, 0x282, 0x381, 0x382], "by arbitration")
  }

  /// A node listens to its neighbour's heartbeat.
  @Test func aNodeMissesItsNeighbour() throws {
    var robot = ServoBench.oneServo()
    var second = robot.joints[0]
    second.drive.canopen.node = 2
    second.name = Label("second") ?? Label()
    robot.joints.append(second)
    let servo = try ServoBench(node: 1, robot)
    servo.write(0x1016, 1, 0x02_0064, 4)
    servo.bench.send(0x602, [0x2B, 0x17, 0x10, 0, 20, 0, 0, 0])
    servo.enable(mode: 8)
    servo.bench.run(milliseconds: 300)
    #expect(servo.state == 0x27)
    servo.twin.silence(drive: 1)
    #expect(servo.emergencies(milliseconds: 150).contains(0x8130))
    #expect(servo.state == 0x08)
  }

  @Test func nothingIsAllocated() throws {
    let twin = try Twin(configuration: ServoBench.oneServo())
    var pair = try CANBus.pair()
    twin.attach(bus: 0, port: pair.right.port)
    var now = Instant(nanoseconds: 0)
    var batch = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
    var commands = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
    commands.append(CANFrame(id: 0x080, length: 0))
    var target = CANFrame(id: 0x401, length: 6)
    target.data[0] = 0x0F
    commands.append(target)
    var start = CANFrame(id: 0, length: 2)
    start.data[0] = 1
    commands.append(start)
    // An upload and a download.
    var request = CANFrame(id: 0x601)
    request.data[0] = 0x40
    request.putUInt16(0x6041, at: 1)
    commands.append(request)
    request.data[0] = 0x2B
    request.putUInt16(0x6066, at: 1)
    commands.append(request)
    twin.advance(to: now)
    var sent: Int32 = 0
    for step in 0..<510 {
      if step == 10 { malloc_probe_reset() }
      sent = pair.left.send(commands)
      now = now + Interval(milliseconds: 2)
      twin.advance(to: now)
      batch.removeAll()
      _ = pair.left.receive(into: &batch)
    }
    let count = malloc_probe_count()
    #expect(sent == 5 && batch.count >= 9)
    if malloc_probe_active() { #expect(count == 0) }
  }
}
