import Foundation
import Profiles

/// A lift with two joints, shoulder behind a gear of 6 : 1, written into a workshop.
struct Lifter: ~Copyable {
  let workshop: Workshop
  private static let robot = "robots/lifter/robot.yaml"

  init() throws {
    let workshop = try Workshop()
    let files = FileManager.default
    try files.createDirectory(
      atPath: workshop.root + "/robots/lifter", withIntermediateDirectories: true)
    try workshop.write(
      "reducers/planetary6.yaml", "schema: sinew-reducer/1\nkind: planetary\nratio: 6\n")
    try workshop.write(
      "reducers/rack40.yaml", "schema: sinew-reducer/1\nkind: linear\ntravel: 40 mm/rad\n")
    try workshop.write("robots/lifter/robot.urdf", Self.body)
    try workshop.write("robots/lifter/safety.yaml", Self.safety)
    try workshop.write(Self.robot, Self.head + Self.lift + Self.shoulder)
    self.workshop = workshop
  }

  /// Replaces the first `old` of robot.yaml.
  borrowing func replace(_ old: String, _ new: String) throws {
    try workshop.replace(Self.robot, old, new)
  }

  borrowing func findings() -> String { workshop.findings("lifter") }

  private static let body = """
    <?xml version="1.0"?>
    <robot name="lifter">
      <link name="base"/>
      <joint name="lift" type="prismatic"><parent link="base"/><child link="carriage"/>
        <axis xyz="0 0 1"/><limit lower="0" upper="0.22" velocity="0.5" effort="600"/></joint>
      <link name="carriage"><inertial><mass value="3"/>
        <inertia ixx="0.02" ixy="0" ixz="0" iyy="0.02" iyz="0" izz="0.02"/></inertial></link>
      <joint name="shoulder" type="revolute"><parent link="carriage"/><child link="upper"/>
        <origin xyz="0.1 0 0"/><axis xyz="0 1 0"/>
        <limit lower="-1.5" upper="1.5" velocity="2" effort="100"/></joint>
      <link name="upper"><inertial><origin xyz="0.15 0 0"/><mass value="2"/>
        <inertia ixx="0.003" ixy="0" ixz="0" iyy="0.02" iyz="0" izz="0.02"/></inertial></link>
    </robot>
    """
  private static let safety = """
    schema: sinew-safety/1
    gravity: [0 m/s^2, 0 m/s^2, -9.81 m/s^2]
    arming_ramp: 300 ms
    standstill: 2 %
    descent_speed: 20 %
    damped_time: 500 ms
    stop_timeout: 5 s
    hold_time: 0 s
    lease_timeout: 2 s
    lines: {}
    waivers: {emergency_stop: power_line}
    """
  private static let timing = """
      silence_limit: 15 ms
      command_timeout: 200 ms
      drive_timeout: 100 ms
      exchange_timeout: 100 ms
      overrun: {policy: hold, window: 1 s, limit: 50}
    """
  private static let head = """
    schema: sinew-robot/1
    name: lifter
    description: A lift with a shoulder
    urdf: robot.urdf
    safety: safety.yaml
    timing:
      rate: 1000 Hz
    \(timing)
      bench: {rate: 100 Hz, silence_limit: 200 ms, command_timeout: 500 ms, drive_timeout: 500 ms,
        exchange_timeout: 500 ms, overrun: {policy: count, window: 1 s, limit: 100}}
    buses:
      arm: {type: can, interface: can0, format: fd, bit_rate: 1 Mbit/s, data_bit_rate: 5 Mbit/s,
        sample_point: 75 %, data_sample_point: 75 %, queue_length: 64}
    motions: {}
    joints:

    """
  private static let lift = """
      lift:
        drive: damiao/dm-j8009p
        bus: arm
        command_id: 0x01
        feedback_id: 0x11
        reducer: rack40
        sign: 1
        offset: 0 m
        loading: gravity_loaded
        stop: controlled_descent
        stop_margin: 5 mm
        velocity: 0.4 m/s
        acceleration: 6 m/s^2
        effort: 500 N
        temperature: 90 degC
        following_error: {limit: 20 mm, time: 100 ms}
        stiffness: 20000 N/m
        damping: 800 N*s/m
        stop_damping: 1500 N*s/m
        motion_velocity: 0.1 m/s
        motion_acceleration: 0.4 m/s^2
        estimator_bandwidth: 300 rad/s
        rest: 0 m
        start: 0 m

    """
  private static let shoulder = """
      shoulder:
        drive: damiao/dm-j4340
        bus: arm
        command_id: 0x02
        feedback_id: 0x12
        reducer: planetary6
        sign: 1
        offset: 0 rad
        loading: gravity_loaded
        stop: controlled_descent
        stop_margin: 0.05 rad
        velocity: 1 rad/s
        acceleration: 5 rad/s^2
        effort: 90 N*m
        temperature: 90 degC
        following_error: {limit: 0.3 rad, time: 50 ms}
        stiffness: 400 N*m/rad
        damping: 20 N*m*s/rad
        stop_damping: 20 N*m*s/rad
        motion_velocity: 0.6 rad/s
        motion_acceleration: 2 rad/s^2
        estimator_bandwidth: 300 rad/s
        rest: 1.4 rad
        start: 1.4 rad

    """
}
