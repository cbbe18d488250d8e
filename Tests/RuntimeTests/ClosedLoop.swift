import Cycle
import DeviceIO
import FlightDeck
import Profiles
import RealTime
import RobotCore
import Runtime
import Twin
import Units
import Wording

/// The default robot in its twin, in virtual time, inside one test: the same cycle, seam and twin
/// as `sinew run --virtual-time`, with faults injected between cycles.
final class ClosedLoop {
  let session: RunSession
  let twin: Twin
  let buses: BusPairs
  let launch: Launch
  private var side = SideInputs()
  private var servos: ServoWriter
  /// Changes what the loop is told besides frames, from the next cycle on.
  var meddle: (inout SideInputs) -> Void = { _ in }

  /// `name` keeps decks of tests that run side by side apart.
  init(
    _ name: String, of profile: String = "openarm-right", motion: String = "",
    adjust: (inout RobotConfiguration) -> Void = { _ in }
  ) throws {
    var robot = try ClosedLoop.profile(profile)
    adjust(&robot)
    robot.name = Label("test-\(CurrentProcess.id)-\(name)") ?? Label()
    var options = RunOptions()
    options.world = .virtualTime
    options.motion = Label(motion) ?? Label()
    options.isQuiet = true
    var wanted = TwinOptions()
    wanted.period = robot.timing.period
    wanted.driveTimeout = robot.timing.driveTimeout
    let twin = try Twin(configuration: robot, options: wanted)
    self.twin = twin
    servos = ServoWriter(robot) { ClosedLoop.write(twin, $0, $1, $2, $3, $4) }
    buses = try BusPairs(count: robot.buses.count)
    for bus in robot.buses.indices { twin.attach(bus: bus, port: buses.twinEnd(bus)) }
    launch = Launch(options: options, configuration: robot)
    session = try RunSession(launch, ports: buses.loopEnds, isBench: false)
    session.begin(guarantees: 0)
    try session.autostart()
  }

  deinit { session.remove() }

  /// The shipped profile of the default robot.
  static func openArm() throws -> RobotConfiguration { try profile("openarm-right") }

  /// A shipped profile.
  static func profile(_ name: String) throws -> RobotConfiguration {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try RobotProfile.load(
      nameOrPath: "/\(root)/firmware-profiles/robots/\(name)", searchRoots: []
    ).compile()
  }

  /// Runs so many cycles; fewer when the run ends by itself.
  @discardableResult
  func run(cycles: Int) -> Int {
    for done in 0..<cycles {
      guard session.loop.release() else { return done }
      turn()
    }
    return cycles
  }

  /// Runs until the phase is reached; false after `limit` cycles.
  func run(until phase: RobotPhase, limit: Int = 20_000) -> Bool {
    for _ in 0..<limit {
      if session.loop.cycle.phase == phase { return true }
      guard session.loop.release() else { return session.loop.cycle.phase == phase }
      turn()
    }
    return false
  }

  private func turn() {
    twin.advance(to: session.loop.now)
    let inputs = twin.inputs
    side.emergencyStopOpen = inputs.isEmergencyStopOpen
    side.openLine = Int16(inputs.openLine)
    side.isSupplyKnown = launch.configuration.supply.isPresent
    side.supply = inputs.supplyVoltage
    side.supplyCurrent = inputs.supplyCurrent
    meddle(&side)
    session.loop.turn(side)
    servos.write(session.loop.cycle.body.outputs.pulses) { [twin] in
      ClosedLoop.write(twin, $0, $1, $2, $3, $4)
    }
    twin.switchBrakes(session.loop.cycle.body.outputs.releasedBrakes)
  }

  private static func write(
    _ twin: Twin, _ device: Label, _ address: UInt8, _ register: UInt8, _ bytes: UInt32,
    _ count: Int
  ) {
    twin.write(device: device, address: address, register: register, bytes: bytes, count: count)
  }

  /// Codes of the findings so far, oldest first.
  var faults: [FaultCode] {
    session.loop.cycle.body.faultLog.indices.map { session.loop.cycle.body.faultLog[$0].fault.code }
  }
}
