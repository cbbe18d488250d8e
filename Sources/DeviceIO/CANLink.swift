import CDeviceIO
import Glibc

/// The link under a CAN bus as it was when it was read; set-up and repair go through its methods.
public struct CANLink: Sendable, Equatable {
  /// What kind of interface it is.
  public enum Kind: Sendable, Equatable {
    /// A controller with a bit rate and error counters.
    case controller
    /// `vcan` or `vxcan`: frames only, no wire. The profile's bench timing set applies.
    case bench
    /// A CAN interface of another kind, for example a serial-line adapter (`slcan`).
    case other
  }

  /// What a controller thinks of itself and of its bus (ISO 11898-1).
  public enum State: UInt32, Sendable {
    /// Takes part, fewer than 96 errors.
    case active = 0
    /// 96 errors or more.
    case warning = 1
    /// 128 errors or more: signals errors passively.
    case passive = 2
    /// 256 transmit errors: off the bus until it is restarted.
    case busOff = 3
    /// The link is down.
    case stopped = 4
    /// Powered down.
    case sleeping = 5
  }

  /// What the controller's driver tells; virtual links have none.
  public struct Controller: Sendable, Equatable {
    /// Bit rate of the arbitration phase in bit/s, 0 when it was never set.
    public let bitRate: UInt32
    /// Sample point of the arbitration phase, 0…1.
    public let samplePoint: Double
    /// Bit rate of the CAN FD data phase in bit/s, 0 without CAN FD.
    public let dataBitRate: UInt32
    /// Sample point of the data phase, 0…1.
    public let dataSamplePoint: Double
    /// State of the controller.
    public let state: State
    /// Delay of the automatic restart after bus-off in ms, 0 for never.
    public let restartDelay_ms: UInt32
    /// Clock of the controller in Hz.
    public let clock: UInt32
    /// True when CAN FD is switched on.
    public let isFD: Bool
    /// Transmit and receive error counters, or nil when the driver does not tell them.
    public let errorCounters: (transmit: UInt16, receive: UInt16)?
    /// How often it went bus-off, and how often it was restarted, since the driver was loaded.
    public let busOffs: UInt32, restarts: UInt32
    /// Errors on the bus and lost arbitrations, since the driver was loaded.
    public let busErrors: UInt32, arbitrationsLost: UInt32

    /// Equal in every figure.
    public static func == (a: Controller, b: Controller) -> Bool {
      a.bitRate == b.bitRate && a.samplePoint == b.samplePoint && a.dataBitRate == b.dataBitRate
        && a.dataSamplePoint == b.dataSamplePoint && a.state == b.state && a.isFD == b.isFD
        && a.restartDelay_ms == b.restartDelay_ms && a.clock == b.clock
        && a.errorCounters?.transmit == b.errorCounters?.transmit
        && a.errorCounters?.receive == b.errorCounters?.receive && a.busOffs == b.busOffs
        && a.restarts == b.restarts && a.busErrors == b.busErrors
        && a.arbitrationsLost == b.arbitrationsLost
    }
  }

  /// Name of the interface.
  public let interface: String
  /// The kernel's word for its kind: `can`, `vcan`, `vxcan`; empty when it names none.
  public let kindName: String
  /// What kind of interface it is.
  public let kind: Kind
  /// 16 for classic CAN, 72 for CAN FD.
  public let mtu: UInt32
  /// True when it was set up.
  public let isUp: Bool
  /// True when it is up and can carry frames.
  public let isRunning: Bool
  /// Frames the transmit queue holds.
  public let queueLength: UInt32
  /// The controller, or nil on a virtual link.
  public let controller: Controller?

  /// True when CAN FD frames pass.
  public var carriesFD: Bool { mtu >= 72 }

  /// Reads a link. `errno` is `ENODEV` without such an interface, `EPROTOTYPE` when it is no CAN.
  public init(interface: String) throws(DeviceError) {
    var link = device_link()
    try check(unsafe device_link_read(interface, &link), .readLink, interface)
    guard link.is_can == 1 else { throw DeviceError(.readLink, interface, errno: EPROTOTYPE) }
    self.interface = interface
    kindName = unsafe withUnsafeBytes(of: link.kind) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    kind =
      switch kindName {
      case "can": .controller
      case "vcan", "vxcan": .bench
      default: .other
      }
    mtu = link.mtu
    isUp = link.is_up == 1
    isRunning = link.is_running == 1
    queueLength = link.queue_length
    controller = kind == .controller ? try Self.readController(interface) : nil
  }

  private static func readController(_ interface: String) throws(DeviceError) -> Controller {
    var raw = device_controller()
    try check(unsafe device_controller_read(interface, &raw), .readController, interface)
    return Controller(
      bitRate: raw.bit_rate, samplePoint: Double(raw.sample_point) / 1000,
      dataBitRate: raw.data_bit_rate, dataSamplePoint: Double(raw.data_sample_point) / 1000,
      state: State(rawValue: raw.state) ?? .stopped, restartDelay_ms: raw.restart_ms,
      clock: raw.clock, isFD: raw.is_fd == 1,
      errorCounters: raw.has_counters == 1 ? (raw.tx_errors, raw.rx_errors) : nil,
      busOffs: raw.bus_off, restarts: raw.restarts, busErrors: raw.bus_errors,
      arbitrationsLost: raw.arbitration_lost)
  }
}

extension CANLink {
  /// Sets the bit rate in bit/s and the sample point (0…1, nil: the kernel's choice) of a link that
  /// is down; with `dataBitRate` also the data phase and CAN FD itself.
  ///
  /// `errno`: `EBUSY` the link is up, `EOPNOTSUPP` a virtual link or a controller without CAN FD,
  /// `EINVAL` a rate its clock cannot make, `EPERM` needs `CAP_NET_ADMIN`.
  public func setTiming(
    bitRate: UInt32, samplePoint: Double? = nil, dataBitRate: UInt32 = 0,
    dataSamplePoint: Double? = nil
  ) throws(DeviceError) {
    try check(
      unsafe device_controller_set_timing(
        interface, bitRate, Self.perMille(samplePoint), dataBitRate,
        Self.perMille(dataSamplePoint)),
      .setTiming, interface)
  }

  /// Sets the delay of the automatic restart after bus-off of a link that is down; 0 for never.
  public func setRestartDelay(milliseconds: UInt32) throws(DeviceError) {
    try check(
      unsafe device_controller_set_restart(interface, milliseconds), .setTiming, interface)
  }

  /// Sets the link up or down.
  public func setUp(_ isUp: Bool) throws(DeviceError) {
    try check(unsafe device_link_set_up(interface, isUp ? 1 : 0), .setLink, interface)
  }

  /// Sets how many frames the transmit queue holds.
  public func setQueueLength(_ frames: UInt32) throws(DeviceError) {
    try check(unsafe device_link_set_queue_length(interface, frames), .setLink, interface)
  }

  /// Throws away every frame that still waits to be sent, by setting the link down and up again.
  /// `errno` is `ENETDOWN` when it was down already: then nothing waits.
  public func purge() throws(DeviceError) {
    try check(unsafe device_link_purge(interface), .purgeLink, interface)
  }

  /// Restarts a controller that is bus-off; `errno` is `EALREADY` when it is not.
  public func restart() throws(DeviceError) {
    try check(unsafe device_controller_restart(interface), .restartController, interface)
  }

  /// The kernel counts sample points in 1/1000; out of range becomes 1000, which it refuses.
  private static func perMille(_ point: Double?) -> UInt32 {
    guard let point else { return 0 }
    return point > 0 && point < 1 ? UInt32(point * 1000) : 1000
  }
}
