import RobotCore

/// The keys of a drive model of family cia402: what its objects (CiA 301 and CiA 402) are to hold.
enum CANopenFacts {
  static let modes: KeyValuePairs<String, DriveMode> = [
    "profile_position": .profilePosition, "cyclic_position": .cyclicPosition,
    "cyclic_velocity": .cyclicVelocity, "cyclic_torque": .cyclicTorque,
  ]
  /// 605A and 605E. The quick stops that stay under torque (5…8) are left out: a stop that asks
  /// for no torque must end without.
  static let ramps: KeyValuePairs<String, Int8> = [
    "off": 0, "slow_ramp": 1, "quick_ramp": 2, "current_limit": 3, "voltage_limit": 4,
  ]
  /// 6007. 0, nothing at all, is left out: it would leave the drive without a time-out.
  static let aborts: KeyValuePairs<String, Int8> = [
    "fault": 1, "disable_voltage": 2, "quick_stop": 3,
  ]

  private static func identity(_ key: String, _ subindex: Int, _ what: String) -> Fact {
    Fact(
      key, .integer(0x1...Int(UInt32.max), isHex: true, or: "any"),
      "\(what) that it must have (1018:\(subindex)).", .core("identity at arming"),
      .byDefault("any"))
  }
  static let vendor = identity("vendor", 1, "Vendor's number")
  static let product = identity("product", 2, "Product code")
  static let revision = identity("revision", 3, "Revision")
  static let name = Fact(
    "name", .text("what its object 1008 says", longest: 47), "Name that it must say (1008).",
    .core("identity at arming"), .optional("any; what it says goes into the log"))
  static let software = Fact(
    "software", .text("what its object 100A says", longest: 47),
    "Version of its software that it must say (100A).", .core("identity at arming"),
    .optional("any; what it says goes into the log"))
  static let blocks = Fact(
    "block_transfer", .flag, "Its object server knows block transfers: texts are read in blocks.",
    .core("identity at arming"), .byDefault("false"))
  static let sheet = Fact(
    "eds", .text("an EDS or DCF beside the drive's file, such as 'servo.eds'"),
    "Data sheet that this file is held against.",
    .reading("identity, mode and objects of the data sheet must fit"),
    .optional("nothing is held against a data sheet"))
  static let counts = Fact(
    "counts_per_turn", .number(.range(1, 2_147_483_647)),
    "Counts of position (6064, 607A) per turn at its output.", .core("frames"))
  static let velocityUnits = Fact(
    "velocity_units", .number(.range(1e-3, 2_147_483_647)),
    "Units of velocity (606C, 60FF) per turn and second.", .core("frames"),
    .derived("counts_per_turn: counts per second"))
  static let ratedTorque = Fact(
    "rated_torque", .quantity([.torque], .upTo(10_000)),
    "Torque behind 1000 thousandths (6076); the drive's own is read at arming.", .core("frames"))
  static let ratedCurrent = Fact(
    "rated_current", .quantity([.current], .upTo(10_000)),
    "Current behind 1000 thousandths (6075); with it motor.peak_current becomes its limit (6073).",
    .core("read-back and current limit at arming"), .optional("its current limit is left alone"))
  static let mode = Fact(
    "mode", .choice(modes.map(\.key)), "How set-points are given (6060).", .core("frames"),
    .byDefault("cyclic_position"))
  static let synchronous = Fact(
    "synchronous", .flag,
    "Process data passes with SYNC, else by the drive's own timer; the same for all of a bus.",
    .core("SYNC, process data"), .byDefault("true"))
  static let torqueOffset = Fact(
    "torque_offset", .flag,
    "It takes a torque (60B2) beside position or velocity: the feed-forward.", .core("frames"),
    .byDefault("true"))
  static let heartbeat = Fact(
    "heartbeat", .quantity([.time], .range(0.01, 10)), "How often it says that it lives (1017).",
    .core("watch over the drive"), .byDefault("50 ms"))
  static let masterHeartbeat = Fact(
    "master_heartbeat", .quantity([.time], .range(0.005, 1)),
    "How often we say that we live; its time-out (1016) is timing.drive_timeout.",
    .core("heartbeats"), .byDefault("20 ms"))
  static let master = Fact(
    "master", .integer(1...127), "Node id under which we say so; no drive's.",
    .core("heartbeats"), .byDefault("127"))
  static let quickStop = Fact(
    "quick_stop", .choice(ramps.map(\.key)), "How it stops in a quick stop (605A).",
    .core("written at arming"), .byDefault("quick_ramp"))
  static let faultReaction = Fact(
    "fault_reaction", .choice(ramps.map(\.key)), "How it stops in a fault (605E).",
    .core("written at arming"), .byDefault("quick_ramp"))
  static let abortConnection = Fact(
    "abort_connection", .choice(aborts.map(\.key)),
    "What it does when our heartbeat stays away (6007).", .core("written at arming"),
    .byDefault("fault"))
  static let window = Fact(
    "following_error_window", .quantity([.angle], .upTo(100)),
    "Distance from its set-point at which it stops itself (6065).", .core("written at arming"),
    .optional("its own is left alone"))
  static let windowTime = Fact(
    "following_error_time", .quantity([.time], .range(0.001, 2)),
    "How long that distance may last (6066).", .core("written at arming"), .byDefault("20 ms"))
  static let speedLimit = Fact(
    "speed_limit", .quantity([.angularVelocity], .positive),
    "Largest speed that it allows itself (6080, 6081).", .core("written at arming"),
    .optional("its own is left alone"))
  static let acceleration = Fact(
    "acceleration", .quantity([.angularAcceleration], .positive),
    "Acceleration of profiles and of the quick stop (6083, 6084, 6085).",
    .core("written at arming"), .optional("its own is left alone"))
  static let brakeOutput = Fact(
    "brake_output", .flag,
    "It works the holding brake of a joint with loading 'braked' by itself (60FE:1, bit 0).",
    .core("state of the brake"), .byDefault("false"))
  static let safeTorqueOff = Fact(
    "sto_input", .flag, "It shows its STO input (60FD, bit 3).", .core("state of the input"),
    .byDefault("false"))

  // MARK: homing

  static let method = Fact(
    "method", .integer(1...37), "Number of the method (6098).", .core("written at arming"))
  static let homingSpeed = Fact(
    "speed", .quantity([.angularVelocity], .positive), "Towards the switch or stop (6099:1).",
    .core("written at arming"))
  static let creep = Fact(
    "creep", .quantity([.angularVelocity], .positive), "Back to the edge or index (6099:2).",
    .core("written at arming"))
  static let homingAcceleration = Fact(
    "acceleration", .quantity([.angularAcceleration], .positive), "Acceleration of both (609A).",
    .core("written at arming"))
  static let homingOffset = Fact(
    "offset", .quantity([.angle], .any), "What it calls its home position (607C).",
    .core("written at arming"), .byDefault("0 rad"))
  static let homing = Fact(
    "homing",
    .group(
      FactGroup("drive.homing", [method, homingSpeed, creep, homingAcceleration, homingOffset])),
    "How it finds its zero by itself, for joints with 'homing: {to: drive}'.", .below,
    .optional("it is not homed"))

  static let group = FactGroup(
    "drive.canopen",
    [
      vendor, product, revision, name, software, blocks, sheet, counts, velocityUnits, ratedTorque,
      ratedCurrent, mode,
      synchronous, torqueOffset, heartbeat, masterHeartbeat, master, quickStop, faultReaction,
      abortConnection, window, windowTime, speedLimit, acceleration, brakeOutput, safeTorqueOff,
      homing,
    ])
}
