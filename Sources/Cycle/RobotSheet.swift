import RealTime
public import RobotCore

/// What never changes about a robot while it runs: its configuration, as tables that a cycle reads
/// where they stand.
public struct RobotSheet: ~Copyable {
  /// Limits and stop behaviour of the whole robot.
  public let safety: SafetyConfiguration
  /// The monitor of the drives' supply.
  public let supply: SupplyConfiguration
  /// CAN buses.
  let buses: Table<BusConfiguration>
  /// Controlled axes: one drive each.
  let joints: Table<JointConfiguration>
  /// How many named motions there are.
  let motionCount: Int
  /// How many waivers the profile names.
  let waiverCount: Int

  init(_ configuration: borrowing RobotConfiguration) {
    safety = configuration.safety
    supply = configuration.supply
    motionCount = configuration.motions.count
    waiverCount = configuration.waivers.count
    var buses = Table(repeating: BusConfiguration(), count: configuration.buses.count)
    for bus in buses.indices { buses[bus] = configuration.buses[bus] }
    self.buses = buses
    var joints = Table(repeating: JointConfiguration(), count: configuration.joints.count)
    for joint in joints.indices { joints[joint] = configuration.joints[joint] }
    self.joints = joints
  }
}
