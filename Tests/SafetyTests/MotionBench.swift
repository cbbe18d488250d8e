import Motion
import RealTime
import RobotCore
import Units

/// Lists of the length that a test needs.
enum MotionBench {
  static func samples(_ positions: [Double]) -> Table<MotionSample> {
    var list = Table(repeating: MotionSample(), count: positions.count)
    for index in positions.indices {
      list[index] = MotionSample(position: Position(positions[index]))
    }
    return list
  }

  static func velocities(_ values: [Double]) -> Table<Velocity> {
    var list = Table(repeating: Velocity.zero, count: values.count)
    for index in values.indices { list[index] = Velocity(values[index]) }
    return list
  }

  static func accelerations(_ values: [Double]) -> Table<Acceleration> {
    var list = Table(repeating: Acceleration.zero, count: values.count)
    for index in values.indices { list[index] = Acceleration(values[index]) }
    return list
  }

  static func targets(_ values: [Double]) -> InlineArray<64, Double> {
    var list = InlineArray<64, Double>(repeating: 0)
    for index in values.indices { list[index] = values[index] }
    return list
  }

  /// Two joints and a gripper, with a motion of two waypoints.
  static func robot(repeats: Bool = false) -> RobotConfiguration {
    var robot = RobotConfiguration()
    for _ in 0..<3 { robot.joints.append(SafetyBench.joint(bus: 0)) }
    robot.joints[0].restPosition = Position(-0.4)
    robot.joints[1].restPosition = Position(0.2)
    robot.joints[2].isGripper = true
    robot.joints[2].restPosition = Position(0.9)
    var waypoint = Waypoint()
    waypoint.mask = 0b011
    waypoint.positions = targets([0.5, -0.5, 7])
    waypoint.dwell = Interval(milliseconds: 100)
    robot.waypoints.append(Waypoint())
    robot.waypoints.append(waypoint)
    waypoint.mask = 0b001
    waypoint.positions = targets([-0.5, 7, 7])
    waypoint.dwell = .zero
    robot.waypoints.append(waypoint)
    var motion = MotionConfiguration()
    motion.first = 1
    motion.count = 2
    motion.repeats = repeats
    robot.motions.append(motion)
    return robot
  }
}
