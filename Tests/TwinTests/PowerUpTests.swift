import RealTime
import RobotCore
import Testing
import Twin
import Units
import Wire

/// What a drive believes of its place after power came up: one turn of its encoder, at its output.
@Suite struct PowerUpTests {
  struct Gearing: Sendable, CustomTestStringConvertible {
    var kind = ReducerKind.direct
    var ratio = 1.0
    var metres = 1.0
    var sign = 1.0
    var offset = 0.0
    /// Where the joint stands.
    var place = 3.3
    var testDescription: String { "\(kind) \(ratio) \(metres) \(sign) \(offset) at \(place)" }

    var drive: Double {
      let slope = kind == .linear ? sign * metres : sign / ratio
      return (place - offset) / slope
    }
  }

  static let gearings: [Gearing] = [
    Gearing(), Gearing(sign: -1), Gearing(sign: -1, offset: 0.4), Gearing(offset: -1.2),
    Gearing(kind: .planetary, ratio: 6, place: 1.2),
    Gearing(kind: .strainWave, ratio: 100, sign: -1, offset: 0.2, place: -0.7),
    Gearing(kind: .linear, metres: 0.025, place: 0.4),
    Gearing(kind: .linear, metres: 0.042, sign: -1, offset: 0.01, place: 0.3),
    Gearing(place: 3.14), Gearing(place: -3.2), Gearing(place: 9.6),
  ]

  private func robot(_ gearing: Gearing, isMultiTurn: Bool = false) -> RobotConfiguration {
    var robot = Sample.oneDrive()
    robot.joints[0].type = gearing.kind == .linear ? .prismatic : .revolute
    robot.joints[0].reducer.kind = gearing.kind
    robot.joints[0].reducer.ratio = gearing.ratio
    robot.joints[0].reducer.metresPerRadian = gearing.metres
    robot.joints[0].reducer.sign = gearing.sign
    robot.joints[0].reducer.offset = Position(gearing.offset)
    robot.joints[0].startPosition = Position(gearing.place)
    robot.joints[0].lowerStop = Position(-20)
    robot.joints[0].upperStop = Position(20)
    robot.joints[0].isMultiTurn = isMultiTurn
    return robot
  }

  /// Register 81, the angle at the drive's output.
  private func angle(_ bench: Bench) -> Double? {
    guard let answer = bench.ask(0x7FF, [1, 0, 0x33, 81]).last else { return nil }
    let raw = (0..<4).reduce(UInt32(0)) { $0 | UInt32(answer.data[4 + $1]) << UInt32(8 * $1) }
    return Double(Float(bitPattern: raw))
  }

  private func wrapped(_ angle: Double) -> Double {
    let turn = 2 * Double.pi
    return angle - turn * ((angle + Double.pi) / turn).rounded(.down)
  }

  /// turn.sh: joint1 at 3.3 rad reads −2.983.
  @Test(arguments: gearings) func oneTurnAtTheFirstPowerUp(_ gearing: Gearing) throws {
    let bench = try Bench(robot(gearing))
    let read = try #require(angle(bench))
    #expect(read >= -Double.pi - 1e-3 && read < Double.pi + 1e-3)
    #expect(abs(read - wrapped(gearing.drive)) < 1e-3, "\(read), not \(wrapped(gearing.drive))")
  }

  @Test(arguments: gearings) func andAfterAReboot(_ gearing: Gearing) throws {
    let bench = try Bench(robot(gearing))
    let first = try #require(angle(bench))
    // Moved by 2 rad of the drive while it was off: a turn may be lost on the way.
    let slope = gearing.kind == .linear ? gearing.metres : 1 / gearing.ratio
    let other = gearing.place + 2 * slope * gearing.sign
    bench.twin.place(joint: 0, at: Position(other))
    bench.run(milliseconds: 100)
    let carried = try #require(angle(bench))
    #expect(abs(carried - (first + 2)) < 2e-3, "under power it counts on past the turn")
    bench.twin.reboot(drive: 0)
    bench.run(milliseconds: 200)
    let again = try #require(angle(bench))
    #expect(abs(again - wrapped(gearing.drive + 2)) < 2e-3)
  }

  @Test(arguments: gearings) func aMultiTurnEncoderKeepsItsTurns(_ gearing: Gearing) throws {
    let bench = try Bench(robot(gearing, isMultiTurn: true))
    #expect(abs(try #require(angle(bench)) - gearing.drive) < 2e-3)
    bench.twin.reboot(drive: 0)
    bench.run(milliseconds: 200)
    #expect(abs(try #require(angle(bench)) - gearing.drive) < 2e-3)
  }
}
