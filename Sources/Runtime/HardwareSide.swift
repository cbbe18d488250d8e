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
  private var slow: SupplyAndLines?
  private var view: SupplyAndLines.View?
  private var side = SideInputs()

  private final class OpenBus {
    let bus: CANBus
    init(_ bus: consuming CANBus) { self.bus = bus }
  }

  /// Opens every bus. Throws when an interface is missing, down, of the wrong kind or set to
  /// another bit rate than the profile's.
  public init(_ launch: Launch) throws {
    self.launch = launch
    let device = launch.options.supplyDevice.text
    supplyDevice = device.isEmpty ? launch.configuration.supply.device.text : device
    var opened: [OpenBus] = []
    var benches = 0
    for index in launch.configuration.buses.indices {
      let bus = launch.configuration.buses[index]
      let given = launch.options.interfaces[index].text
      let interface = given.isEmpty ? bus.interface.text : given
      let link = try HardwareSide.link(interface, for: bus)
      if link.kind == .bench { benches += 1 }
      opened.append(
        OpenBus(
          try CANBus(
            interface: interface, isFD: bus.isFD, receivesOwn: true, receivesErrors: true)))
    }
    guard benches == 0 || benches == opened.count else {
      throw Refusal(
        "some buses are vcan and some are real: the bench timing set is refused on a real "
          + "interface; give real interfaces for all buses with --can BUS=IFACE", .usage)
    }
    isBench = benches > 0
    buses = opened
  }

  /// The link under a bus, checked against the profile.
  private static func link(_ interface: String, for bus: BusConfiguration) throws -> CANLink {
    let name = bus.name.text
    let link: CANLink
    do {
      link = try CANLink(interface: interface)
    } catch {
      throw Refusal(
        "bus \(name): there is no CAN interface \(interface) (\(error.reason)): name one with "
          + "--can \(name)=IFACE, or see `ip link show type can`", .unavailable)
    }
    guard link.isUp else {
      throw Refusal(
        "bus \(name): \(interface) is down: "
          + "`sudo ip link set \(interface) up type can bitrate \(bus.bitRate)"
          + (bus.isFD ? " dbitrate \(bus.dataBitRate) fd on`" : "`"), .unavailable)
    }
    guard link.carriesFD || !bus.isFD else {
      throw Refusal(
        "bus \(name): \(interface) carries no CAN FD (mtu \(link.mtu), needed 72): "
          + "`sudo ip link set \(interface) mtu 72`", .unavailable)
    }
    if let controller = link.controller, controller.bitRate != bus.bitRate {
      throw Refusal(
        "bus \(name): \(interface) is set to \(controller.bitRate) bit/s, the profile says "
          + "\(bus.bitRate): `sudo ip link set \(interface) down; sudo ip link set \(interface) "
          + "up type can bitrate \(bus.bitRate)`", .unavailable)
    }
    return link
  }

  /// The loop's view of the buses, in the order of the configuration.
  public var ports: FixedList<CANPort, 8> {
    var ports = FixedList<CANPort, 8>(repeating: CANPort(), count: 0)
    for one in buses { ports.append(one.bus.port) }
    return ports
  }

  /// Starts the slow thread that reads supply and e-stop inputs. Before the real-time set-up, so
  /// that it inherits neither priority nor processor.
  public func begin() throws {
    if isBench { remarks.append("vcan bench: bench timing applies, no latency is judged") }
    do {
      slow = try SupplyAndLines(
        launch.configuration, device: supplyDevice, isBench: isBench, remarks: &remarks)
      view = slow?.view
    } catch let error as DeviceError {
      throw Refusal(
        "\(error.description): the e-stop inputs and the supply monitor of the profile are needed "
          + "on a real bus; check wiring and udev rules, or see `sinew doctor`",
        error.isPermission ? .noPermission : .unavailable)
    } catch let finding as INA226.Finding {
      throw Refusal(
        "the supply monitor on \(supplyDevice) is not as the profile says (\(finding)): "
          + "check the address, the shunt and the part, or name the bus with --i2c", .unavailable)
    }
  }

  /// What the slow thread read last, with its age at `now`.
  @_noLocks public func inputs(now: Instant) -> SideInputs {
    if let view { view.read(now: now, into: &side) }
    return side
  }
}
