import Kinematics
import RealTime
import RobotCore
import Safety
import Units
import Wording

/// What gravity does to the robot: where a joint without a brake ends when its torque goes, and
/// whether each joint can hold what it carries.
struct BodyChecks: ~Copyable {
  let joints: [JointSection]
  let configuration: RobotConfiguration
  private let model: RobotModel
  private let rest: [Double]
  private var work: GravityWork
  private var position: JointVector
  private var effort: JointVector

  init(joints: [JointSection], configuration: RobotConfiguration) {
    self.joints = joints
    self.configuration = configuration
    model = RobotModel(configuration)
    rest = joints.map(\.joint.restPosition.value)
    work = GravityWork(model)
    position = JointVector(repeating: 0, count: joints.count)
    effort = JointVector(repeating: 0, count: joints.count)
  }

  mutating func run() {
    checkRest()
    checkHolding()
  }

  /// What each joint must hold against gravity in a pose, N·m or N.
  private mutating func gravity(_ pose: [Double]) -> [Double] {
    for index in pose.indices { position[index] = pose[index] }
    model.gravity(position: position, using: &work, into: &effort)
    return effort.indices.map { effort[$0] }
  }

  // MARK: Rest

  /// What a joint may move by when its torque goes: an arm that hangs finds its own middle, and a
  /// slide sinks from its limit onto its stop, which are at least a hundredth of its travel apart.
  private func allowance(_ joint: JointConfiguration) -> Double {
    joint.type == .prismatic ? (joint.upperStop.value - joint.lowerStop.value) * 0.015 : 0.1
  }

  /// One joint after the other, from the root outward, those before it where they end: a raised
  /// shoulder is told of the shoulder, not of every joint behind it as well.
  private mutating func checkRest() {
    // Limits that are wrong themselves, or a rest outside of them, have their finding already.
    guard
      joints.allSatisfy({ (section: JointSection) in
        let joint = section.joint
        return joint.lower <= joint.restPosition && joint.restPosition <= joint.upper
      })
    else { return }
    var settled = rest
    for index in outward() where joints[index].joint.loading == .gravityLoaded {
      let joint = joints[index].joint
      let friction = joint.plant.coulombFriction * joint.reducer.drivePerJoint
      let load = gravity(settled)[index]
      let hasSlid = abs(load) > friction
      var end = joint.restPosition.value
      if hasSlid {
        end = self.end(of: index, from: settled, isDown: load > 0, friction: friction)
      } else if let away = away(index, from: settled, friction: friction) {
        end = away
      }
      settled[index] = end
      guard abs(end - joint.restPosition.value) > allowance(joint) * (1 + 1e-9) else { continue }
      tell(index, load: hasSlid ? abs(load) : 0, friction: friction, end: end)
    }
  }

  /// The joints that move something, each before those behind it.
  private func outward() -> [Int] {
    var order: [Int] = []
    for index in configuration.bodies.indices {
      let joint = Int(configuration.bodies[index].joint)
      if joint >= 0, configuration.bodies[index].type != .fixed, !order.contains(joint) {
        order.append(joint)
      }
    }
    return order
  }

  /// Where a joint ends that balances on its rest and is pushed as far as one is allowed to move;
  /// nil when it stays or comes back.
  private mutating func away(
    _ index: Int, from settled: [Double], friction: Double
  ) -> Double? {
    let joint = joints[index].joint
    for side in [-1.0, 1] {
      var position = settled
      position[index] = min(
        max(joint.restPosition.value + side * allowance(joint), joint.lowerStop.value),
        joint.upperStop.value)
      let load = gravity(position)[index]
      if -side * load > friction {
        return end(of: index, from: position, isDown: side < 0, friction: friction)
      }
    }
    return nil
  }

  /// Where the joint comes to rest: where friction holds it again, or its stop.
  private mutating func end(
    of index: Int, from settled: [Double], isDown: Bool, friction: Double
  ) -> Double {
    let joint = joints[index].joint
    let start = settled[index]
    let stop = isDown ? joint.lowerStop.value : joint.upperStop.value
    var position = settled
    let steps = 400
    for step in 1...steps {
      let place = start + (stop - start) * Double(step) / Double(steps)
      position[index] = place
      let load = gravity(position)[index]
      if (isDown ? load : -load) <= friction { return place }
    }
    return stop
  }

  private func tell(_ index: Int, load: Double, friction: Double, end: Double) {
    let joint = joints[index].joint
    let dimensions = joints[index].dimensions
    let (effort, unit) = (dimensions.effort.unit, dimensions.position.unit)
    let isStop = end == joint.lowerStop.value || end == joint.upperStop.value
    let isPast = end < joint.lower.value || end > joint.upper.value
    let moved = abs(end - joint.restPosition.value)
    let cure =
      isStop
      ? "put its rest on the stop (limits and 'stop_margin' so that rest and stop are at most "
        + "\(NumberText.shownDown(allowance(joint))) \(unit) apart)"
      : "write 'rest: \(NumberText.shown((end * 1e3).rounded() / 1e3)) \(unit)'"
    let why =
      load > 0
      ? "where gravity pulls with \(NumberText.shown(load)) \(effort) against "
        + "\(NumberText.shown(friction)) \(effort) of friction: with torque off the joint sinks by "
      : "where it only balances: \(NumberText.shown(allowance(joint))) \(unit) beside it gravity "
        + "pulls it away: with torque off a touch lets the joint fall by "
    joints[index].section.add(
      JointFacts.rest,
      "is \(NumberText.shown(joint.restPosition.value)) \(unit), \(why)\(NumberText.shown(moved)) "
        + "\(unit) to "
        + (isStop ? "its stop at " : "") + "\(NumberText.shown(end)) \(unit)"
        + (isPast ? ", past its limit" : "")
        + "; \(cure), or fit a brake and write 'loading: braked'")
  }

  // MARK: Holding

  /// A pose that an operator can ask for must be one that the joint can hold. The poses of the
  /// profile are computed; beyond them a bound over all poses clears most joints, and for the
  /// others the worst pose is searched for.
  private mutating func checkHolding() {
    var worst: [(load: Double, place: String)] = joints.map { _ in (0, "") }
    for (name, pose) in poses() {
      let load = gravity(pose)
      for index in joints.indices where abs(load[index]) > worst[index].load {
        worst[index] = (abs(load[index]), name)
      }
    }
    let bounds = GravityBound(configuration)
    for index in joints.indices {
      let section = joints[index]
      let limit = section.joint.effortLimit.value
      let unit = section.dimensions
      if worst[index].load <= limit, bounds.effort(of: index) > limit {
        let found = search(index, bounds.related(to: index))
        if found.load > worst[index].load {
          worst[index] = (
            found.load, "at \(NumberText.shown(found.place)) \(unit.position.unit) of its way"
          )
        }
      }
      guard worst[index].load > limit else { continue }
      section.section.add(
        SafetyFacts.effort,
        "is \(NumberText.shown(limit)) \(unit.effort.unit), but holding still "
          + "\(worst[index].place) takes \(NumberText.shown(worst[index].load)) \(unit.effort.unit): it "
          + "cannot hold what it carries; correct the masses of the URDF, narrow the limits, or use a "
          + "stronger drive or reducer")
    }
  }

  /// The poses that the profile names, each with its words.
  private func poses() -> [(String, [Double])] {
    var start = rest
    for index in joints.indices { start[index] = joints[index].joint.startPosition.value }
    var poses = [("at the rest pose", rest), ("at the start pose", start)]
    for index in configuration.motions.indices {
      let motion = configuration.motions[index]
      var pose = rest
      for place in 0..<Int(motion.count) {
        let waypoint = configuration.waypoints[Int(motion.first) + place]
        for joint in joints.indices where waypoint.mask >> UInt64(joint) & 1 == 1 {
          pose[joint] = waypoint.positions[joint]
        }
        poses.append(("at waypoint \(place + 1) of motion '\(motion.name.text)'", pose))
      }
    }
    return poses
  }

  /// Climbs from the middle of all ranges, one joint after the other, twice: a grid of five places,
  /// then half and a quarter of a step around the best. Load depends on each angle as a sine does.
  private mutating func search(
    _ index: Int, _ related: [Int]
  ) -> (load: Double, place: Double) {
    var pose = rest
    for joint in joints.indices {
      let figures = joints[joint].joint
      pose[joint] = (figures.lower.value + figures.upper.value) / 2
    }
    var best = abs(gravity(pose)[index])
    for offsets in [[-2.0, -1, 0, 1, 2], [-0.5, -0.25, 0.25, 0.5]] {
      for joint in related {
        let figures = joints[joint].joint
        let step = (figures.upper.value - figures.lower.value) / 4
        let middle =
          offsets.count == 5 ? (figures.lower.value + figures.upper.value) / 2 : pose[joint]
        for offset in offsets {
          let before = pose[joint]
          pose[joint] = min(max(middle + offset * step, figures.lower.value), figures.upper.value)
          let load = abs(gravity(pose)[index])
          if load > best { best = load } else { pose[joint] = before }
        }
      }
    }
    return (best, pose[index])
  }
}

/// A bound over all poses of the effort that gravity asks of a joint.
private struct GravityBound {
  private var efforts: [Double]
  private var chains: [Set<Int>]

  /// Mass times the longest lever that the links can make of it, for everything behind the joint.
  init(_ configuration: RobotConfiguration) {
    let safety = configuration.safety
    let gravity = SIMD3(safety.gravityX, safety.gravityY, safety.gravityZ)
    let pull = Self.length(gravity)
    let bodies = configuration.bodies.indices.map { configuration.bodies[$0] }
    efforts = [Double](repeating: 0, count: configuration.joints.count)
    chains = [Set<Int>](repeating: [], count: configuration.joints.count)
    // From each body up to the root: `lever` is the farthest it can be from the body passed.
    for body in bodies {
      var lever = Self.length(body.centreOfMass)
      var next = body
      var passed: [Int] = []
      while true {
        let joint = Int(next.joint)
        if joint >= 0, next.type != .fixed {
          let factor = abs(next.multiplier)
          efforts[joint] += body.mass * pull * factor * (next.type == .prismatic ? 1 : lever)
          if next.type == .prismatic { lever += Self.travel(configuration.joints[joint], next) }
          for other in passed {
            chains[joint].insert(other)
            chains[other].insert(joint)
          }
          chains[joint].insert(joint)
          passed.append(joint)
        }
        lever += Self.length(next.translation)
        guard next.parent >= 0 else { break }
        next = bodies[Int(next.parent)]
      }
    }
  }

  private static func travel(_ joint: JointConfiguration, _ body: BodyConfiguration) -> Double {
    max(
      abs(joint.lowerStop.value * body.multiplier + body.offset),
      abs(joint.upperStop.value * body.multiplier + body.offset))
  }

  private static func length(_ vector: SIMD3<Double>) -> Double {
    (vector * vector).sum().squareRoot()
  }

  func effort(of joint: Int) -> Double { efforts[joint] }

  /// The joints before and behind it in its chain, itself included: what its load depends on.
  func related(to joint: Int) -> [Int] { chains[joint].sorted() }
}
