public import DeviceIO
public import RealTime
import RobotCore

/// One pair of connected ends for each bus of a robot: the loop holds one, the embedded twin the
/// other. Closed when the owner goes away.
public final class BusPairs {
  private final class Owner {
    let pair: CANBus.Pair
    init() throws(DeviceError) { pair = try CANBus.pair() }
  }
  private let owners: [Owner]

  /// Opens a pair for each of `count` buses.
  public init(count: Int) throws {
    var opened: [Owner] = []
    for _ in 0..<count { opened.append(try Owner()) }
    owners = opened
  }

  /// The loop's end of a bus.
  public func loopEnd(_ bus: Int) -> CANPort { owners[bus].pair.left.port }

  /// The twin's end of a bus.
  public func twinEnd(_ bus: Int) -> CANPort { owners[bus].pair.right.port }

  /// All ends of the loop, in order.
  public var loopEnds: FixedList<CANPort, 8> {
    var ports = FixedList<CANPort, 8>(repeating: CANPort(), count: 0)
    for bus in owners.indices { ports.append(loopEnd(bus)) }
    return ports
  }
}
