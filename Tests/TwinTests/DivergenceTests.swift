import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wording

/// What is too light to be simulated is named before the run; what runs away ends it.
@Suite struct DivergenceTests {
  /// The neck of point masses: 1e-9 kg·m² "corrected" from 0, three axes through one head.
  static func neck(inertia: Double = 1e-9) -> RobotConfiguration {
    var robot = RobotConfiguration()
    robot.buses.append(BusConfiguration())
    let names = ["pitch", "roll", "yaw"]
    let axes: [SIMD3<Double>] = [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    for index in 0..<3 {
      var joint = Sample.joint(names[index], id: UInt32(index + 1))
      joint.lowerStop = Position(-1)
      joint.upperStop = Position(1)
      joint.lower = Position(-0.9)
      joint.upper = Position(0.9)
      joint.plant.backlash = 0.003
      robot.joints.append(joint)
      var body = BodyConfiguration()
      body.name = Label(["n1", "n2", "head"][index]) ?? Label()
      body.parent = Int32(index) - 1
      body.type = .revolute
      body.joint = Int32(index)
      body.axis = axes[index]
      body.mass = index == 2 ? 1.34 : 0.1
      if index == 1 { body.translation = [0.0095, 0, 0] }
      if index == 2 { body.centreOfMass = [0.0185, 0, 0.1108] }
      body.inertiaDiagonal = [inertia, inertia, inertia]
      robot.bodies.append(body)
    }
    return robot
  }

  @Test func theLightLinksAreNamedBeforeTheRun() throws {
    let twin = try Twin(configuration: Self.neck())
    #expect(!twin.warnings.isEmpty)
    let text = twin.warnings.joined(separator: "\n")
    for part in ["joint pitch", "n1 (0.1 kg", "head (1.34 kg", "at least", "CAD"] {
      #expect(text.contains(part), "\(text) does not say \(part)")
    }
  }

  @Test func aSoundRobotIsNotWarnedOf() throws {
    #expect(try Twin(configuration: Sample.openArm()).warnings == [])
    #expect(try Twin(configuration: Sample.chain()).warnings == [])
    #expect(try Twin(configuration: Self.neck(inertia: 2e-3)).warnings == [])
  }

  /// Driven about, the neck runs away; the twin says so, and where, and all drives fall silent.
  @Test func aMotionThatRunsAwayEndsTheTwin() throws {
    let bench = try Bench(Self.neck())
    for drive in 1...3 { _ = bench.ask(UInt32(drive), enable, wait: 1) }
    for _ in 0..<2_000 where bench.twin.failure == nil {
      for drive in 1...3 { bench.send(UInt32(drive), goToOne) }
      bench.run(milliseconds: 2)
    }
    let failure = try #require(bench.twin.failure)
    #expect(failure.contains("first at joint") && failure.contains("link"), "\(failure)")
    #expect(bench.twin.failedJoint.index >= 0)
    #expect(bench.ask(0x7FF, refresh).isEmpty)
  }
}
