import Console
import FlightDeck
import RobotCore
import Safety

/// States to look at, without a robot.
enum Samples {
  /// The default robot holding its pose: seven joints and a gripper on one CAN FD bus.
  static func arm() -> ConsoleState {
    var state = ConsoleState()
    state.robot = "openarm-right"
    state.world = .twin
    state.processID = 4_711
    state.uptime = 83.25
    for index in 1...7 { state.joints.append(joint("openarm_right_joint\(index)", index)) }
    var gripper = joint("openarm_right_finger_joint1", 8)
    gripper.isLinear = true
    (gripper.position, gripper.lower, gripper.upper) = (0.021, 0, 0.044)
    gripper.effort = 3.5
    state.joints.append(gripper)
    var bus = ConsoleState.Bus()
    (bus.name, bus.isFD, bus.load) = ("arm", true, 0.78)
    (bus.sent, bus.received, bus.confirmed, bus.inFlight) = (666_000, 665_992, 665_992, 8)
    state.buses = [bus]
    state.timing = timing()
    state.safety.phase = .holding
    state.safety.emergencyStopLines = 2
    state.safety.leaseHolder = 4_800
    state.safety.counts = [
      count("command time-out", 0, nil, ""),
      count("following error", 0, 0.71, "71 % left (openarm_right_joint2 0.029 of 0.100 rad)"),
      count("position limit", 0, 0.082, "8 % left (openarm_right_joint4 1.861 of 2.040 rad)"),
      count("speed limit", 2, 0.44, "44 % left (openarm_right_joint1 -1.848 of 3.300 rad/s)"),
    ]
    var supply = ConsoleState.Supply()
    (supply.voltage, supply.current, supply.age) = (24.12, 1.84, 0.1)
    state.safety.supply = supply
    state.motions = ["sweep", "wave", "rest"]
    state.events = [
      .init(time: 0, text: "Run started, process 4711."),
      .init(time: 0.412, text: "Phase: disarmed (was latched)."),
      .init(time: 0.913, text: "Phase: holding (was arming)."),
      .init(time: 80.5, text: "A cycle overran by 212.0 µs, most of it in send.", weight: .caution),
    ]
    return state
  }

  /// The same after a stop.
  static func stopped() -> ConsoleState {
    var state = arm()
    state.safety.phase = .latched
    state.safety.stopKind = .controlledDescent
    state.safety.fault =
      "Joint openarm_right_joint4 (DM-J4340, id 0x04, bus arm) has been silent for 31.4 ms; the "
      + "limit is 10.0 ms."
    state.safety.nextStep =
      "Check supply, cable and id of this drive (sinew doctor), then sinew reset."
    state.joints[3].isFresh = false
    state.joints[3].silence = 31_400
    state.buses[0].state = .passive
    state.buses[0].transmitErrors = 128
    state.events.append(
      .init(time: 83.2, text: "Fault: " + (state.safety.fault ?? ""), weight: .alarm))
    return state
  }

  /// 64 joints on eight buses, with names as long as a profile allows.
  static func many() -> ConsoleState {
    var state = arm()
    state.robot = "a-robot-whose-name-needs-every-byte-of-its-label"
    state.joints = (1...64).map { index in
      joint("humanoid_left_lower_extremity_assembly_joint_\(index)", index)
    }
    state.buses = (1...8).map { index in
      var bus = ConsoleState.Bus()
      bus.name = "extremity-bus-\(index)"
      bus.sent = UInt64(index) * 1_234_567_890_123
      bus.load = Double(index) * 0.15
      return bus
    }
    return state
  }

  /// Numbers that are none, and a joint never heard.
  static func broken() -> ConsoleState {
    var state = arm()
    state.joints[0].position = .nan
    state.joints[0].velocity = .infinity
    state.joints[0].effort = -.infinity
    state.joints[0].motorTemperature = .nan
    state.joints[1].position = 1e300
    state.joints[1].isReferenced = false
    state.joints[2].position = 99
    state.joints[2].limitedBy = .position
    state.joints[3].isKnown = false
    state.joints[4].status = .fault
    state.joints[4].driveFault = .motorOverTemperature
    (state.joints[5].lower, state.joints[5].upper) = (1, -1)
    state.joints[6].name = "evil\u{1B}[2J\nname"
    state.joints[7].name = "関節八番目の長い名前"
    state.buses[0].load = .nan
    state.safety.supply?.voltage = .nan
    state.safety.supply?.age = .infinity
    state.timing.rate = .nan
    state.timing.period = 0
    state.uptime = .nan
    state.events.append(.init(time: .nan, text: ""))
    return state
  }

  private static func joint(_ name: String, _ index: Int) -> ConsoleState.Joint {
    var joint = ConsoleState.Joint()
    let share = Double((index * 5) % 9) / 8
    joint.name = name
    (joint.lower, joint.upper) = (-1.5 - Double(index) / 10, 2)
    joint.position = joint.lower + (joint.upper - joint.lower) * share
    joint.velocity = Float(index) * 0.031 - 0.1
    joint.effort = 6.5 - Float(index)
    (joint.driverTemperature, joint.motorTemperature) = (31 + Float(index), 40 + Float(index))
    (joint.velocityLimit, joint.effortLimit) = (3, 20)
    joint.temperatureLimits = JointRow.temperatures.map { $0.limit == nil ? 0 : 90 }
    joint.status = .enabled
    joint.isKnown = true
    joint.isReferenced = true
    joint.isFresh = true
    return joint
  }

  private static func count(
    _ name: String, _ acted: UInt64, _ left: Double?, _ nearest: String
  ) -> ConsoleState.Count {
    var count = ConsoleState.Count()
    (count.name, count.acted, count.left, count.nearest) = (name, acted, left, nearest)
    return count
  }

  private static func timing() -> ConsoleState.Timing {
    var timing = ConsoleState.Timing()
    timing.rate = 1_000.2
    (timing.cycles, timing.overruns) = (83_250, 1)
    timing.lateness = distribution([13: 40_000, 14: 43_000, 15: 240, 16: 9, 18: 1], 9_300)
    timing.compute = distribution([12: 3_000, 13: 80_100, 14: 150], 6_100)
    return timing
  }

  private static func distribution(
    _ octaves: [Int: UInt64], _ p50: Int64
  ) -> ConsoleState.Distribution {
    var result = ConsoleState.Distribution()
    result.total = octaves.values.reduce(0, +)
    result.octaves = (0..<40).map { octaves[$0] ?? 0 }
    (result.p50, result.p99, result.p999, result.maximum) = (p50, p50 * 2, p50 * 5, p50 * 22)
    return result
  }
}
