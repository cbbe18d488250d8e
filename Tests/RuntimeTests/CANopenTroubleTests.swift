import Cycle
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units
import Wire
import Wording

/// Two CANopen axes in motion, and what can go wrong with their nodes: the right card, and no
/// torque that was not asked for.
@Suite struct CANopenTroubleTests {
  private func moving() throws -> CycleBench {
    let robot = try CycleBench(of: "canopen-axis-bench")
    let isMoving = robot.sweep()
    #expect(isMoving, "\(robot.cycle.fault)")
    return robot
  }

  /// Latched, without torque, and without torque for a second more.
  private func endsOff(_ robot: CycleBench) -> Bool {
    guard robot.run(until: .latched) else { return false }
    for _ in 0..<500 {
      robot.step()
      if !robot.powered.isEmpty { return false }
    }
    return true
  }

  private func cards(_ robot: CycleBench) -> [String] {
    robot.cycle.body.faultLog.indices.map {
      robot.cycle.body.faultLog[$0].fault.sentence(in: robot.configuration)
    }
  }

  @Test func aNodeThatIsResetInMidMotion() throws {
    let robot = try moving()
    var reset = CANFrame(id: 0, length: 2)
    reset.data[0] = 0x81
    reset.data[1] = 1
    robot.intrude(reset)
    let isOff = endsOff(robot)
    #expect(isOff && cards(robot).contains { $0.contains("turn") && $0.contains("restarted") })
    // Nothing of it is left: it is set up again before it gets torque.
    let isReset = robot.reset()
    #expect(isReset && robot.powered.isEmpty, "\(cards(robot))")
  }

  /// Another master maps the target velocity where our target position goes.
  @Test func aNodeThatGetsAnotherMappingInMidMotion() throws {
    let robot = try moving()
    let writes: [(UInt32, UInt8, UInt32)] = [
      (0x1400_01, 0x23, 0x8000_0201), (0x1600_00, 0x2F, 0), (0x1600_02, 0x23, 0x60FF_0020),
      (0x1600_00, 0x2F, 3), (0x1400_01, 0x23, 0x0000_0201),
    ]
    for (object, command, value) in writes {
      var frame = CANFrame(id: 0x601)
      frame.data[0] = command
      frame.putUInt16(UInt16(object >> 8), at: 1)
      frame.data[3] = UInt8(object & 0xFF)
      frame.putUInt32(value, at: 4)
      robot.intrude(frame)
      robot.step()
    }
    let isOff = endsOff(robot)
    #expect(isOff)
    let found = robot.faults.first
    #expect(found == .foreignCommander || found == .driveFault, "\(cards(robot))")
  }

  @Test func emergenciesThatStormAreReadAndTheRobotGoesOn() throws {
    let robot = try moving()
    for cycle in 0..<500 {
      for count in 0..<20 {
        var frame = CANFrame(id: 0x081)
        frame.putUInt16(UInt16(0xFF00 + count), at: 0)
        frame.data[2] = UInt8(cycle & 0x7F) | 1
        robot.forge(frame)
      }
      robot.step()
    }
    #expect(robot.faults.isEmpty && robot.phase == .moving, "\(cards(robot))")
    // More than can be read is a bus that is flooded, whoever floods it.
    for _ in 0..<200 where robot.phase == .moving {
      for _ in 0..<200 {
        var frame = CANFrame(id: 0x081)
        frame.putUInt16(0x8110, at: 0)
        robot.forge(frame)
      }
      robot.step()
    }
    #expect(robot.faults.first == .busFlooded, "\(cards(robot))")
  }

  @Test func twoNodesWithOneIdAnswerTwice() throws {
    let robot = try moving()
    robot.doubled = 1
    let isOff = endsOff(robot)
    #expect(isOff && robot.faults.contains(.doubleAnswers), "\(cards(robot))")
  }

  /// Its process data goes on; its own watch over itself, its heartbeat, does not.
  @Test func aNodeThatLosesItsHeartbeat() throws {
    let robot = try moving()
    robot.lostIDs = [0x702]
    let isOff = endsOff(robot)
    #expect(isOff)
    let first = cards(robot).first ?? ""
    #expect(first.contains("lift") && first.contains("communication lost"), "\(cards(robot))")
  }

  /// Its texts are read before it is armed: in segments, or in blocks.
  @Test(arguments: [false, true]) func whatNodesCallThemselves(_ offersBlocks: Bool) throws {
    func bench(_ name: String) throws -> CycleBench {
      try CycleBench(
        of: "canopen-axis-bench",
        adjust: { robot in
          for joint in 0..<2 { robot.joints[joint].drive.canopen.offersBlocks = offersBlocks }
          robot.joints[1].drive.canopen.name = Label(name) ?? Label()
        }, twinAdjust: { $0.joints[1].drive.canopen.name = Label("Lifting servo 7") ?? Label() })
    }
    let robot = try bench("Lifting servo 7")
    let holds = robot.arm()
    #expect(holds && robot.faults.isEmpty, "\(robot.cycle.fault)")
    let names = robot.events.filter { $0.code == .named }.map {
      "\($0.subject) \($0.detail) " + PackedText.text($0.value) + PackedText.text($0.limit)
    }
    #expect(names.sorted() == ["0 4104 Virtual serv", "0 4106 1.0", "1 4106 1.0"])
    let other = try bench("Lifting servo 8")
    let isArmed = other.arm()
    #expect(!isArmed && other.faults == [.configurationMismatch] && other.powered.isEmpty)
    #expect(
      cards(other).first?.hasSuffix(
        "device name (object 0x1008) reads 'o 7' from character 13 on; the profile says 'o 8'.")
        == true, "\(cards(other))")
  }

  @Test func aNodeThatIsStoppedBySomebodyElse() throws {
    let robot = try moving()
    var stop = CANFrame(id: 0, length: 2)
    stop.data[0] = 0x02
    stop.data[1] = 2
    robot.intrude(stop)
    let isOff = endsOff(robot)
    #expect(isOff && !robot.faults.isEmpty)
    #expect(cards(robot).contains { $0.contains("lift") }, "\(cards(robot))")
  }
}
