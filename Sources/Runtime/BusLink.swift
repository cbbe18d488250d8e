import DeviceIO
import RobotCore
import Wording

/// The link under a bus, held against the profile before the bus is opened.
enum BusLink {
  /// Reads the link. A controller that is down is set to the profile's bit rate and up when this
  /// process may (CAP_NET_ADMIN), with a remark; everything else that differs is refused.
  static func checked(
    _ interface: String, for bus: BusConfiguration, remarks: inout [String]
  ) throws -> CANLink {
    let name = bus.name.text
    var link: CANLink
    do {
      link = try CANLink(interface: interface)
    } catch {
      throw Refusal(
        "bus \(name): there is no CAN interface \(interface) (\(error.reason)): name one with "
          + "--can \(name)=IFACE, or see `ip link show type can`", .unavailable)
    }
    if !link.isUp, link.kind == .controller {
      try bringUp(link, for: bus)
      link = try CANLink(interface: interface)
      remarks.append(
        "bus \(name): \(interface) was down; it is up now at \(bus.bitRate) bit/s"
          + (bus.isFD ? " and \(bus.dataBitRate) bit/s" : "")
          + ", queue of \(bus.queueLength) frames")
    }
    if link.controller?.state == .busOff {
      try restart(link, for: bus)
      remarks.append("bus \(name): \(interface) was bus-off; its controller is restarted")
    }
    try check(link, for: bus)
    bound(link, for: bus, remarks: &remarks)
    return link
  }

  /// The queue of a controller that was up already: a long one would hold commands for seconds, and
  /// replay them when the bus comes back.
  private static func bound(
    _ link: CANLink, for bus: BusConfiguration, remarks: inout [String]
  ) {
    guard link.kind == .controller, link.queueLength != bus.queueLength else { return }
    let was = "bus \(bus.name.text): the queue of \(link.interface) held \(link.queueLength) frames"
    do {
      try link.setQueueLength(bus.queueLength)
      remarks.append("\(was); it holds \(bus.queueLength) now, as the profile says")
    } catch {
      remarks.append(
        "\(was), the profile says \(bus.queueLength): "
          + "`sudo ip link set \(link.interface) txqueuelen \(bus.queueLength)`")
    }
  }

  private static func check(_ link: CANLink, for bus: BusConfiguration) throws {
    let name = bus.name.text
    let interface = link.interface
    guard link.isUp else {
      throw Refusal(
        "bus \(name): \(interface) is down: `\(command(link, for: bus))`", .unavailable)
    }
    guard link.carriesFD || !bus.isFD else {
      throw Refusal(
        "bus \(name): \(interface) carries no CAN FD (mtu \(link.mtu), needed 72): "
          + "`sudo ip link set \(interface) mtu 72`", .unavailable)
    }
    if let controller = link.controller, controller.bitRate != bus.bitRate {
      throw Refusal(
        "bus \(name): \(interface) is set to \(controller.bitRate) bit/s, the profile says "
          + "\(bus.bitRate): `sudo ip link set \(interface) down; \(command(link, for: bus))`",
        .unavailable)
    }
  }

  /// Bit rate, sample point and queue of the profile, no automatic restart: whether a bus that went
  /// off may carry commands again is for an operator to say.
  private static func bringUp(_ link: CANLink, for bus: BusConfiguration) throws {
    do {
      try link.setTiming(
        bitRate: bus.bitRate, samplePoint: Double(bus.samplePoint) / 1000,
        dataBitRate: bus.isFD ? bus.dataBitRate : 0,
        dataSamplePoint: bus.isFD ? Double(bus.dataSamplePoint) / 1000 : nil)
      try link.setRestartDelay(milliseconds: 0)
      try link.setQueueLength(bus.queueLength)
      try link.setUp(true)
    } catch {
      throw Refusal(
        "bus \(bus.name.text): \(link.interface) is down and cannot be brought up here "
          + "(\(error.reason)): `\(command(link, for: bus))`",
        error.isPermission ? .noPermission : .unavailable)
    }
  }

  private static func restart(_ link: CANLink, for bus: BusConfiguration) throws {
    do {
      try link.restart()
    } catch {
      throw Refusal(
        "bus \(bus.name.text): \(link.interface) is bus-off and cannot be restarted here "
          + "(\(error.reason)): check the cable, then `sudo ip link set \(link.interface) type can "
          + "restart`", error.isPermission ? .noPermission : .unavailable)
    }
  }

  /// What brings the link up with the profile's timing.
  private static func command(_ link: CANLink, for bus: BusConfiguration) -> String {
    guard link.kind == .controller else { return "sudo ip link set \(link.interface) up" }
    return "sudo ip link set \(link.interface) up type can bitrate \(bus.bitRate)"
      + (bus.isFD ? " dbitrate \(bus.dataBitRate) fd on" : "")
  }
}
