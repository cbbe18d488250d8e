import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// The modes of CiA 402 by what the joint does. One turn is 65 536 increments.
@Suite struct VirtualCiA402MotionTests {
  private let turn = 65_536.0 / (2 * Double.pi)

  private func angle(_ servo: ServoBench) -> Double { servo.twin.jointTruth(0).position.value }
  private func speed(_ servo: ServoBench) -> Double { servo.twin.jointTruth(0).velocity.value }

  @Test func profilePositionWithItsHandshake() throws {
    let servo = try ServoBench()
    servo.write(0x6081, 0, 65_536, 4)
    servo.write(0x6083, 0, 655_360, 4)
    servo.write(0x6084, 0, 655_360, 4)
    servo.enable(mode: 1)
    servo.write(0x607A, 0, 20_000, 4)
    servo.bench.run(milliseconds: 50)
    #expect(abs(servo.position) <= 8, "no motion before bit 4")
    #expect(servo.status & 0x1400 == 0)
    servo.control(0x1F)
    #expect(servo.status & 0x1400 == 0x1000, "acknowledged, not reached")
    servo.control(0x0F)
    #expect(servo.status & 0x1000 == 0)
    servo.bench.run(milliseconds: 100)
    #expect(abs(speed(servo) - 2 * Double.pi) < 0.4, "at profile velocity")
    servo.bench.run(milliseconds: 500)
    #expect(abs(servo.position - 20_000) < 30)
    #expect(servo.status & 0x0400 == 0x0400)
    // Relative, back by half.
    servo.write(0x607A, 0, -10_000, 4)
    servo.control(0x5F)
    servo.control(0x0F)
    servo.bench.run(milliseconds: 600)
    #expect(abs(servo.position - 10_000) < 30)
  }

  @Test func aSetPointWaitsOrReplacesTheOneUnderWay() throws {
    let servo = try ServoBench()
    servo.write(0x6081, 0, 30_000, 4)
    servo.enable(mode: 1)
    servo.write(0x607A, 0, 10_000, 4)
    servo.control(0x1F)
    servo.control(0x0F)
    servo.write(0x607A, 0, 0, 4)
    servo.control(0x1F)
    servo.control(0x0F)
    #expect(servo.status & 0x1000 == 0x1000, "one waits: there is no room for another")
    servo.bench.run(milliseconds: 320)
    #expect(servo.position > 7_000)
    servo.bench.run(milliseconds: 600)
    #expect(abs(servo.position) < 30)
    #expect(servo.status & 0x1400 == 0x0400)
    servo.write(0x607A, 0, 60_000, 4)
    servo.control(0x1F)
    servo.control(0x0F)
    servo.write(0x607A, 0, -3_000, 4)
    servo.control(0x3F)
    servo.bench.run(milliseconds: 1_000)
    #expect(abs(servo.position + 3_000) < 30, "at once")
  }

  @Test func haltStopsAndGoesOn() throws {
    let servo = try ServoBench()
    servo.write(0x6081, 0, 30_000, 4)
    servo.enable(mode: 1)
    servo.write(0x607A, 0, 40_000, 4)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 300)
    servo.control(0x011F)
    servo.bench.run(milliseconds: 300)
    let here = servo.position
    #expect((3_000...30_000).contains(here))
    #expect(servo.status & 0x0400 == 0x0400 && servo.state == 0x27)
    servo.control(0x001F)
    servo.bench.run(milliseconds: 1_500)
    #expect(abs(servo.position - 40_000) < 30)
  }

  @Test func cyclicPositionFollowsTargetsFromTheBus() throws {
    let servo = try ServoBench()
    servo.write(0x60C2, 1, 5, 1)
    servo.enable(mode: 8)
    // 0.5 turns per second for a second, a target each 5 ms.
    for step in 1...200 {
      let target = UInt32(step * 163)
      servo.bench.send(
        0x401, [0x0F, 0] + (0..<4).map { UInt8(truncatingIfNeeded: target >> (8 * $0)) })
      servo.bench.run(milliseconds: 5)
      if step == 150 {
        #expect(abs(speed(servo) - 163 * 200 / turn) < 0.1)
      }
    }
    servo.bench.run(milliseconds: 50)
    #expect(abs(servo.position - 32_600) < 30)
    #expect(servo.status & 0x3000 == 0x1000, "it follows")
    #expect(abs(angle(servo) - 32_600 / turn) < 3e-3)
  }

  @Test func positionLimitsClip() throws {
    let servo = try ServoBench()
    servo.write(0x607D, 1, -5_000, 4)
    servo.write(0x607D, 2, 5_000, 4)
    servo.write(0x6065, 0, 0xFFFF_FFFF, 4)
    servo.enable(mode: 8)
    servo.write(0x607A, 0, 9_000, 4)
    servo.bench.run(milliseconds: 400)
    #expect(abs(servo.position - 5_000) < 30)
    #expect(servo.status & 0x0800 == 0x0800)
    servo.write(0x6060, 0, 9, 1)
    servo.write(0x60FF, 0, -60_000, 4)
    servo.bench.run(milliseconds: 600)
    #expect(servo.position > -6_500, "stops behind the limit")
    #expect(abs(speed(servo)) < 0.05)
  }

  @Test func followingErrorStopsTheDrive() throws {
    let servo = try ServoBench()
    servo.write(0x6065, 0, 500, 4)
    servo.write(0x6066, 0, 30, 2)
    servo.enable(mode: 8)
    servo.twin.jam(joint: 0, effort: Effort(100))
    servo.write(0x607A, 0, 2_000, 4)
    servo.bench.run(milliseconds: 15)
    #expect(servo.status & 0x2000 == 0x2000 && servo.state == 0x27)
    #expect((servo.signed(0x60F4) ?? 0) > 500)
    servo.bench.run(milliseconds: 300)
    #expect(servo.state == 0x08)
    #expect(servo.read(0x603F) == .value(0x8611))
  }

  @Test func cyclicVelocityAndTorque() throws {
    let servo = try ServoBench()
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 20_000, 4)
    servo.bench.run(milliseconds: 300)
    #expect(abs(speed(servo) - 20_000 / turn) < 0.05)
    #expect(abs((servo.signed(0x606C) ?? 0) - 20_000) < 500)
    servo.write(0x60FF, 0, -20_000, 4)
    servo.bench.run(milliseconds: 300)
    #expect(abs(speed(servo) + 20_000 / turn) < 0.05)
    servo.write(0x6071, 0, 0, 2)
    servo.write(0x6060, 0, 10, 1)
    servo.bench.run(milliseconds: 1_500)
    // 10 % of 2 N·m against 0.02 N·m of friction on 0.0018 kg·m².
    servo.twin.place(joint: 0, at: Position(0))
    servo.write(0x6071, 0, 100, 2)
    servo.bench.run(milliseconds: 20)
    #expect(abs((servo.signed(0x6077, bits: 16) ?? 0) - 100) <= 2)
    #expect(speed(servo) > 1)
    #expect(servo.read(0x6061) == .value(10))
    servo.write(0x6072, 0, 50, 2)
    servo.bench.run(milliseconds: 5)
    #expect(abs((servo.signed(0x6077, bits: 16) ?? 0) - 50) <= 2, "the limit (6072)")
    #expect(servo.status & 0x0800 == 0x0800)
  }

  @Test func offsetsAreAdded() throws {
    let servo = try ServoBench()
    servo.enable(mode: 9)
    servo.write(0x60FF, 0, 10_000, 4)
    servo.write(0x60B1, 0, 5_000, 4)
    servo.bench.run(milliseconds: 300)
    #expect(abs(speed(servo) - 15_000 / turn) < 0.05)
    servo.write(0x60B1, 0, 0, 4)
    servo.write(0x60FF, 0, 0, 4)
    servo.write(0x6060, 0, 10, 1)
    servo.write(0x60B2, 0, 150, 2)
    servo.bench.run(milliseconds: 3)
    #expect(abs((servo.signed(0x6077, bits: 16) ?? 0) - 150) <= 2)
  }

  /// A gear of 4 in the objects: four times the increments for the same turn of the output.
  @Test func gearAndEncoderScaleTheIncrements() throws {
    var robot = ServoBench.oneServo()
    robot.joints[0].startPosition = Position(1)
    let servo = try ServoBench(node: 1, robot)
    #expect(abs(Double(servo.position) - turn) < 4)
    servo.write(0x6091, 1, 4, 4)
    #expect(abs(Double(servo.position) - 4 * turn) < 10)
    servo.write(0x608F, 1, 1_000, 4)
    #expect(abs(Double(servo.position) - 4_000 / (2 * Double.pi)) < 2)
    servo.enable(mode: 8)
    #expect(servo.write(0x6091, 1, 2, 4) == .abort(0x0800_0022))
  }

  @Test func homingHere() throws {
    var robot = ServoBench.oneServo()
    robot.joints[0].startPosition = Position(1)
    for method: Int64 in [35, 37] {
      let servo = try ServoBench(node: 1, robot)
      servo.write(0x607C, 0, 777, 4)
      servo.write(0x6098, 0, method, 1)
      servo.enable(mode: 6)
      #expect(servo.status & 0x3400 == 0)
      servo.control(0x1F)
      #expect(abs(servo.position - 777) < 4)
      #expect(servo.status & 0x3400 == 0x1400)
      #expect(abs(angle(servo) - 1) < 1e-2, "nothing moved")
    }
  }

  /// 17 and 18 on limit switches at ±0.5 rad; 19 and 21 on the end of a home switch.
  @Test(
    arguments: [
      (17, TwinSwitch.negativeLimit, -9.0, -0.5, -0.5), (18, .positiveLimit, 0.5, 9.0, 0.5),
      (19, .home, 0.4, 9.0, 0.4), (21, .home, -9.0, -0.4, -0.4), (19, .home, -0.2, 9.0, -0.2),
    ] as [(Int64, TwinSwitch, Double, Double, Double)])
  func homingOnASwitch(
    method: Int64, kind: TwinSwitch, from: Double, to: Double, edge: Double
  ) throws {
    let servo = try ServoBench()
    servo.twin.mount(kind, joint: 0, from: Position(from), to: Position(to))
    servo.write(0x6098, 0, method, 1)
    servo.write(0x6099, 1, 10_000, 4)
    servo.write(0x6099, 2, 1_000, 4)
    servo.write(0x607C, 0, 100, 4)
    servo.enable(mode: 6)
    servo.control(0x1F)
    #expect(servo.status & 0x3400 == 0)
    servo.bench.run(milliseconds: 6_000)
    #expect(servo.status & 0x3400 == 0x1400)
    let zero = angle(servo) - Double(servo.position - 100) / turn
    #expect(abs(zero - edge) < 0.01, "the edge is the home position")
  }

  @Test func homingThatMeetsNoSwitch() throws {
    let servo = try ServoBench()
    servo.twin.mount(.positiveLimit, joint: 0, from: Position(0.5), to: Position(9))
    servo.write(0x6098, 0, 19, 1)
    servo.write(0x6099, 1, 20_000, 4)
    servo.enable(mode: 6)
    servo.control(0x1F)
    servo.bench.run(milliseconds: 1_500)
    #expect(servo.status & 0x3000 == 0x2000, "a homing error: the end of the way")
    #expect(abs(speed(servo)) < 0.05)
    servo.control(0x0F)
    #expect(servo.state == 0x27)
  }

  @Test func aRelativeEncoderStandsAtZeroWhereverItIs() throws {
    var robot = ServoBench.oneServo()
    robot.joints[0].startPosition = Position(1)
    robot.joints[0].isAbsolute = false
    let servo = try ServoBench(node: 1, robot)
    #expect(servo.position == 0)
  }
}
