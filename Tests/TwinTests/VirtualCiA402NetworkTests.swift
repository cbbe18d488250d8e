import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// The node without its motor: network management, heartbeats, emergencies, SDO in every phase.
@Suite struct VirtualCiA402NetworkTests {
  @Test func bootsWithItsBootUpMessageFirst() throws {
    let bench = try Bench(ServoBench.oneServo())
    bench.run(milliseconds: 5)
    #expect(bench.received.map(\.id) == [0x701])
    #expect(bench.received.map(bytes) == [[0]])
  }

  @Test func networkStates() throws {
    let servo = try ServoBench()
    servo.write(0x1017, 0, 10, 2)
    #expect(Set(servo.frames(0x701, milliseconds: 50)) == [[0x7F]])
    servo.manage(0x01)
    #expect(Set(servo.frames(0x701, milliseconds: 50)) == [[0x05]])
    servo.manage(0x02)
    #expect(Set(servo.frames(0x701, milliseconds: 50)) == [[0x04]])
    #expect(servo.read(0x1000) == .silence, "stopped: no SDO")
    servo.manage(0x80)
    #expect(servo.read(0x1000) == .value(0x0002_0192))
    // Another node's command, and one with a byte too many.
    servo.bench.send(0, [0x02, 9])
    servo.bench.send(0, [0x02, 1, 0])
    servo.bench.run(milliseconds: 2)
    #expect(servo.read(0x1000) == .value(0x0002_0192))
    servo.bench.send(0, [0x02, 0])
    servo.bench.run(milliseconds: 2)
    #expect(servo.read(0x1000) == .silence, "all nodes")
  }

  @Test func heartbeatKeepsItsPeriod() throws {
    let servo = try ServoBench()
    servo.write(0x1017, 0, 20, 2)
    servo.bench.received = []
    servo.bench.run(milliseconds: 400)
    let stamps = servo.bench.received.filter { $0.id == 0x701 }.map(\.stamp)
    #expect(stamps.count == 20)
    for (earlier, later) in zip(stamps, stamps.dropFirst()) {
      #expect(abs(later - earlier - 20_000_000) < 300_000)
    }
  }

  @Test func resetsBootAnew() throws {
    let servo = try ServoBench()
    servo.write(0x1017, 0, 100, 2)
    servo.write(0x6081, 0, 4_321, 4)
    servo.manage(0x82)
    #expect(servo.frames(0x701, milliseconds: 70).first == [0])
    #expect(servo.read(0x1017) == .value(0))
    #expect(servo.read(0x6081) == .value(4_321), "the drive's objects stay")
    servo.manage(0x81)
    #expect(servo.frames(0x701, milliseconds: 70).first == [0])
    #expect(servo.read(0x6081) != .value(4_321))
  }

  @Test func storeAndRestore() throws {
    let servo = try ServoBench()
    servo.write(0x6081, 0, 4_321, 4)
    servo.write(0x607A, 0, 55, 4)
    #expect(servo.write(0x1010, 1, 0x6576_6173, 4) == .value(0x6576_6173))
    servo.twin.reboot(drive: 0)
    servo.bench.run(milliseconds: 150)
    #expect(servo.read(0x6081) == .value(4_321))
    #expect(servo.read(0x607A) == .value(0), "a target is not stored")
    #expect(servo.write(0x1011, 1, 1, 4) == .abort(0x0800_0020))
    servo.write(0x1011, 1, 0x6461_6F6C, 4)
    #expect(servo.read(0x6081) == .value(4_321), "until the reset")
    servo.manage(0x81, 70)
    #expect(servo.read(0x6081) != .value(4_321))
    servo.enable(mode: 8)
    #expect(servo.write(0x1010, 1, 0x6576_6173, 4) == .abort(0x0800_0022), "under torque")
  }

  @Test func nodeGuardingIsRefusedWithSilence() throws {
    let servo = try ServoBench()
    #expect(servo.bench.ask(0x701, [], flags: CANFrame.remote).isEmpty)
    #expect(servo.read(0x100C) == .abort(0x0602_0000))
    servo.manage(1)
    #expect(servo.bench.ask(0x181, [], flags: CANFrame.remote).isEmpty)
  }

  @Test func heartbeatLossStopsTheDrive() throws {
    let servo = try ServoBench()
    #expect(servo.write(0x1016, 1, 0x7F_0032, 4) == .value(0x7F_0032))
    #expect(servo.write(0x1016, 2, 0x7F_0064, 4) == .abort(0x0604_0043), "the same node twice")
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 20_000, 4)
    servo.bench.run(milliseconds: 200)
    #expect(servo.state == 0x27, "nobody is missed before the first heartbeat")
    for _ in 0..<5 {
      servo.bench.send(0x77F, [5])
      servo.bench.run(milliseconds: 40)
    }
    #expect(servo.twin.jointTruth(0).velocity.value > 1)
    let told = servo.frames(0x81, milliseconds: 60)
    #expect(told.map(ServoBench.code).contains(0x8130))
    #expect(told.first?[2] == 0x11, "error register: communication")
    servo.bench.run(milliseconds: 100)
    #expect(servo.state == 0x08)
    #expect(servo.read(0x603F) == .value(0x8130))
    #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.05)
    #expect(servo.twin.driveFault(0) == .communicationLost)
    // 1029:1 is 0: it went to pre-operational.
    servo.write(0x1017, 0, 10, 2)
    #expect(servo.frames(0x701, milliseconds: 15).last == [0x7F])
    servo.bench.send(0x77F, [5])
    servo.control(0x80)
    #expect(servo.state == 0x40)
  }

  @Test(arguments: [(0, 0x27), (2, 0x40), (3, 0x40)] as [(Int64, UInt16)])
  func whatALostMasterMeans(option: Int64, state: UInt16) throws {
    let servo = try ServoBench()
    servo.write(0x6007, 0, option, 2)
    servo.write(0x1029, 1, 1, 1)
    servo.write(0x1016, 1, 0x7F_0032, 4)
    servo.enable(mode: 8)
    servo.bench.send(0x77F, [5])
    servo.bench.run(milliseconds: 200)
    #expect(servo.state == state)
  }

  @Test func aDefectiveDriveIgnoresTheLoss() throws {
    var options = TwinOptions()
    options.ignoresDriveTimeout = true
    let servo = try ServoBench(node: 1, ServoBench.oneServo(), options)
    servo.write(0x1016, 1, 0x7F_0032, 4)
    servo.enable(mode: 8)
    servo.bench.send(0x77F, [5])
    servo.bench.run(milliseconds: 300)
    #expect(servo.state == 0x27)
    #expect(servo.read(0x1016, 1) == .value(0x7F_0032))
  }

  @Test func emergenciesHaveAHistory() throws {
    let servo = try ServoBench()
    servo.twin.fail(drive: 0, .overCurrent)
    let first = servo.frames(0x81, milliseconds: 5)
    #expect(first == [[0x10, 0x23, 0x03, 0, 0, 0, 0, 0]])
    #expect(servo.read(0x1001) == .value(3))
    #expect(servo.read(0x1003) == .value(1))
    #expect(servo.read(0x1003, 1) == .value(0x2310))
    servo.bench.received = []
    servo.control(0x80)
    servo.bench.run(milliseconds: 2)
    #expect(servo.heard(0x81).isEmpty || servo.heard(0x81) == [[0, 0, 0, 0, 0, 0, 0, 0]])
    #expect(servo.read(0x1001) == .value(0))
    servo.twin.fail(drive: 0, .encoder)
    servo.bench.run(milliseconds: 3)
    #expect(servo.read(0x1003) == .value(2))
    #expect(servo.read(0x1003, 1) == .value(0x7305), "the newest first")
    #expect(servo.write(0x1003, 0, 1, 1) == .abort(0x0609_0030))
    servo.write(0x1003, 0, 0, 1)
    #expect(servo.read(0x1003) == .value(0))
    #expect(servo.read(0x1003, 1) == .value(0))
  }

  @Test func emergenciesWaitForTheInhibitTime() throws {
    let servo = try ServoBench()
    servo.write(0x1015, 0, 200, 2)
    servo.twin.fail(drive: 0, .overCurrent)
    servo.bench.run(milliseconds: 1)
    #expect(servo.heard(0x81).count == 1)
    servo.control(0x80)
    #expect(servo.emergencies(milliseconds: 10).isEmpty, "20 ms after the last")
    #expect(servo.emergencies(milliseconds: 15) == [0])
    servo.write(0x1014, 0, 0x8000_0081, 4)
    servo.twin.fail(drive: 0, .overCurrent)
    #expect(servo.emergencies(milliseconds: 50).isEmpty, "switched off")
  }

  @Test func masterThatRepeatsFaultsFillsNoMoreThanTheRoom() throws {
    let servo = try ServoBench()
    servo.write(0x1015, 0, 1_000, 2)
    for _ in 0..<40 {
      servo.twin.fail(drive: 0, .overCurrent)
      servo.bench.run(milliseconds: 1)
      servo.control(0x00)
      servo.control(0x80)
    }
    #expect(servo.read(0x1003) == .value(8))
    #expect(servo.emergencies(milliseconds: 1_500).count <= 9)
  }
}
