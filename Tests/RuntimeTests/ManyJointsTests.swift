import DeviceIO
import Foundation
import Profiles
import RealTime
import RobotCore
import Runtime
import Testing
import Twin
import Units

/// A robot of many joints is said in few lines.
@Suite struct ManyJointsTests {
  /// Ten arms of three joints about vertical axes, so that gravity asks nothing of them.
  private static let drives = ["damiao/dm-j8009p", "damiao/dm-j4340", "damiao/dm-j4310"]
  private static let names = (0..<10).flatMap { arm in (0..<3).map { "arm\(arm)_joint\($0)" } }

  private static var urdf: String {
    var text = "<?xml version=\"1.0\"?>\n<robot name=\"carousel\"><link name=\"base\"/>\n"
    for (index, name) in names.enumerated() {
      let parent = index % 3 == 0 ? "base" : "link_\(names[index - 1])"
      let place = index % 3 == 0 ? "\(index / 3) 0 0" : "0.2 0 0"
      text += """
        <joint name="\(name)" type="revolute"><parent link="\(parent)"/>
          <child link="link_\(name)"/><origin xyz="\(place)"/><axis xyz="0 0 1"/>
          <limit lower="-1.4" upper="1.4" velocity="10" effort="40"/></joint>
        <link name="link_\(name)"><inertial><origin xyz="0.1 0 0"/><mass value="0.5"/>
          <inertia ixx="0.001" ixy="0" ixz="0" iyy="0.003" iyz="0" izz="0.003"/></inertial></link>

        """
    }
    return text + "</robot>\n"
  }

  private static let head = """
    schema: sinew-robot/1
    name: carousel
    description: Thirty joints on four buses
    timing: {rate: 1 kHz}
    buses:

    """
  private static let defaults = """
    defaults:
      joints: {stop_margin: 0.1 rad, temperature: 80 degC, following_error: {limit: 0.3 rad}}
      drives:
        damiao/dm-j8009p:
          {velocity: 5 rad/s, acceleration: 25 rad/s^2, effort: 38 N*m, stiffness: 100 N*m/rad,
           damping: 4 N*m*s/rad, stop_damping: 4.5 N*m*s/rad}
        damiao/dm-j4340:
          {velocity: 4 rad/s, acceleration: 25 rad/s^2, effort: 24 N*m, stiffness: 70 N*m/rad,
           damping: 2.5 N*m*s/rad, stop_damping: 3 N*m*s/rad}
        damiao/dm-j4310:
          {velocity: 6 rad/s, acceleration: 40 rad/s^2, effort: 6.5 N*m, stiffness: 30 N*m/rad,
           damping: 0.8 N*m*s/rad, stop_damping: 1 N*m*s/rad}
    joints:

    """

  private static var robot: String {
    var text = head
    for bus in 0..<4 {
      text += "  bus\(bus): {type: can, interface: can\(bus), format: fd, bit_rate: 1 Mbit/s, "
      text += "data_bit_rate: 5 Mbit/s}\n"
    }
    text += defaults
    for (index, name) in names.enumerated() {
      text += "  \(name): {drive: \(drives[index % 3]), bus: bus\(index / 8), "
      text += "command_id: \(index % 8 + 1), feedback_id: \(index % 8 + 17)}\n"
    }
    text += "motions:\n  sweep:\n    waypoints:\n      - to:\n"
    return text + names.map { "          \($0): 0.5 rad\n" }.joined()
  }

  private static let safety = """
    schema: sinew-safety/1
    gravity: [0 m/s^2, 0 m/s^2, -9.81 m/s^2]
    lines: {}
    waivers: {emergency_stop: power_line}

    """

  private func carousel() throws -> RobotConfiguration {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "sinew-carousel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [
      ("robot.yaml", Self.robot), ("robot.urdf", Self.urdf), ("safety.yaml", Self.safety),
    ] {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try RobotProfile.load(
      nameOrPath: folder.path(), searchRoots: ["/\(root)/firmware-profiles"]
    ).compile()
  }

  @Test func thirtyJointsRunFromAShortProfile() throws {
    let lines = Self.robot.split(separator: "\n").count
    #expect(lines < 200)
    let robot = try carousel()
    #expect(robot.joints.count == 30 && robot.buses.count == 4)
    let loop = try ClosedLoop("carousel", motion: "sweep") { $0 = robot }
    let isMoving = loop.run(until: .moving)
    #expect(isMoving)
    let before = loop.twin.jointTruth(29).position.value
    let done = loop.run(cycles: 1_000)
    #expect(done == 1_000, "a second at 1 kHz")
    let after = loop.twin.jointTruth(29).position.value
    #expect(after - before > 0.1, "it moves")
    #expect(loop.faults == [])
    #expect(loop.twin.failure == nil)
  }
}
