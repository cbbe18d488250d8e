import CDeviceIO
import Glibc
public import RealTime
import RobotCore
public import Units
public import Wire

/// One open SocketCAN interface, or one end of a pair. Closed when the owner goes away.
public struct CANBus: ~Copyable {
  /// The bus as the loop holds it. A copy keeps its own counts.
  public var port: CANPort

  /// Opens an interface; it may be down and come up later.
  /// - Parameters:
  ///   - interface: Name of the interface, for example `can0`.
  ///   - isFD: Send and receive CAN FD frames too; refused when the link's mtu is 16.
  ///   - receivesOwn: Receive our own frames back, flagged `confirmed`, when they were on the wire.
  ///   - receivesErrors: Receive the controller's error frames, flagged `error`.
  public init(
    interface: String, isFD: Bool, receivesOwn: Bool, receivesErrors: Bool
  ) throws(DeviceError) {
    var options: UInt32 = 0
    if isFD { options |= DEVICE_CAN_OPEN_FD }
    if receivesOwn { options |= DEVICE_CAN_OPEN_OWN }
    if receivesErrors { options |= DEVICE_CAN_OPEN_ERRORS }
    var raw = device_can_port()
    let result = unsafe device_can_open(interface, options, &raw)
    try check(result, result == -EPROTONOSUPPORT ? .openCANFD : .openCAN, interface)
    port = CANPort(raw: raw)
  }

  private init(raw: device_can_port) { port = CANPort(raw: raw) }

  /// Two buses wired to each other; whole frames cross with flags and stamp as they are.
  @frozen
  public struct Pair: ~Copyable {
    /// One end.
    public var left: CANBus
    /// The other end.
    public var right: CANBus
  }

  /// Two buses wired to each other: the loop holds one end, the twin the other.
  public static func pair() throws(DeviceError) -> Pair {
    var left = device_can_port()
    var right = device_can_port()
    try check(unsafe device_can_pair(&left, &right), .makePair, "")
    return Pair(left: CANBus(raw: left), right: CANBus(raw: right))
  }

  deinit { _ = device_close(port.descriptor) }

  /// `CANPort.send(_:from:)`.
  @_noLocks public mutating func send(
    _ frames: borrowing FixedList<CANFrame, 128>, from: Int = 0
  ) -> Int32 {
    port.send(frames, from: from)
  }

  /// `CANPort.send(_:)`.
  @_noLocks public mutating func send(_ frame: CANFrame) -> Int32 { port.send(frame) }

  /// `CANPort.receive(into:)`.
  @_noLocks public mutating func receive(into frames: inout FixedList<CANFrame, 128>) -> Int32 {
    port.receive(into: &frames)
  }

  /// `CANPort.wait(timeout:)`.
  public borrowing func wait(timeout: Interval) -> Bool { port.wait(timeout: timeout) }

  /// Receives only these arbitration ids from now on (at most 128); none at all when empty. Error
  /// frames still come when they were asked for.
  public borrowing func setFilter(ids: [UInt32], isExtended: Bool = false) throws(DeviceError) {
    var raw = port.raw
    let result = unsafe ids.withUnsafeBufferPointer { list in
      var nothing: UInt32 = 0
      guard let first = list.baseAddress else {
        return unsafe device_can_filter(&raw, &nothing, 0, 0)
      }
      return unsafe device_can_filter(&raw, first, Int32(list.count), isExtended ? 1 : 0)
    }
    try check(result, .filterCAN, "descriptor \(port.descriptor)")
  }

  /// Receives every id again.
  public borrowing func removeFilter() throws(DeviceError) {
    var raw = port.raw
    try check(
      unsafe device_can_filter_none(&raw), .filterCAN, "descriptor \(port.descriptor)")
  }

  /// Sizes the kernel's buffers in bytes; it doubles both for its own bookkeeping.
  public borrowing func setBuffers(send: Int32, receive: Int32) throws(DeviceError) {
    var raw = port.raw
    try check(
      unsafe device_can_buffers(&raw, send, receive), .sizeBuffers,
      "descriptor \(port.descriptor)")
  }
}
