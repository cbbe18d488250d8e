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

  /// `name` keeps decks of tests that run side by side apart.
  init(_ name: String, motion: String = "", adjust: (inout RobotConfiguration) -> Void = { _ in })
    throws
  {
    var robot = try ClosedLoop.openArm()
    adjust(&robot)
    robot.name = Label("test-\(CurrentProcess.id)-\(name)") ?? Label()
    var options = RunOptions()
    options.world = .virtualTime
    options.motion = Label(motion) ?? Label()
    options.isQuiet = true
    var wanted = TwinOptions()
    wanted.period = robot.timing.period
    wanted.driveTimeout = robot.timing.driveTimeout
    twin = try Twin(configuration: robot, options: wanted)
    buses = try BusPairs(count: robot.buses.count)
    for bus in robot.buses.indices { twin.attach(bus: bus, port: buses.twinEnd(bus)) }
    launch = Launch(options: options, configuration: robot)
    session = try RunSession(launch, ports: buses.loopEnds, isBench: false)
    session.begin(guarantees: 0)
    try session.autostart()
  }

  deinit { session.remove() }

  /// The shipped profile of the default robot.
  static func openArm() throws -> RobotConfiguration {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try RobotProfile.load(
      nameOrPath: "/\(root)/firmware-profiles/robots/openarm-right", searchRoots: []
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
    session.loop.turn(side)
  }

  /// Codes of the findings so far, oldest first.
  var faults: [FaultCode] {
    session.loop.cycle.faultLog.indices.map { session.loop.cycle.faultLog[$0].fault.code }
  }
}
