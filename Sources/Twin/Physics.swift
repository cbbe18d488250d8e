import CMuJoCo
import RealTime
import RobotCore
import Units
import Wording

/// The owner of one MuJoCo model: bodies, gravity and stops. Everything is allocated in `init`.
/// `handle` never leaves it.
@safe final class Physics {
  private let handle: OpaquePointer
  /// Controlled joints.
  let count: Int

  init(_ robot: borrowing RobotConfiguration, timestep: Interval) throws(TwinError) {
    let xml = try MJCF.text(of: robot, timestep: timestep)
    count = robot.joints.count
    unsafe handle = try Physics.load(xml)
    for joint in 0..<count {
      bind(MJCF.leader(joint), joint, 1, 0, leads: true)
    }
    for index in robot.bodies.indices {
      let body = robot.bodies[index]
      guard body.isMimic, body.type != .fixed else { continue }
      bind(
        MJCF.follower(index), Int(body.joint), body.multiplier, body.offset, leads: false)
    }
  }

  private static func load(_ xml: String) throws(TwinError) -> OpaquePointer {
    var message = [CChar](repeating: 0, count: 512)
    let text = xml.utf8.map { CChar(bitPattern: $0) }
    guard let handle = unsafe plant_open(text, text.count, &message, message.count) else {
      let used = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .physics(String(decoding: used, as: UTF8.self))
    }
    return unsafe handle
  }

  private func bind(
    _ name: String, _ joint: Int, _ multiplier: Double, _ offset: Double, leads: Bool
  ) {
    let result = unsafe plant_bind(
      handle, name, Int32(joint), multiplier, offset, leads ? 1 : 0)
    precondition(result == 0, "MJCF names each joint it writes")
  }

  deinit { unsafe plant_close(handle) }

  /// Puts a joint, and what mimics it, somewhere.
  func place(_ joint: Int, position: Double, velocity: Double) {
    unsafe plant_place(handle, Int32(joint), position, velocity)
  }

  /// First half of a step; false when the motion cannot go on.
  /// - Parameters:
  ///   - inverse: Inverse of the inertia matrix of the controlled joints, row major.
  ///   - drift: Acceleration of each joint without effort, friction and stops.
  func begin(_ inverse: inout [Double], _ drift: inout [Double]) -> Bool {
    guard count > 0 else { return true }
    return unsafe plant_begin(handle, &inverse, &drift, Int32(count)) == 0
  }

  /// Second half, under one effort per joint; false when the motion cannot go on.
  func finish(_ effort: [Double]) -> Bool {
    guard count > 0 else { return true }
    return unsafe plant_finish(handle, effort, Int32(count)) == 0
  }

  func position(_ joint: Int) -> Double { unsafe plant_position(handle, Int32(joint)) }
  func velocity(_ joint: Int) -> Double { unsafe plant_velocity(handle, Int32(joint)) }

  /// Kinetic plus potential energy of the bodies, J.
  var energy: Double { unsafe plant_energy(handle) }

  /// What went wrong, in MuJoCo's words.
  var failure: String { unsafe String(cString: plant_failure(handle)) }
}
