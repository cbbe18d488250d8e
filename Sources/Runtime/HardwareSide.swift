public import Cycle
public import DeviceIO
public import FlightDeck
public import RealTime
import RobotCore
import Sensors
public import Units
import Wording

/// The real device side: CAN interfaces, the supply's INA226 and the e-stop inputs.
///
/// Opened before arming and closed at the end. What a vcan bench does not have (GPIO, I2C) is
/// missing with a remark there, and refused on a real bus.
public final class HardwareSide {
  /// True when every bus is a vcan or vxcan: the bench timing set applies.
  public let isBench: Bool
  /// What the operator should know before the robot is armed, one line each.
  public private(set) var remarks: [String] = []
  private let buses: [OpenBus]
  private let launch: Launch
  private let supplyDevice: String
  private var lines: SafetyLines?
  private var lineView: SafetyLines.View?
  private var supply: SupplyReader?
  private var supplyView: SupplyReader.View?
  private var servos: ServoOutputs?
  private var servoView: ServoOutputs.View?
  private var side = SideInputs()
  private var reopenAt = Instant.never

  private final class OpenBus {
    let interface: String
    var bus: CANBus
    private let claim: CANClaim
    init(_ bus: consuming CANBus, on interface: String, under claim: consuming CANClaim) {
      self.bus = bus
      self.interface = interface
      self.claim = claim
    }
  }

  /// Opens every bus. Throws when an interface is missing, down, of the wrong kind, set to another
  /// bit rate than the profile's or commanded by another run.
  public init(_ launch: Launch) throws {
    self.launch = launch
    try RunSession.requireNoOther(robot: launch.configuration.name.text)
    let device = launch.options.supplyDevice.text
    supplyDevice = device.isEmpty ? launch.configuration.supply.device.text : device
    var opened: [OpenBus] = []
    var benches = 0
    for index in launch.configuration.buses.indices {
      let bus = launch.configuration.buses[index]
      let given = launch.options.interfaces[index].text
      let interface = given.isEmpty ? bus.interface.text : given
      let claim = try HardwareSide.claim(interface, for: bus)
      let link = try BusLink.checked(interface, for: bus, remarks: &remarks)
      if link.kind == .bench { benches += 1 }
      opened.append(
        OpenBus(
          try CANBus(
            interface: interface, isFD: bus.isFD, receivesOwn: true, receivesErrors: true),
          on: interface, under: claim))
    }
    guard benches == 0 || benches == opened.count else {
      throw Refusal(
        "some buses are vcan and some are real: the bench timing set is refused on a real "
          + "interface; give real interfaces for all buses with --can BUS=IFACE", .usage)
    }
    isBench = benches > 0
    buses = opened
  }

  /// Before anything of the link is touched: another run may be moving its robot.
  private static func claim(
    _ interface: String, for bus: BusConfiguration
  ) throws -> CANClaim {
    guard let claim = try CANClaim(interface: interface) else {
      throw Refusal(
        "bus \(bus.name.text): another run commands the drives on \(interface): one run per CAN "
          + "interface; `sinew status` shows what runs", .tryAgain)
    }
    return claim
  }

  /// The loop's view of the buses, in the order of the configuration.
  public var ports: FixedList<CANPort, 8> {
    var ports = FixedList<CANPort, 8>(repeating: CANPort(), count: 0)
    for one in buses { ports.append(one.bus.port) }
    return ports
  }

  /// Starts the slow threads: of supply, of e-stop inputs and brakes, of servos. Before the
  /// real-time set-up, so that they inherit neither priority nor processor.
  public func begin() throws {
    if isBench { remarks.append("vcan bench: bench timing applies, no latency is judged") }
    do {
      lines = try SafetyLines(launch.configuration, isBench: isBench, remarks: &remarks)
      lineView = lines?.view
      supply = try SupplyReader(
        launch.configuration, device: supplyDevice, isBench: isBench, remarks: &remarks)
      supplyView = supply?.view
    } catch let error as DeviceError {
      throw Refusal(
        "\(error.description): the e-stop inputs and the supply monitor of the profile are needed "
          + "on a real bus, and so are the lines of its brakes; check wiring and udev rules, or see `sinew doctor`",
        error.isPermission ? .noPermission : .unavailable)
    }
    let timing = isBench ? launch.configuration.benchTiming : launch.configuration.timing
    servos = try ServoOutputs(
      launch.configuration, timeout: timing.driveTimeout, isBench: isBench, remarks: &remarks)
    servoView = servos?.view
  }

  /// Hands the pulses over that the cycle asks for; never waits.
  @_noLocks public func put(_ pulses: borrowing Table<Interval>) { servoView?.put(pulses) }

  /// Takes the pulses from every servo. Waits for the chips, but not long for one that does not
  /// answer.
  public func end() {
    servoView = nil
    servos = nil
  }

  /// Throws away what still waits to be sent on a bus, when this process may (CAP_NET_ADMIN): the
  /// fence's last means, while arming and before any drive is enabled. Else the fence stays up and
  /// arming is refused with the command to type. −1: nothing to do.
  public func purge(bus index: Int) {
    guard index >= 0, index < buses.count else { return }
    try? CANLink(interface: buses[index].interface).purge()
  }

  /// Opens an interface anew that was deleted and has come back under its name, and sets its link
  /// up as at the start; the port to go on with, nil while it is not there. Only while no drive
  /// carries torque: this asks the kernel, and waits for it. At most once a second.
  public func reopen(bus index: Int, now: Instant) -> CANPort? {
    guard index >= 0, index < buses.count, now >= reopenAt else { return nil }
    reopenAt = now + Interval(milliseconds: 1_000)
    let bus = launch.configuration.buses[index]
    let interface = buses[index].interface
    var told: [String] = []
    guard let link = try? BusLink.checked(interface, for: bus, remarks: &told),
      (link.kind == .bench) == isBench,
      let opened = try? CANBus(
        interface: interface, isFD: bus.isFD, receivesOwn: true, receivesErrors: true)
    else { return nil }
    buses[index].bus = opened
    return buses[index].bus.port
  }

  /// Has the slow thread open and close brakes: bit i of `released` is joint i.
  @_noLocks public func switchBrakes(_ released: UInt64) { lineView?.switchBrakes(released) }

  /// What the slow threads read last, with its age at `now`.
  @_noLocks public func inputs(now: Instant) -> SideInputs {
    lineView?.read(now: now, into: &side)
    supplyView?.read(now: now, into: &side)
    servoView?.read(now: now, into: &side)
    return side
  }
}
