import RealTime
import RobotCore
import Units
import Wording

/// Which joints move too little for the sub-steps, and what made a motion fail: in words.
struct LightJoints {
  /// A joint and what moves with it at least.
  struct LightJoint {
    let joint: Int
    /// kg·m² or kg, at the joint, in the worst pose that was tried.
    let inertia: Double
    /// What it takes.
    let needed: Double
  }

  private let names: [String]
  private let links: [String]
  private let isSliding: [Bool]
  /// Links without extent: what "corrects" an inertia of zero to something above it.
  private let points: [String]

  /// Below this radius of gyration a link is as good as a point, m.
  private static let smallest = 1e-3
  /// ω · step of a gear's mesh, and share of its speed that damping takes in a sub-step: more than
  /// this is no longer integrated well, twice as much not at all.
  static let fastest = 1.0

  init(_ robot: borrowing RobotConfiguration) {
    var names: [String] = []
    var links: [String] = []
    var isSliding: [Bool] = []
    for joint in robot.joints.indices {
      names.append(robot.joints[joint].name.text)
      links.append("")
      isSliding.append(robot.joints[joint].type == .prismatic)
    }
    var points: [String] = []
    for index in robot.bodies.indices {
      let body = robot.bodies[index]
      if body.type != .fixed, !body.isMimic, links.indices ~= Int(body.joint) {
        links[Int(body.joint)] = body.name.text
      }
      let least = body.inertiaDiagonal.min()
      if body.mass > 0, least < body.mass * LightJoints.smallest * LightJoints.smallest {
        points.append("\(body.name.text) (\(body.mass) kg, \(LightJoints.short(least)) kg·m²)")
      }
    }
    self.names = names
    self.links = links
    self.isSliding = isSliding
    self.points = points
  }

  /// "pitch (link n1)".
  func name(of joint: Int) -> String {
    links[joint].isEmpty ? names[joint] : "\(names[joint]) (link \(links[joint]))"
  }

  /// One sentence before the run.
  func warning(_ found: LightJoint) -> String {
    let unit = isSliding[found.joint] ? "kg" : "kg·m²"
    let culprits =
      points.isEmpty
      ? "" : "; as good as points are: \(points.joined(separator: ", "))"
    return "joint \(name(of: found.joint)): as little as \(Self.short(found.inertia)) \(unit) move "
      + "with it, the simulation needs at least \(Self.short(found.needed)) \(unit) and may "
      + "diverge\(culprits); take masses and inertias from the CAD model"
  }

  /// What went wrong, in the words of the physics, and where it began.
  func failure(_ words: String, joint: Int?, inertia: Double) -> String {
    guard let joint else { return words }
    let unit = isSliding[joint] ? "kg" : "kg·m²"
    return "\(words), first at joint \(name(of: joint)), with which \(Self.short(inertia)) \(unit) "
      + "move"
  }

  /// Two digits.
  private static func short(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0" }
    var power = 0
    var digits = value
    while digits < 9.95 { (digits, power) = (digits * 10, power - 1) }
    while digits >= 99.5 { (digits, power) = (digits / 10, power + 1) }
    let whole = Int(digits.rounded())
    let scale = power + 1
    if (-4...2).contains(scale) {
      var text = Double(whole)
      for _ in 0..<max(0, -power) { text /= 10 }
      for _ in 0..<max(0, power) { text *= 10 }
      return "\(text)"
    }
    return "\(whole / 10).\(whole % 10)e\(scale)"
  }
}

extension Plant {
  /// Joints that some pose leaves too light for the gears' meshes and dampings as they are used
  /// here: the start pose, and eight more between the stops.
  func lightJoints(_ robot: borrowing RobotConfiguration) throws(TwinError) -> [LightJoints
    .LightJoint]
  {
    let probe = try Physics(robot, timestep: tick)
    let count = robot.joints.count
    var inverse = [Double](repeating: 0, count: count * count)
    var drift = [Double](repeating: 0, count: count)
    var worst = [Double](repeating: 0, count: count)
    var chance = Chance(seed: 1)
    for pose in 0..<9 {
      for joint in 0..<count {
        let figures = robot.joints[joint]
        var place = figures.startPosition.value
        let (lower, upper) = (figures.lower.value, figures.upper.value)
        if pose > 0, lower < upper { place = lower + chance.fraction() * (upper - lower) }
        probe.place(joint, position: place, velocity: 0)
      }
      // A matrix that cannot be inverted has a joint with which nothing moves.
      let isSound = probe.begin(&inverse, &drift)
      for joint in 0..<count {
        worst[joint] = isSound ? max(worst[joint], inverse[joint * count + joint]) : .infinity
      }
    }
    var found: [LightJoints.LightJoint] = []
    for joint in 0..<count {
      let needed = leastInertia(robot.joints[joint], actuators[joint])
      let least = 1 / worst[joint]
      if least < needed { found.append(.init(joint: joint, inertia: least, needed: needed)) }
    }
    return found
  }

  /// Inertia at the joint with which mesh and damping are still integrated well.
  private func leastInertia(_ joint: JointConfiguration, _ actuator: Actuator) -> Double {
    let gear = actuator.gear
    guard gear.isElastic else {
      return max(joint.damping, joint.stopDamping) * step / LightJoints.fastest
    }
    let fastest = LightJoints.fastest
    let atDrive = max(
      actuator.stiffness * step * step / (fastest * fastest), actuator.damping * step / fastest)
    return atDrive / (gear.slope * gear.slope)
  }
}
