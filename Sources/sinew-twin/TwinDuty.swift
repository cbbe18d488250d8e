import Cycle
import DeviceIO
import FlightDeck
import RealTime
import RobotCore
import Runtime
import Twin
import Units
import Wording

/// The two things `sinew-twin` does.
enum TwinDuty {
  /// Runs the loop against the embedded twin, in lockstep: each cycle advances it by one period.
  static func run(_ launch: Launch) throws -> ExitStatus {
    let options = launch.options
    let twin = try Twin(
      configuration: launch.configuration,
      options: twinOptions(options, launch.configuration.timing))
    let buses = try BusPairs(count: launch.configuration.buses.count)
    for bus in launch.configuration.buses.indices {
      twin.attach(bus: bus, port: buses.twinEnd(bus))
    }
    tell(twin.warnings)
    let session = try RunSession(launch, ports: buses.loopEnds, isBench: false)
    let companions = try RunProgram.begin(session, launch)
    let loop = session.loop
    let wire: ServoWriter.Wire = { device, address, register, bytes, count in
      twin.write(device: device, address: address, register: register, bytes: bytes, count: count)
    }
    var servos = ServoWriter(launch.configuration, on: wire)
    let hasSupply = launch.configuration.supply.isPresent
    while loop.release() {
      twin.advance(to: loop.now)
      loop.turn(sideInputs(of: twin, hasSupply: hasSupply))
      servos.write(loop.cycle.body.outputs.pulses, on: wire)
      twin.switchBrakes(loop.cycle.body.outputs.releasedBrakes)
      // A twin that diverged has nothing more to show.
      loop.requestEnd(twin.failure == nil ? RunProgram.endRequest(session) : 1)
      RunProgram.keepPace(session, companions)
    }
    withExtendedLifetime(buses) {}
    if let failure = twin.failure { RunProgram.say(TwinError.physics(failure).text) }
    return RunProgram.finish(session, companions, recording: launch.recording)
  }

  private static func sideInputs(of twin: Twin, hasSupply: Bool) -> SideInputs {
    var side = SideInputs()
    let inputs = twin.inputs
    side.emergencyStopOpen = inputs.isEmergencyStopOpen
    side.openLine = Int16(inputs.openLine)
    side.switches = twin.closedSwitches
    side.isSupplyKnown = hasSupply
    side.supply = inputs.supplyVoltage
    side.supplyCurrent = inputs.supplyCurrent
    side.hasTwinFailed = twin.failure != nil
    let failed = twin.failedJoint
    side.failedJoint = Int16(failed.index)
    side.failedInertia = failed.inertia
    return side
  }

  /// What may be too light to be simulated, before the run.
  private static func tell(_ warnings: [String]) {
    for warning in warnings { RunProgram.say("twin: \(warning)") }
  }

  private static func twinOptions(
    _ options: RunOptions, _ timing: TimingConfiguration
  ) -> TwinOptions {
    var wanted = TwinOptions()
    wanted.seed = options.seed
    wanted.period = timing.period
    wanted.driveTimeout = timing.driveTimeout
    wanted.ignoresDriveTimeout = options.ignoresDriveTimeout
    return wanted
  }
}

extension TwinDuty {
  /// Serves the device side alone, on real SocketCAN interfaces, until told to end.
  static func serve(_ launch: Launch) throws -> ExitStatus {
    let options = launch.options
    let isBench = try servesBench(launch)
    var wanted = twinOptions(
      options, isBench ? launch.configuration.benchTiming : launch.configuration.timing)
    wanted.period = nil
    if options.driveTimeout >= 0 {
      wanted.driveTimeout = Interval(nanoseconds: options.driveTimeout)
    }
    let claims = try DriveClaims(launch) { interface(of: $0, launch) }
    if let warning = claims.warning { RunProgram.say(warning) }
    let server = try TwinServer(configuration: launch.configuration, options: wanted)
    tell(server.warnings)
    for bus in launch.configuration.buses.indices {
      try server.open(bus: bus, interface: interface(of: bus, launch))
    }
    // A robot's drives have processors of their own. On a virtual bus the master runs on the same
    // ones, at priority 80 by default: where the kernel allows it, it does not hold them up.
    if isBench { _ = RealTimeThread.prepare(priority: 81, cpu: nil, isSpared: false) }
    // Drives go on whatever becomes of our log: a halted terminal, a busy disk, a pager.
    let teller = try Teller()
    let end = Clock.monotonic() + options.duration
    let report = server.run(
      shouldStop: {
        StopSignals.count() > 0 || (options.duration > .zero && Clock.monotonic() >= end)
      },
      status: options.isQuiet ? nil : { teller.say(RunProgram.line($0)) })
    teller.end()
    print(options.isJSON ? claims.adding(to: report.json) : report.line)
    guard let failure = server.failure else { return .done }
    RunProgram.say(TwinError.physics(failure).text)
    return .failed
  }

  private static func interface(of bus: Int, _ launch: Launch) -> String {
    let given = launch.options.interfaces[bus].text
    return given.isEmpty ? launch.configuration.buses[bus].interface.text : given
  }

  /// The drives are provisioned for the timing set that a run on the same interfaces will use.
  private static func servesBench(_ launch: Launch) throws -> Bool {
    for bus in launch.configuration.buses.indices {
      let interface = interface(of: bus, launch)
      do {
        if try CANLink(interface: interface).kind != .bench { return false }
      } catch {
        throw Refusal(
          "there is no CAN interface \(interface) (\(error.reason)): name one with "
            + "--on \(launch.configuration.buses[bus].name.text)=IFACE", .unavailable)
      }
    }
    return true
  }
}
