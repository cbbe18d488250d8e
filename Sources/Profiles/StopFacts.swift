import RobotCore

/// The keys of `safety.yaml`.
enum StopFacts {
  /// Share of a velocity limit up to which a joint can be said to stand still. A joint at more than
  /// a tenth of its speed moves: a stop confirmed there would be no stop.
  static let mostStandstill = 0.1
  /// s; a stop that has not ended after a minute does not work.
  static let longestStop = 60.0

  static let schema = Fact(
    "schema", .constant("sinew-safety/1"), "What kind of file this is.",
    .reading("a file of another kind is refused"))
  static let gravity = Fact(
    "gravity",
    .list(
      Fact(
        "*", .quantity([.gravity], .range(-30, 30)), "One component.",
        .core("gravity compensation, the twin")), count: 3...3),
    "Gravity in the URDF's root frame: x, y, z.", .below)
  static let armingRamp = Fact(
    "arming_ramp", .quantity([.time], .range(0.2, 10)),
    "Time in which stiffness goes from 0 to its value.", .core("arming"), .byDefault("300 ms"))
  static let standstill = Fact(
    "standstill", .quantity([.share], .upTo(mostStandstill)),
    "Share of each joint's velocity up to which it stands still.", .core("evidence of a stop"),
    .byDefault("2 %"))
  // Slower than a hundredth an arm is on its way down for minutes, and never within stop_timeout.
  static let descentSpeed = Fact(
    "descent_speed", .quantity([.share], .range(0.01, 1)),
    "Share of each joint's velocity on the way to the rest pose.", .core("descent"),
    .byDefault("20 %"))
  static let dampedTime = Fact(
    "damped_time", .quantity([.time], .range(0, 10)),
    "Time in the damped phase before torque goes off.", .core("stops"), .byDefault("500 ms"))
  // No arm comes to rest in less than 100 ms, and what is to follow then is more severe.
  static let stopTimeout = Fact(
    "stop_timeout", .quantity([.time], .range(0.1, longestStop)),
    "Longest time of a stop before the next more severe one.", .core("stops"), .byDefault("5 s"))
  static let holdTime = Fact(
    "hold_time", .quantity([.time], .range(0, 3600)),
    "How long a pose is held after a one-shot command; 0: for ever.", .core("hold"),
    .byDefault("0 s"))
  static let leaseTimeout = Fact(
    "lease_timeout", .quantity([.time], .upTo(10)),
    "A commander that is silent for so long loses the lease; at least command_timeout.",
    .core("the lease"), .byDefault("2 s"))
  static let lines = Fact(
    "lines",
    .entries(
      Fact("*", .group(LineFacts.group), "One line.", .below), names: RobotFacts.labels,
      count: 0...8),
    "GPIO lines by name; at least one emergency_stop, unless waived.", .below)
  // Required, though there is nothing to waive as a rule: a file that was cut short is told by its
  // missing end, and not taken for one with fewer e-stops.
  static let waivers = Fact(
    "waivers", .group(WaiverFacts.group), "What a drive family lacks, each with its substitute.",
    .below)

  static let group = FactGroup(
    "safety",
    [
      schema, gravity, armingRamp, standstill, descentSpeed, dampedTime, stopTimeout, holdTime,
      leaseTimeout, lines, waivers,
    ])
}

/// The keys of one of `lines`.
enum LineFacts {
  static let roles: KeyValuePairs<String, LineRole> = [
    "emergency_stop": .emergencyStop, "enable": .enable, "brake": .brake, "homing": .homing,
  ]
  static let biases: KeyValuePairs<String, LineBias> = [
    "pull_up": .pullUp, "pull_down": .pullDown, "none": .none,
  ]

  static let role = Fact(
    "role", .choice(roles.map(\.key)), "What the line is for.",
    .core("EmergencyStop, arming, brakes, homing"))
  static let chip = Fact(
    "chip", .device("/dev/gpiochip0"), "GPIO character device.", .core("the line's input or output")
  )
  static let line = Fact(
    "line", .integer(0...1023), "Number of the line on its chip.",
    .core("the line's input or output"))
  // Nobody but the board's owner knows, and a line that floats reads whatever it likes: there is no
  // default.
  static let bias = Fact(
    "bias", .choice(biases.map(\.key)),
    "What pulls the line when its contact opens: pull_up for a contact to ground (active_low: true), "
      + "pull_down for one to the supply (active_low: false), none where the board has a resistor.",
    .core("the line's input"),
    only: Fact.Condition(key: "role", words: ["emergency_stop", "homing"]))
  static let activeLow = Fact(
    "active_low", .flag, "The line is active at low level.", .core("EmergencyStop, arming"))
  // Contacts bounce for a few ms; what is waited for beyond that, the robot moves on.
  static let debounce = Fact(
    "debounce", .quantity([.time], .range(0, 0.1)),
    "How long a level must last.", .core("the line's input"), .byDefault("2 ms"))

  static let group = FactGroup("safety.line", [role, chip, line, bias, activeLow, debounce])
}

/// The keys of `waivers`.
enum WaiverFacts {
  /// The waiver for a robot that reads no e-stop: its button cuts the drives' power by itself.
  static let unreadStop = Fact(
    "emergency_stop", .choice(["power_line"]),
    "No e-stop is read: the button cuts the drives' power by itself.", .core("told at arming"),
    .optional("an e-stop line is required"))
  /// The waiver for joints whose drive never says anything.
  static let feedback = Fact(
    "feedback", .choice(["open_loop"]),
    "A drive says nothing of itself, ever: its joint is open loop and excluded from stop evidence.",
    .core("told at arming"), .optional("the drives have it"))
  static let timeout = capability("timeout", "has no command time-out of its own")
  /// What a drive family may lack (design §4, Capabilities).
  static let capabilities = [
    capability("identity", "does not say what it is"),
    capability("firmware", "does not say its version"),
    capability("read_back", "does not say its settings"),
    timeout,
    capability("feedback_before_enable", "says nothing before it is enabled"),
    capability("enable_frame", "is not enabled by a frame"),
    capability("fault_clear", "does not clear its faults by a frame"),
  ]

  private static func capability(_ key: String, _ lack: String) -> Fact {
    Fact(
      key, .choice(["enable_line", "power_line", "open_loop"]),
      "A drive \(lack), and what stands in for it.", .core("told at arming"),
      .optional("the drives have it"))
  }

  static let group = FactGroup("safety.waivers", [unreadStop, feedback] + capabilities)
}
