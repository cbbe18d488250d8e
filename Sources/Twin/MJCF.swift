import RealTime
public import RobotCore
public import Units
import Wording

/// The robot's body as MuJoCo's own XML, built from the same configuration that the runtime's
/// dynamics use, so that a mistake in those dynamics shows as a difference from MuJoCo's.
///
/// * Friction is not in the model: it belongs to the gear, on the motor's side of backlash and
///   spring, and grows with the torque the gear carries, so `Actuator` computes it in its
/// sub-steps.
/// * There is no geometry, hence no contact; the mechanical stops are joint ranges.
/// * The rotor's inertia is the joint's armature when the gear is rigid. Behind a spring or a
///   backlash the rotor moves on its own and is left to `Actuator`.
public enum MJCF {
  /// Name of the joint that is moved by controlled joint `joint`.
  static func leader(_ joint: Int) -> String { "j\(joint)" }
  /// Name of the mimicking joint of body `body`.
  static func follower(_ body: Int) -> String { "m\(body)" }

  /// MuJoCo XML of the robot, one integration step lasting `timestep`.
  public static func text(
    of robot: borrowing RobotConfiguration, timestep: Interval
  ) throws(TwinError) -> String {
    let safety = robot.safety
    let gravity = try numbers(
      [safety.gravityX, safety.gravityY, safety.gravityZ], "gravity of the robot")
    // Newton converges in two or three iterations on stops and mimic joints; `implicit` takes the
    // velocity-dependent forces of fast joints at the end of the step, where they are stable.
    var xml = """
      <mujoco model="robot">
      <compiler angle="radian" inertiafromgeom="false" fusestatic="true"/>
      <option timestep="\(timestep.seconds)" gravity="\(gravity)" integrator="implicit" \
      solver="Newton" iterations="20" tolerance="1e-10">
      <flag contact="disable"/>
      </option>
      <size njmax="\(4 * (robot.bodies.count + robot.joints.count) + 16)" nconmax="1"/>
      <worldbody>

      """
    xml += try children(of: -1, robot, depth: 0)
    xml += try looseAxes(robot)
    xml += "</worldbody>\n"
    xml += try mimics(robot)
    return xml + "</mujoco>\n"
  }

  private static func children(
    of parent: Int32, _ robot: borrowing RobotConfiguration, depth: Int
  ) throws(TwinError) -> String {
    guard depth <= robot.bodies.count else {
      throw .configuration("its bodies form a loop")
    }
    var xml = ""
    for index in robot.bodies.indices where robot.bodies[index].parent == parent {
      guard Int(parent) < index else {
        throw .configuration("body \(index) comes before its parent \(parent)")
      }
      xml += try body(index, robot)
      xml += try children(of: Int32(index), robot, depth: depth + 1)
      xml += "</body>\n"
    }
    return xml
  }

  private static func body(
    _ index: Int, _ robot: borrowing RobotConfiguration
  ) throws(TwinError) -> String {
    let body = robot.bodies[index]
    let place = "body \(body.name.text)"
    let origin = try numbers(body.translation, place)
    // The rows of the rotation are given; MuJoCo wants its first two columns, the child's axes.
    let x = [body.rotationX.x, body.rotationY.x, body.rotationZ.x]
    let y = [body.rotationX.y, body.rotationY.y, body.rotationZ.y]
    var xml =
      "<body name=\"b\(index)\" pos=\"\(origin)\" xyaxes=\"\(try numbers(x + y, place))\">\n"
    if body.mass > 0 {
      let tensor = [
        body.inertiaDiagonal.x, body.inertiaDiagonal.y, body.inertiaDiagonal.z,
        body.inertiaProducts.x, body.inertiaProducts.y, body.inertiaProducts.z,
      ]
      xml += "<inertial pos=\"\(try numbers(body.centreOfMass, place))\" mass=\"\(body.mass)\" "
      xml += "fullinertia=\"\(try numbers(tensor, place))\"/>\n"
    }
    guard body.type != .fixed else { return xml }
    guard robot.joints.indices ~= Int(body.joint) else {
      throw .configuration("\(place) moves, but names no joint")
    }
    let name = body.isMimic ? follower(index) : leader(Int(body.joint))
    let axis = try numbers(body.axis, place)
    let kind = body.type == .prismatic ? "slide" : "hinge"
    xml += "<joint name=\"\(name)\" type=\"\(kind)\" axis=\"\(axis)\""
    if !body.isMimic { xml += try stops(robot.joints[Int(body.joint)]) }
    return xml + "/>\n"
  }

  /// Range, stiffness of the stops, and the inertia of a rigidly coupled rotor.
  private static func stops(_ joint: JointConfiguration) throws(TwinError) -> String {
    let place = "joint \(joint.name.text)"
    var xml = ""
    if joint.lowerStop < joint.upperStop {
      let range = try numbers([joint.lowerStop.value, joint.upperStop.value], place)
      // A time constant of 4 ms, critically damped: a hard stop that steps of up to 1 ms carry.
      xml += " limited=\"true\" range=\"\(range)\" solreflimit=\"0.004 1\""
      xml += " solimplimit=\"0.95 0.99 0.001\""
    }
    let gear = try Gear(joint)
    if !gear.isElastic { xml += " armature=\"\(try numbers([gear.inertiaAtJoint], place))\"" }
    return xml
  }

  /// A joint that no body names turns a small disc of its own, on an axis that gravity cannot turn:
  /// one drive on a bench.
  private static func looseAxes(
    _ robot: borrowing RobotConfiguration
  ) throws(TwinError) -> String {
    var xml = ""
    for index in robot.joints.indices where !hasBody(index, robot) {
      let joint = robot.joints[index]
      let kind = joint.type == .prismatic ? "slide" : "hinge"
      let axis = joint.type == .prismatic ? "1 0 0" : "0 0 1"
      xml += "<body name=\"loose\(index)\"><inertial pos=\"0 0 0\" mass=\"0.1\" "
      xml += "diaginertia=\"0.001 0.001 0.001\"/>"
      xml += "<joint name=\"\(leader(index))\" type=\"\(kind)\" axis=\"\(axis)\""
      xml += try stops(joint) + "/></body>\n"
    }
    return xml
  }

  /// True when a body is moved by controlled joint `joint` itself.
  private static func hasBody(_ joint: Int, _ robot: borrowing RobotConfiguration) -> Bool {
    for index in robot.bodies.indices {
      let body = robot.bodies[index]
      if body.type != .fixed, !body.isMimic, Int(body.joint) == joint { return true }
    }
    return false
  }

  private static func mimics(_ robot: borrowing RobotConfiguration) throws(TwinError) -> String {
    var xml = ""
    for index in robot.bodies.indices {
      let body = robot.bodies[index]
      guard body.isMimic, body.type != .fixed else { continue }
      let line = try numbers([body.offset, body.multiplier, 0, 0, 0], "body \(body.name.text)")
      xml += "<joint joint1=\"\(follower(index))\" joint2=\"\(leader(Int(body.joint)))\" "
      xml += "polycoef=\"\(line)\" solref=\"0.004 1\"/>\n"
    }
    return xml.isEmpty ? "" : "<equality>\n\(xml)</equality>\n"
  }

  private static func numbers(
    _ values: SIMD3<Double>, _ place: String
  ) throws(TwinError) -> String {
    try numbers([values.x, values.y, values.z], place)
  }

  private static func numbers(_ values: [Double], _ place: String) throws(TwinError) -> String {
    for value in values where !value.isFinite {
      throw .configuration("\(place) has a figure that is not a number (\(value))")
    }
    return values.map { "\($0)" }.joined(separator: " ")
  }
}
