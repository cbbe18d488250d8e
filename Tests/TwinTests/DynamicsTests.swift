import CMuJoCo
import Kinematics
import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire
import Wording

/// MuJoCo against the project's own dynamics: two implementations of the same body.
@Suite struct DynamicsTests {
  /// MuJoCo with the default robot's body, all gears rigid.
  @safe private final class Body {
    let robot: RobotConfiguration
    private let handle: OpaquePointer
    var inverse: [Double]
    var drift: [Double]

    init() throws {
      var arm = try Sample.openArm()
      for joint in arm.joints.indices {
        arm.joints[joint].plant.torsionalStiffness = 0
        arm.joints[joint].plant.backlash = 0
      }
      robot = arm
      let count = arm.joints.count
      inverse = [Double](repeating: 0, count: count * count)
      drift = [Double](repeating: 0, count: count)
      let text = try MJCF.text(of: arm, timestep: Interval(milliseconds: 1))
        .utf8.map { CChar(bitPattern: $0) }
      var message = [CChar](repeating: 0, count: 256)
      unsafe handle = try #require(
        unsafe plant_open(text, text.count, &message, message.count))
      for joint in 0..<count {
        unsafe #expect(plant_bind(handle, "j\(joint)", Int32(joint), 1, 0, 1) == 0)
      }
      for index in arm.bodies.indices where arm.bodies[index].isMimic {
        let body = arm.bodies[index]
        let result = unsafe plant_bind(
          handle, "m\(index)", body.joint, body.multiplier, body.offset, 0)
        #expect(result == 0)
      }
    }

    deinit { unsafe plant_close(handle) }

    func begin(_ position: borrowing JointVector, _ velocity: borrowing JointVector) {
      for joint in position.indices {
        unsafe plant_place(handle, Int32(joint), position[joint], velocity[joint])
      }
      let result = unsafe plant_begin(handle, &inverse, &drift, Int32(position.count))
      #expect(result == 0)
    }
  }

  /// Poses and speeds spread over the joints' ranges, the same every time.
  private static func spread(
    _ robot: RobotConfiguration, _ sample: Int, _ position: inout JointVector,
    _ velocity: inout JointVector
  ) {
    for joint in robot.joints.indices {
      let figures = robot.joints[joint]
      let share = Double((sample * 37 + joint * 61) % 97) / 96
      position[joint] = figures.lower.value + share * (figures.upper.value - figures.lower.value)
      velocity[joint] =
        (Double((sample * 53 + joint * 29) % 89) / 44 - 1) * figures.velocityLimit.value
    }
  }

  /// The acceleration that MuJoCo gives a body without effort needs, in our dynamics, no effort.
  @Test func freeMotionNeedsNoEffort() throws {
    let body = try Body()
    let model = RobotModel(body.robot)
    let count = body.robot.joints.count
    var position = JointVector(repeating: 0, count: count)
    var velocity = JointVector(repeating: 0, count: count)
    var drift = JointVector(repeating: 0, count: count)
    var effort = JointVector(repeating: 0, count: count)
    for sample in 0..<40 {
      Self.spread(body.robot, sample, &position, &velocity)
      body.begin(position, velocity)
      for joint in drift.indices { drift[joint] = body.drift[joint] }
      model.inverseDynamics(
        position: position, velocity: velocity, acceleration: drift, gravity: model.gravity,
        withRotors: true, into: &effort)
      for joint in effort.indices {
        #expect(abs(effort[joint]) < 1e-6, "sample \(sample), joint \(joint)")
      }
    }
  }

  /// One column of MuJoCo's inverse inertia is the acceleration that one unit of effort makes.
  @Test func inertiaMatricesAgree() throws {
    let body = try Body()
    let model = RobotModel(body.robot)
    let count = body.robot.joints.count
    let still = JointVector(repeating: 0, count: count)
    var position = JointVector(repeating: 0, count: count)
    var velocity = JointVector(repeating: 0, count: count)
    var acceleration = JointVector(repeating: 0, count: count)
    var effort = JointVector(repeating: 0, count: count)
    for sample in 0..<10 {
      Self.spread(body.robot, sample, &position, &velocity)
      body.begin(position, still)
      for column in 0..<count {
        for row in 0..<count { acceleration[row] = body.inverse[row * count + column] }
        model.inverseDynamics(
          position: position, velocity: still, acceleration: acceleration, gravity: Vector3(),
          withRotors: true, into: &effort)
        for row in 0..<count {
          #expect(abs(effort[row] - (row == column ? 1 : 0)) < 1e-6, "\(sample) \(row) \(column)")
        }
      }
    }
  }

  /// The default robot in its twin: nothing happens to it that a robot would not do, for two
  /// seconds without torque, and its drives answer with their own ids.
  @Test func defaultRobotLives() throws {
    let bench = try Bench(try Sample.openArm())
    bench.run(milliseconds: 2_000)
    #expect(bench.twin.failure == nil)
    let robot = try Sample.openArm()
    for joint in robot.joints.indices {
      let figures = robot.joints[joint]
      let position = bench.twin.jointTruth(joint).position.value
      #expect(position > figures.lowerStop.value - 0.02)
      #expect(position < figures.upperStop.value + 0.02)
      let id = UInt8(figures.drive.commandID)
      let answers = bench.ask(0x7FF, [id, 0, 0xCC, 0])
      #expect(answers.map(\.id) == [figures.drive.feedbackID])
    }
  }
}
