/// One CAN bus.
public struct BusConfiguration: BitwiseCopyable, Sendable {
  /// Name in the profile, the BUS of `--can BUS=IFACE`.
  public var name = Label()
  /// Default interface (stable name given by the udev rules).
  public var interface = Label()
  /// CAN FD frames with bit-rate switch.
  public var isFD = false
  /// Arbitration bit rate, bit/s.
  public var bitRate: UInt32 = 1_000_000
  /// Data bit rate, bit/s; equal to `bitRate` without FD.
  public var dataBitRate: UInt32 = 1_000_000
  /// Sample point, per mille.
  public var samplePoint: UInt32 = 750
  /// Data sample point, per mille.
  public var dataSamplePoint: UInt32 = 750
  /// Kernel transmit queue length to set (`txqueuelen`): what bounds the frames in flight. Beyond
  /// it the kernel takes no more, stops are posted before commands.
  public var queueLength: UInt32 = 32

  /// A classic bus at 1 Mbit/s.
  @_noLocks public init() {}
}
