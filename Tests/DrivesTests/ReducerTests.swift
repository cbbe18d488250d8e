import Drives
import Reducers
import RobotCore
import Testing
import Units

@Suite("Reducers")
struct ReducerTests {
  static func configuration(
    _ kind: ReducerKind, ratio: Double = 1, metres: Double = 1, sign: Double = 1, offset: Double = 0
  ) -> ReducerConfiguration {
    var configuration = ReducerConfiguration()
    configuration.kind = kind
    configuration.ratio = ratio
    configuration.metresPerRadian = metres
    configuration.sign = sign
    configuration.offset = Position(offset)
    return configuration
  }

  static let all: [Reducer] = [
    Reducer(configuration(.direct)), Reducer(configuration(.direct, sign: -1, offset: 0.4)),
    Reducer(configuration(.planetary, ratio: 9, offset: -1)),
    Reducer(configuration(.strainWave, ratio: 101, sign: -1)),
    Reducer(configuration(.cycloidal, ratio: 29.5, sign: -1, offset: 2)),
    Reducer(configuration(.linear, metres: 0.0425)),
    Reducer(configuration(.linear, metres: 0.005, sign: -1, offset: 0.03)),
  ]

  @Test("1 rad at the output is 1 rad at the joint", arguments: Model.all)
  func outputIsJoint(model: Model) throws {
    // The actuator's own gear ratio is in the configuration and must not matter.
    let report = try #require(model.drive().decode(feedback(model, p: 1)))
    let joint = Reducer(ReducerConfiguration()).joint(report)
    #expect(abs(joint.position.value - 1) <= 2 * model.ranges.p / 65_535)
  }

  @Test("each kind by hand")
  func byHand() {
    var report = DriveReport()
    report.position = Angle(10)
    report.velocity = AngularVelocity(2)
    report.torque = Torque(3)
    let gear = Reducer(Self.configuration(.planetary, ratio: 5, sign: -1, offset: 0.5)).joint(
      report)
    #expect(gear.position.value == -1.5)
    #expect(gear.velocity.value == -0.4)
    #expect(gear.effort.value == -15)
    let rack = Reducer(Self.configuration(.linear, metres: 0.02, offset: 0.1)).joint(report)
    #expect(abs(rack.position.value - 0.3) < 1e-15)
    #expect(rack.velocity.value == 0.04)
    #expect(rack.effort.value == 150)
    // A direct drive ignores what belongs to other kinds.
    let direct = Reducer(Self.configuration(.direct, ratio: 7, metres: 3)).joint(report)
    #expect(direct.position.value == 10 && direct.effort.value == 3)
  }

  @Test("there and back is the same", arguments: all)
  func roundTrip(reducer: Reducer) {
    var random = SeededGenerator(state: 7)
    for _ in 0..<1_000 {
      var command = JointCommand()
      command.position = Position(.random(in: -3...3, using: &random))
      command.velocity = Velocity(.random(in: -8...8, using: &random))
      command.effort = Effort(.random(in: -40...40, using: &random))
      let drive = reducer.drive(command)
      var report = DriveReport()
      (report.position, report.velocity, report.torque) =
        (drive.position, drive.velocity, drive.torque)
      let joint = reducer.joint(report)
      #expect(abs(joint.position.value - command.position.value) < 1e-14)
      #expect(abs(joint.velocity.value - command.velocity.value) < 1e-14)
      #expect(abs(joint.effort.value - command.effort.value) < 1e-13)
    }
  }

  @Test("power is the same on both sides", arguments: all)
  func power(reducer: Reducer) {
    var random = SeededGenerator(state: 8)
    for _ in 0..<1_000 {
      var report = DriveReport()
      report.velocity = AngularVelocity(.random(in: -30...30, using: &random))
      report.torque = Torque(.random(in: -20...20, using: &random))
      let joint = reducer.joint(report)
      let drivePower = report.velocity.value * report.torque.value
      #expect(abs(joint.velocity.value * joint.effort.value - drivePower) < 1e-11)
    }
  }

  @Test("the drive's law makes the effort that the joint's law asks for", arguments: all)
  func gains(reducer: Reducer) {
    var random = SeededGenerator(state: 9)
    for _ in 0..<1_000 {
      var command = JointCommand()
      command.position = Position(.random(in: -3...3, using: &random))
      command.velocity = Velocity(.random(in: -3...3, using: &random))
      command.effort = Effort(.random(in: -10...10, using: &random))
      command.stiffness = .random(in: 0...200, using: &random)
      command.damping = .random(in: 0...5, using: &random)
      var report = DriveReport()
      report.position = Angle(.random(in: -6...6, using: &random))
      report.velocity = AngularVelocity(.random(in: -6...6, using: &random))
      let drive = reducer.drive(command)
      report.torque = Torque(
        drive.stiffness * (drive.position.value - report.position.value)
          + drive.damping * (drive.velocity.value - report.velocity.value) + drive.torque.value)
      let joint = reducer.joint(report)
      let wanted =
        command.stiffness * (command.position.value - joint.position.value)
        + command.damping * (command.velocity.value - joint.velocity.value) + command.effort.value
      #expect(abs(joint.effort.value - wanted) < 1e-9)
      #expect(drive.stiffness >= 0 && drive.damping >= 0)
    }
  }
}
