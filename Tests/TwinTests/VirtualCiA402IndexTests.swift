import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// Homing to the index of a CiA 402 servo's encoder: once per turn of the motor, 65 536 increments.
@Suite struct VirtualCiA402IndexTests {
  private let turn = 65_536.0 / (2 * Double.pi)
  /// Where the tests' encoder has its index, rad.
  private let place = 0.7

  private func angle(_ servo: ServoBench) -> Double { servo.twin.jointTruth(0).position.value }

  /// Enabled in homing mode by this method, the zero to be called 100.
  private func servo(
    _ method: Int64, at start: Double = 0, slow: Int64 = 20_000,
    adjust: (inout JointConfiguration) -> Void = { _ in }
  ) throws -> ServoBench {
    var robot = ServoBench.oneServo()
    robot.joints[0].startPosition = Position(start)
    robot.joints[0].homing.position = Position(place)
    adjust(&robot.joints[0])
    let servo = try ServoBench(node: 1, robot)
    servo.write(0x6098, 0, method, 1)
    servo.write(0x6099, 1, 40_000, 4)
    servo.write(0x6099, 2, slow, 4)
    servo.write(0x609A, 0, 400_000, 4)
    servo.write(0x607C, 0, 100, 4)
    servo.enable(mode: 6)
    return servo
  }

  /// Where the joint is when the drive counts what it calls its home position.
  private func home(_ servo: ServoBench) -> Double {
    angle(servo) - Double(servo.position - 100) / turn
  }

  /// From either side of a mark: the next one in the method's direction, a turn apart.
  @Test(
    arguments: [
      (33, 0.0, 0.7 - 2 * Double.pi), (34, 0.0, 0.7), (33, 1.2, 0.7),
      (34, 1.2, 0.7 + 2 * Double.pi),
      (33, 0.75, 0.7), (34, 0.65, 0.7),
    ] as [(Int64, Double, Double)])
  func theNextIndexInItsDirection(_ method: Int64, _ start: Double, _ mark: Double) throws {
    let servo = try servo(method, at: start) {
      $0.lowerStop = Position(-20)
      $0.upperStop = Position(20)
    }
    servo.control(0x1F)
    #expect(servo.status & 0x3400 == 0)
    servo.bench.run(milliseconds: 200)
    let speed = servo.twin.jointTruth(0).velocity.value * turn
    if abs(mark - start) > 1 {
      #expect(abs(abs(speed) - 20_000) < 1_000 && (speed > 0) == (method == 34), "at 6099:2")
    }
    servo.bench.run(milliseconds: 4_000)
    #expect(servo.status & 0x3400 == 0x1400)
    #expect(abs(home(servo) - mark) < 2e-3)
    let beyond = (angle(servo) - mark) * (method == 34 ? 1 : -1)
    #expect(beyond > 0 && beyond < 0.1, "it stands where it has braked, no turn away")
  }

  /// Marks come once per turn of the motor, which is many in one turn of what its gear drives; a
  /// drive that turns the other way finds the same place.
  @Test(arguments: [(33, 1.0), (34, -1.0)] as [(Int64, Double)])
  func behindAGear(_ method: Int64, _ sign: Double) throws {
    let pitch = 2 * Double.pi / 10
    let servo = try servo(method, at: place + 0.3) {
      $0.reducer.kind = .planetary
      $0.reducer.ratio = 10
      $0.reducer.sign = sign
      $0.plant.reflectedInertia = 1e-3
    }
    servo.control(0x1F)
    servo.bench.run(milliseconds: 4_000)
    #expect(servo.status & 0x3400 == 0x1400)
    let count = Double(servo.position - 100) / turn / 10 * sign
    #expect(abs(angle(servo) - count - place) < 2e-3, "downwards of the joint, either way")
    #expect(abs(angle(servo) - place) < pitch / 4)
  }

  /// 1 and 2: back from a limit switch, then the next index.
  @Test(
    arguments: [(1, TwinSwitch.negativeLimit, -9.0, 0.4), (2, .positiveLimit, 1.0, 9.0)]
      as [(Int64, TwinSwitch, Double, Double)])
  func theIndexBehindALimitSwitch(
    _ method: Int64, _ kind: TwinSwitch, _ from: Double, _ to: Double
  ) throws {
    let servo = try servo(method, at: method == 1 ? 1.5 : 0)
    servo.twin.mount(kind, joint: 0, from: Position(from), to: Position(to))
    servo.control(0x1F)
    servo.bench.run(milliseconds: 6_000)
    #expect(servo.status & 0x3400 == 0x1400)
    #expect(abs(home(servo) - place) < 2e-3, "not the one it passed on its way to the switch")
  }

  @Test(arguments: [(33, TwinSwitch.negativeLimit), (34, .positiveLimit)] as [(Int64, TwinSwitch)])
  func aLimitBeforeTheIndexIsAnError(_ method: Int64, _ kind: TwinSwitch) throws {
    let servo = try servo(method, at: place)
    let sign: Double = method == 34 ? 1 : -1
    let ends = [place + sign * 0.5, sign * 20].sorted()
    servo.twin.mount(kind, joint: 0, from: Position(ends[0]), to: Position(ends[1]))
    // The mark under it may have been passed already: from a little beyond it, none comes.
    servo.twin.place(joint: 0, at: Position(place + sign * 0.1))
    servo.bench.run(milliseconds: 20)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 3_000)
    #expect(servo.status & 0x3000 == 0x2000)
    #expect(abs(servo.twin.jointTruth(0).velocity.value) < 0.05 && servo.state == 0x27)
  }

  @Test func anIndexThatIsBrokenNeverComes() throws {
    let servo = try servo(34) { $0.upperStop = Position(40) }
    servo.twin.breakIndex(drive: 0)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 5_000)
    #expect(servo.status & 0x3400 == 0, "it goes on looking")
    #expect(angle(servo) > 7)
    servo.control(0x0F)
    servo.bench.run(milliseconds: 500)
    #expect(servo.status & 0x3000 == 0 && abs(servo.twin.jointTruth(0).velocity.value) < 0.05)
  }

  @Test func aSecondHomingFindsTheSamePlace() throws {
    let servo = try servo(34)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 3_000)
    #expect(abs(home(servo) - place) < 2e-3)
    servo.control(0x0F)
    servo.write(0x6098, 0, 33, 1)
    servo.write(0x607C, 0, -5_000, 4)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 3_000)
    #expect(servo.status & 0x3400 == 0x1400)
    let zero = angle(servo) - Double(servo.position + 5_000) / turn
    #expect(abs(zero - place) < 2e-3)
  }
}
