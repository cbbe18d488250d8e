import ArgumentParser
import FlightDeck
import RobotCore
import Units
import Wording

/// Where `--world` puts the device side.
enum WorldChoice: String, ExpressibleByArgument, CaseIterable {
  case twin, hardware
}

/// The real-time process.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a robot: in the embedded twin, or on real interfaces.",
    discussion: """
      Loads and checks the profile, then becomes the real-time core: sinew-twin, or with --world \
      hardware sinew-run. On a terminal the console shows the robot; leaving it ends the run. \
      Without --motion nothing moves before a commander resets and arms (sinew reset, sinew arm). \
      --motion is the operator's reset, lease and arm, once. Ctrl-C (SIGINT), SIGTERM and SIGHUP \
      stop the robot as its profile says, then end the run; a shell that starts it with & or nohup \
      has SIGINT or SIGHUP ignored: use kill, or sinew stop.

      Examples:
        sinew run
        sinew run openarm-right --motion sweep --duration 5 --json
        sinew run openarm-right --motion sweep --virtual-time --duration 60 --record arm.mcap
        sinew run openarm-right --world hardware --can arm=can0
      """)

  @Argument(help: "A name under firmware-profiles/robots/, or a path.")
  var profile = "openarm-right"

  @Option(help: "Where the device side is: twin or hardware.")
  var world = WorldChoice.twin

  @Option(
    help: ArgumentHelp(
      "CAN interface of a bus; repeats. BUS= may be left out when there is one bus.",
      valueName: "bus=iface"))
  var can: [String] = []

  @Option(name: .customLong("i2c"), help: ArgumentHelp("I2C device.", valueName: "bus=device"))
  var i2c: String?

  @Option(help: "Motion to play at once: the operator's reset, lease and arm.")
  var motion: String?

  @Option(
    parsing: .unconditional, help: "End after so many seconds.",
    transform: DecimalText.argument)
  var duration: Double?

  @Option(
    help: ArgumentHelp(
      "Record every cycle; a file that exists is never overwritten.", valueName: "file.mcap"))
  var record: String?

  @Flag(help: "Refuse to start without real-time guarantees (exit code 77).")
  var strict = false

  @Flag(help: "Simulated time, as fast as it goes; the same every time.")
  var virtualTime = false

  @Flag(help: "The last line of standard output is one JSON object; no console.")
  var json = false

  @Option(parsing: .unconditional, help: "Seed of every random number of the twin.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "SCHED_FIFO priority, 1 to 99.")
  var priority: Int32 = 80

  @Option(parsing: .unconditional, help: "Processor to run on; default any.")
  var cpu: Int32?

  @Option(help: "Run under this name instead of the profile's.")
  var name: String?

  func validate() throws {
    if let duration, !duration.isFinite || duration < 1e-3 || duration > 31_536_000 {
      throw ValidationError(
        "--duration is \(duration); it must be at least 0.001 (s) and at most a year.")
    }
    guard (1...99).contains(priority) else {
      throw ValidationError("--priority is \(priority); it must be 1 to 99.")
    }
    if let cpu, cpu < 0 || cpu > 1_023 {
      throw ValidationError("--cpu is \(cpu); it must be 0 to 1023.")
    }
    if virtualTime, world == .hardware {
      throw ValidationError("--virtual-time needs --world twin: real drives keep real time.")
    }
    if world == .twin, !can.isEmpty || i2c != nil {
      throw ValidationError("--can and --i2c need --world hardware.")
    }
  }

  func run() throws {
    var launch = try LaunchPlan(profile: profile, name: name)
    launch.options.world =
      world == .hardware ? .hardware : virtualTime ? .virtualTime : .twin
    try launch.setInterfaces(can, option: "--can")
    if let i2c { try launch.setI2CDevice(i2c) }
    if let motion { try launch.setMotion(motion) }
    if let duration { launch.options.duration = Interval(seconds: duration) }
    if let record { try launch.setRecording(record) }
    launch.options.isStrict = strict
    if world == .twin, !strict { launch.countOverruns() }
    launch.options.isJSON = json
    launch.options.seed = seed
    launch.options.priority = priority
    launch.options.processor = cpu ?? -1
    let program = world == .hardware ? "sinew-run" : "sinew-twin"
    if json || !ConsoleRun.isPossible {
      try launch.become(program)
    } else {
      try ConsoleRun.run(launch, program: program)
    }
  }
}
