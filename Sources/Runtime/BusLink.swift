import DeviceIO
import Glibc
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
    compare(link, for: bus, remarks: &remarks)
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
          + cureForFD(link, for: bus), .unavailable)
    }
    if let controller = link.controller, controller.bitRate != bus.bitRate {
      throw Refusal(
        "bus \(name): \(interface) is set to \(controller.bitRate) bit/s, the profile says "
          + "\(bus.bitRate): `sudo ip link set \(interface) down; \(command(link, for: bus))`",
        .unavailable)
    }
    if let controller = link.controller, bus.isFD, controller.dataBitRate != bus.dataBitRate {
      throw Refusal(
        "bus \(name): the data phase of \(interface) is set to \(controller.dataBitRate) bit/s, the "
          + "profile says \(bus.dataBitRate): "
          + "`sudo ip link set \(interface) down; \(command(link, for: bus))`", .unavailable)
    }
  }

  /// What makes a link carry CAN FD. An interface that is up keeps its mtu, and a controller's
  /// follows from its mode.
  private static func cureForFD(_ link: CANLink, for bus: BusConfiguration) -> String {
    let name = link.interface
    switch link.kind {
    case .bench:
      return "`sudo ip link set \(name) down; sudo ip link set \(name) mtu 72; "
        + "sudo ip link set \(name) up`"
    case .controller:
      return "`sudo ip link set \(name) down; \(command(link, for: bus))`; a controller that "
        + "refuses that knows classic CAN only: `format: classic` in the profile, or another adapter"
    case .other:
      return
        "an interface of kind '\(link.kindName)' carries classic CAN only: `format: classic` in "
        + "the profile, or another adapter"
    }
  }

  /// Settings of a link that was up already and that do not keep frames from passing: they are
  /// told, with what puts them right. The kernel rounds a sample point to what the clock can make.
  private static func compare(
    _ link: CANLink, for bus: BusConfiguration, remarks: inout [String]
  ) {
    guard let controller = link.controller else { return }
    var differences: [String] = []
    func compare(_ what: String, _ found: Double, _ wanted: UInt32) {
      let expected = Double(wanted) / 1000
      guard found > 0, abs(found - expected) > 0.03 else { return }
      differences.append(
        "the \(what) is \(Digits.text(found * 100, 1)) %, the profile says "
          + "\(Digits.text(expected * 100, 1)) %")
    }
    compare("sample point", controller.samplePoint, bus.samplePoint)
    if bus.isFD {
      compare("sample point of the data phase", controller.dataSamplePoint, bus.dataSamplePoint)
    }
    if controller.restartDelay_ms > 0 {
      differences.append(
        "it restarts by itself \(controller.restartDelay_ms) ms after bus-off, and would send what "
          + "was queued before")
    }
    guard !differences.isEmpty else { return }
    remarks.append(
      "bus \(bus.name.text): \(link.interface) was up already: "
        + differences.joined(separator: "; ")
        + ": `sudo ip link set \(link.interface) down; \(command(link, for: bus))`")
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
      if bus.isFD, error.errno == EOPNOTSUPP {
        throw Refusal(
          "bus \(bus.name.text): \(link.interface) knows no CAN FD: `format: classic` in the profile, "
            + "or another adapter", .unavailable)
      }
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
    func point(_ perMille: UInt32) -> String { Digits.text(Double(perMille) / 1000, 3) }
    return "sudo ip link set \(link.interface) up type can bitrate \(bus.bitRate) sample-point "
      + point(bus.samplePoint)
      + (bus.isFD
        ? " dbitrate \(bus.dataBitRate) dsample-point \(point(bus.dataSamplePoint)) fd on" : "")
      + " restart-ms 0"
  }
}
