import RealTime
import RobotCore
import Units

/// The robot's matter: actuators in sub-steps of at most 125 µs, bodies in MuJoCo once per tick.
///
/// In a tick the inertia matrix and the effect of gravity and speed are held; within it every joint
/// moves under the torque of that very sub-step, coupled through the whole matrix. MuJoCo then
/// takes the mean effort of the tick and gives the state that the next tick starts from.
struct Plant {
  /// MuJoCo's step.
  let tick: Interval
  /// Sub-steps in a tick.
  let subSteps: Int
  /// Seconds of a sub-step.
  let step: Double
  /// One per joint.
  var actuators: [Actuator] = []
  /// Joint positions, rad or m.
  private(set) var position: [Double]
  /// Joint velocities.
  private(set) var velocity: [Double]
  /// Effort on each joint behind its gear, mean of the last tick.
  private(set) var effort: [Double]
  private var load: [Double]
  private var force: [Double]
  private var drag: [Double]
  private var inverse: [Double]
  private var drift: [Double]
  private var lower: [Double]
  private var upper: [Double]
  private let physics: Physics
  private let words: LightJoints
  private let fastest: [Double]
  /// One sentence for each joint that may be too light to be simulated.
  private(set) var warnings: [String] = []
  /// The joint at which the motion failed first.
  private(set) var failedJoint: Int?
  private var failedWords: String?

  /// Longest step of MuJoCo; longer periods are divided.
  static let longestTick = Interval(milliseconds: 1)
  /// 8 kHz.
  static let longestSubStep = 125_000.0
  /// Multiple of a drive's own speed range at which no real joint moves, not even one that falls
  /// with nothing to hold it: a choice of ours. What does is a simulation that runs away, and some
  /// milliseconds later would no longer be finite.
  private static let fastestShare = 4.0

  init(_ robot: borrowing RobotConfiguration, period: Interval, seed: UInt64) throws(TwinError) {
    guard period > .zero else { throw .configuration("its period is not above 0") }
    let longest = Plant.longestTick.nanoseconds
    let parts = (period.nanoseconds + longest - 1) / longest
    // A period that does not divide gets ticks that are shorter by less than a nanosecond: once in
    // a long while one more of them falls into a cycle.
    tick = Interval(nanoseconds: period.nanoseconds / parts)
    physics = try Physics(robot, timestep: tick)
    words = LightJoints(robot)
    let count = robot.joints.count
    var fastest = [Double](repeating: .infinity, count: count)
    for joint in 0..<count {
      let range = robot.joints[joint].drive.velocityRange.value
      if range > 0 { fastest[joint] = range * Plant.fastestShare }
    }
    self.fastest = fastest
    position = [Double](repeating: 0, count: count)
    velocity = [Double](repeating: 0, count: count)
    effort = [Double](repeating: 0, count: count)
    load = [Double](repeating: 0, count: count)
    force = [Double](repeating: 0, count: count)
    drag = [Double](repeating: 0, count: count)
    inverse = [Double](repeating: 0, count: count * count)
    drift = [Double](repeating: 0, count: count)
    lower = [Double](repeating: -.infinity, count: count)
    upper = [Double](repeating: .infinity, count: count)
    for joint in 0..<count {
      let figures = robot.joints[joint]
      position[joint] = figures.startPosition.value
      if figures.lowerStop < figures.upperStop {
        lower[joint] = figures.lowerStop.value
        upper[joint] = figures.upperStop.value
      }
      physics.place(joint, position: position[joint], velocity: 0)
    }
    guard physics.begin(&inverse, &drift) else { throw .physics(physics.failure) }
    subSteps = try Plant.subSteps(robot, tick: tick, inverse: inverse)
    step = tick.seconds / Double(subSteps)
    for joint in 0..<count {
      var actuator = try Actuator(
        robot.joints[joint], step: step, seed: seed &+ UInt64(joint) &* 0x9E37_79B9)
      actuator.limitMesh(
        step: step, inertia: Plant.lightest(actuator.gear, inverse[joint * count + joint]))
      actuators.append(actuator)
    }
    warnings = try lightJoints(robot).map { words.warning($0) }
  }

  /// Inertia at the drive's output of the lighter of rotor and joint.
  private static func lightest(_ gear: Gear, _ free: Double) -> Double {
    min(gear.inertia, gear.slope * gear.slope / free)
  }

  /// Enough for 8 kHz and, up to 32 kHz, for the springs of the gears.
  private static func subSteps(
    _ robot: borrowing RobotConfiguration, tick: Interval, inverse: [Double]
  ) throws(TwinError) -> Int {
    var steps = max(1, (Double(tick.nanoseconds) / longestSubStep).rounded(.up))
    for joint in robot.joints.indices {
      let gear = try Gear(robot.joints[joint])
      let free = inverse[joint * robot.joints.count + joint]
      let rate = (gear.stiffness / lightest(gear, free)).squareRoot()
      steps = max(steps, (rate * tick.seconds / 0.4).rounded(.up))
    }
    let most = (Double(tick.nanoseconds) / 31_250).rounded(.up)
    return Int(min(steps, max(1, most)))
  }

  /// What a drive moves at its output as the robot stands now, kg·m².
  func inertia(of joint: Int) -> Double {
    let gear = actuators[joint].gear
    let free = gear.slope * gear.slope / inverse[joint * force.count + joint]
    return gear.isElastic ? gear.inertia + free : free
  }

  /// Starts a tick; false when the motion cannot go on.
  mutating func begin() -> Bool {
    for joint in load.indices { load[joint] = 0 }
    guard physics.begin(&inverse, &drift) else { return fail(physics.failure) }
    return true
  }

  /// One sub-step under the currents that the actuators carry now.
  mutating func advance() {
    pull()
    accelerate()
    rub()
    for joint in position.indices {
      // A joint on its stop does not go on within the tick; MuJoCo's constraint does the rest.
      if position[joint] <= lower[joint] { velocity[joint] = max(0, velocity[joint]) }
      if position[joint] >= upper[joint] { velocity[joint] = min(0, velocity[joint]) }
      position[joint] += step * velocity[joint]
      load[joint] += force[joint]
      if !actuators[joint].gear.isElastic { follow(joint) }
      actuators[joint].encoder.sample(actuators[joint].rotor)
    }
  }

  /// A rigid gear: the rotor is where the joint is.
  private mutating func follow(_ joint: Int) {
    let gear = actuators[joint].gear
    actuators[joint].rotor = gear.drive(position[joint])
    actuators[joint].speed = velocity[joint] / gear.slope
  }

  /// Effort of each gear on its joint; elastic gears move their rotor on the way.
  private mutating func pull() {
    for joint in force.indices {
      let gear = actuators[joint].gear
      guard gear.isElastic else {
        force[joint] = actuators[joint].torque / gear.slope
        continue
      }
      let angle = gear.drive(position[joint])
      let rate = velocity[joint] / gear.slope
      let mesh = actuators[joint].mesh(joint: angle, rate: rate)
      force[joint] = mesh / gear.slope
      let most = actuators[joint].friction
      let free = actuators[joint].speed + step * (actuators[joint].torque - mesh) / gear.inertia
      // Friction takes at most what stops the rotor in this step, so it sticks instead of
      // chattering.
      let stop = -free * gear.inertia / step
      let drag = min(most, max(-most, stop))
      actuators[joint].speed = free + step * drag / gear.inertia
      actuators[joint].rotor += step * actuators[joint].speed
    }
  }

  private mutating func accelerate() {
    let count = force.count
    for row in 0..<count {
      var acceleration = drift[row]
      for column in 0..<count {
        acceleration += inverse[row * count + column] * force[column]
      }
      velocity[row] += step * acceleration
    }
  }

  /// Friction of rigid gears, jams, brakes: each joint in turn takes at most what stops it.
  private mutating func rub() {
    for joint in drag.indices {
      drag[joint] = 0
      rub(joint)
    }
    // What stops one joint moves its neighbours again. Against friction that is too little to
    // matter; held by brakes a chain of eight would creep by a third of a degree a second.
    for _ in 0..<2 {
      for joint in drag.indices where actuators[joint].lock.effort > 0 { rub(joint) }
    }
    for joint in drag.indices where actuators[joint].lock.effort > 0 {
      let hasSlipped = abs(drag[joint]) >= 0.999 * most(joint)
      if hasSlipped || actuators[joint].lock.anchor == nil {
        actuators[joint].lock.anchor = position[joint]
      }
    }
  }

  /// Most effort against the motion of a joint, but for the friction of an elastic gear.
  private func most(_ joint: Int) -> Double {
    let held = actuators[joint].jam + actuators[joint].lock.effort
    let gear = actuators[joint].gear
    return gear.isElastic ? held : held + actuators[joint].friction / abs(gear.slope)
  }

  private mutating func rub(_ joint: Int) {
    let count = force.count
    let most = most(joint)
    guard most > 0 else { return }
    // A fiftieth of the way back in each sub-step: within milliseconds, and without a jerk.
    var wanted = 0.0
    if let anchor = actuators[joint].lock.anchor {
      wanted = 0.02 * (anchor - position[joint]) / step
    }
    let stop = (wanted - velocity[joint]) / (inverse[joint * count + joint] * step)
    let change = min(most, max(-most, drag[joint] + stop)) - drag[joint]
    drag[joint] += change
    force[joint] += change
    for row in 0..<count {
      velocity[row] += step * inverse[row * count + joint] * change
    }
  }

  /// Ends a tick: MuJoCo moves the bodies. Returns the electrical power taken, W, or nil when the
  /// motion cannot go on.
  mutating func finish() -> Double? {
    for joint in load.indices { effort[joint] = load[joint] / Double(subSteps) }
    guard physics.finish(effort) else {
      fail(physics.failure)
      return nil
    }
    var power = 0.0
    for joint in load.indices {
      position[joint] = physics.position(joint)
      velocity[joint] = physics.velocity(joint)
      if !actuators[joint].gear.isElastic { follow(joint) }
      power += actuators[joint].settle(elapsed: tick.seconds)
    }
    guard haste(of: runaway) < 1 else {
      fail("a joint runs away")
      return nil
    }
    return power
  }

  /// Speed of a joint as a share of what no real one reaches.
  private func haste(of joint: Int?) -> Double {
    guard let joint else { return 0 }
    let share = abs(velocity[joint] / actuators[joint].gear.slope) / fastest[joint]
    return share.isFinite ? share : .infinity
  }

  /// The joint that is the fastest against its drive.
  private var runaway: Int? {
    var fastest: Int?
    for joint in 0..<velocity.count {
      if let known = fastest, haste(of: joint) <= haste(of: known) { continue }
      fastest = joint
    }
    return fastest
  }

  @discardableResult
  private mutating func fail(_ why: String) -> Bool {
    if failedWords == nil {
      failedJoint = runaway
      failedWords = why
    }
    return false
  }

  /// What moves with the joint at which the motion failed, kg·m² or kg, as last known.
  var failedInertia: Double {
    guard let failedJoint else { return 0 }
    return 1 / inverse[failedJoint * force.count + failedJoint]
  }

  /// What went wrong, in MuJoCo's words, and where.
  var failure: String {
    words.failure(failedWords ?? physics.failure, joint: failedJoint, inertia: failedInertia)
  }
  /// Kinetic plus potential energy of the bodies as of the last `begin`, J.
  var energy: Double { physics.energy }

  /// Puts a joint somewhere, at rest; its drive sees a jump.
  mutating func place(_ joint: Int, at value: Double) {
    physics.place(joint, position: value, velocity: 0)
    position[joint] = value
    velocity[joint] = 0
    actuators[joint].rotor = actuators[joint].gear.drive(value)
    actuators[joint].speed = 0
    actuators[joint].lock.anchor = nil
  }
}

extension Actuator {
  /// Sets the mesh to what sub-steps of `step` seconds integrate without ringing: ω·step ≤ 0.4 for
  /// the lighter side. A play without a stated spring gets a mesh a quarter as stiff as that.
  mutating func limitMesh(step: Double, inertia: Double) {
    guard gear.isElastic else { return }
    let stiffest = 0.16 * inertia / (step * step)
    stiffness = gear.stiffness > 0 ? min(gear.stiffness, stiffest) : stiffest / 4
    let critical = 2 * (stiffness * inertia).squareRoot()
    damping = gear.damping > 0 ? min(gear.damping, 0.3 * inertia / step) : 0.2 * critical
  }
}
