import ArgumentParser
import FlightDeck
import RobotCore
import Units
import Wording

/// The device side alone, on real interfaces.
struct TwinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "twin",
    abstract: "Serve a robot's drives on real CAN interfaces, for any master.",
    discussion: """
      Examples:
        sinew twin openarm-right --on can0
        sinew twin openarm-right --on arm=vcan0 --drive-timeout off
        sinew twin openarm-right --on can0 --obstacle joint4=0.9
      """)

  @Argument(help: "A name under firmware-profiles/robots/, or a path.")
  var profile: String

  @Option(
    help: ArgumentHelp(
      "CAN interface of a bus; repeats. BUS= may be left out when there is one bus.",
      valueName: "bus=iface"))
  var on: [String]

  @Option(
    name: .customLong("i2c"),
    help: ArgumentHelp("I2C device of the supply's monitor.", valueName: "bus=device"))
  var i2c: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time-out the drives begin with, ms, or off; default the profile's.", valueName: "ms"))
  var driveTimeout: String?

  @Flag(help: "The drives' time-outs read back as set but never act.")
  var ignoreDriveTimeout = false

  @Option(
    help: ArgumentHelp(
      "Something in the way of a joint, at this position, rad or m; repeats.",
      valueName: "joint=value"))
  var obstacle: [String] = []

  @Option(
    parsing: .unconditional, help: "End after so many seconds.",
    transform: DecimalText.argument)
  var duration: Double?

  @Option(parsing: .unconditional, help: "Seed of every random number.")
  var seed: UInt64 = 1

  @Flag(help: "The last line of standard output is one JSON object.")
  var json = false

  @Option(parsing: .unconditional, help: "SCHED_FIFO priority, 1 to 99.")
  var priority: Int32 = 80

  @Option(parsing: .unconditional, help: "Processor to run on; default any.")
  var cpu: Int32?

  /// ns; −1 the profile's, 0 off.
  private func timeout() throws -> Int64 {
    guard let driveTimeout else { return -1 }
    if driveTimeout == "off" { return 0 }
    guard let value = Double(driveTimeout), value.isFinite, value >= 0, value <= 60_000 else {
      throw ValidationError(
        "--drive-timeout is \"\(driveTimeout)\"; it must be off, or 0 to 60000 (ms).")
    }
    return Int64(value * 1e6)
  }

  func validate() throws {
    _ = try timeout()
    if on.isEmpty { throw ValidationError("Name the interface with --on, such as --on can0.") }
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
  }

  func run() throws {
    var launch = try LaunchPlan(profile: profile, name: nil)
    launch.options.world = .serveTwin
    try launch.setInterfaces(on, option: "--on")
    if let i2c { try launch.setI2CDevice(i2c) }
    for text in obstacle { try launch.setObstacle(text) }
    if let duration { launch.options.duration = Interval(seconds: duration) }
    launch.options.driveTimeout = try timeout()
    launch.options.ignoresDriveTimeout = ignoreDriveTimeout
    launch.options.seed = seed
    launch.options.isJSON = json
    launch.options.priority = priority
    launch.options.processor = cpu ?? -1
    try launch.become("sinew-twin")
  }
}
