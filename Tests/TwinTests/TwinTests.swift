import CMallocProbe
import DeviceIO
import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

@Suite struct TwinTests {
  private func hash(seed: UInt64, noise: Double) throws -> UInt64 {
    var robot = Sample.chain()
    for joint in robot.joints.indices { robot.joints[joint].plant.encoderNoise = noise }
    var options = TwinOptions()
    options.seed = seed
    let bench = try Bench(robot, options)
    for id in 1...8 { bench.send(UInt32(id), enable) }
    bench.run(milliseconds: 3)
    for _ in 0..<100 {
      for id in 1...8 { bench.send(UInt32(id), goToOne) }
      bench.run(milliseconds: 5)
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for frame in bench.received {
      for byte in bytes(frame) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ UInt64(bitPattern: frame.stamp)) &* 0x100_0000_01B3
    }
    return hash
  }

  @Test func sameSeedSameBytes() throws {
    let first = try hash(seed: 7, noise: 1e-4)
    #expect(try hash(seed: 7, noise: 1e-4) == first)
    #expect(try hash(seed: 8, noise: 1e-4) != first)
  }

  @Test func advanceAllocatesNothing() throws {
    let twin = try Twin(configuration: Sample.chain())
    var pair = try CANBus.pair()
    twin.attach(bus: 0, port: pair.right.port)
    var now = Instant(nanoseconds: 0)
    var batch = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
    var commands = FixedList<CANFrame, 128>(repeating: CANFrame(id: 0), count: 0)
    for id in 1...8 {
      var frame = CANFrame(id: UInt32(id), flags: CANFrame.fd | CANFrame.bitRateSwitch)
      for index in 0..<8 { frame.data[index] = enable[index] }
      commands.append(frame)
    }
    twin.advance(to: now)
    var sent: Int32 = 0
    for step in 0..<1_010 {
      // The first steps make the Swift runtime build its metadata, unless another test has before.
      if step == 10 { malloc_probe_reset() }
      sent = pair.left.send(commands)
      now = now + Interval(milliseconds: 1)
      twin.advance(to: now)
      batch.removeAll()
      _ = pair.left.receive(into: &batch)
    }
    let count = malloc_probe_count()
    #expect(sent == 8)
    #expect(batch.count >= 15)
    if malloc_probe_active() { #expect(count == 0) }
  }

  /// The same fall at 1 kHz and at the bench's 100 Hz: long periods are divided.
  @Test func slowCyclesKeepThePhysics() throws {
    var slow = TwinOptions()
    slow.period = Interval(milliseconds: 10)
    let fine = try Bench(Sample.pendulum())
    let coarse = try Bench(Sample.pendulum(), slow)
    fine.run(milliseconds: 200)
    coarse.run(milliseconds: 200)
    let difference =
      fine.twin.jointTruth(0).position.value - coarse.twin.jointTruth(0).position.value
    #expect(abs(difference) < 1e-9)
  }

  @Test func supplyAndLines() throws {
    let bench = try Bench(Sample.pendulum())
    #expect(abs(bench.twin.inputs.supplyVoltage.value - 24) < 0.01)
    #expect(!bench.twin.inputs.isEmergencyStopOpen)
    bench.twin.press(line: 1)
    #expect(bench.twin.inputs.emergencyStopOpen[1] && bench.twin.inputs.isEmergencyStopOpen)
    bench.twin.release(line: 1)
    #expect(!bench.twin.inputs.isEmergencyStopOpen)
    _ = bench.ask(0x001, enable)
    bench.twin.cutSupply()
    bench.run(milliseconds: 100)
    #expect(bench.twin.inputs.supplyVoltage.value < 1)
    bench.twin.restoreSupply()
    bench.run(milliseconds: 200)
    #expect(bench.ask(0x7FF, refresh).map { $0.data[0] } == [0x01], "a restart does not enable")
    #expect(abs(bench.twin.inputs.supplyVoltage.value - 24) < 0.01)
  }

  @Test func refusals() throws {
    var robot = Sample.pendulum()
    robot.bodies[0].mass = .nan
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.pendulum()
    robot.bodies[0].centreOfMass = [.infinity, 0, 0]
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.pendulum()
    robot.bodies[0].inertiaDiagonal = [1, 0.001, 0.001]
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.pendulum()
    robot.bodies[0].joint = 5
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.oneDrive()
    robot.joints[0].drive.bus = 3
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.oneDrive()
    robot.joints[0].plant.reflectedInertia = 0
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
    robot = Sample.oneDrive()
    robot.timing.period = .zero
    #expect(throws: TwinError.self) { try Twin(configuration: robot) }
  }

  @Test func timeNeverGoesBack() throws {
    let bench = try Bench(Sample.pendulum())
    bench.run(milliseconds: 10)
    let before = bench.twin.jointTruth(0).position.value
    bench.twin.advance(to: bench.now - Interval(milliseconds: 5))
    #expect(bench.twin.jointTruth(0).position.value == before)
  }
}
