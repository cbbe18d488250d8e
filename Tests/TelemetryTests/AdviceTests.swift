import RealTime
import RobotCore
import Testing
import Units
import Wording

/// What a card tells people to do can be done in the state in which it is shown.
@Suite struct AdviceTests {
  private let robot = SyntheticDeck.configuration()

  /// Every way in which a finding of this code can be told apart by its numbers.
  private func findings(_ code: FaultCode) -> [Fault] {
    let values = Array(0...9).map(Double.init) + [12.5]
    return values.flatMap { value in
      [0, 1, 2, 9, 20, 35].flatMap { detail in
        [-1, 0, 1].map { Fault(code, subject: $0, value: value, limit: 2.5, detail: detail) }
      }
    }
  }

  @Test(arguments: FaultCode.allCases, RunState.allCases)
  func everyFindingHasANextStepThatCanBeTaken(code: FaultCode, run: RunState) {
    for fault in findings(code) {
      let next = fault.nextStep(in: robot, run: run)
      let cause = fault.likelyCause
      #expect(cause.count > 15 && cause.hasSuffix("."), "\(code): \(cause)")
      #expect(next.hasSuffix("."), "\(code): \(next)")
      #expect(!cause.contains(code.word + "."), "\(code) has no cause of its own")
      // It begins with a deed, not with the name of the finding.
      #expect(next.count > 15 || next == "Nothing.", "\(code): \(next)")
      if code != .none, code != .ended { #expect(!next.hasPrefix("Nothing"), "\(code)") }
      guard run == .over else { continue }
      // A run that is over can be neither reset nor looked at: only a new one can.
      #expect(!next.contains("then sinew reset"), "\(code): \(next)")
      #expect(!next.contains("sinew stop") && !next.contains("sinew status,"), "\(code): \(next)")
    }
  }

  @Test func whereTheRunLivesAResetEndsTheAdvice() {
    for code in FaultCode.allCases {
      let alive = Fault(code, subject: 0).nextStep(in: robot)
      let over = Fault(code, subject: 0).nextStep(in: robot, run: .over)
      if alive.hasSuffix("then sinew reset.") {
        #expect(over.hasSuffix("then start the run again."), "\(code): \(over)")
      }
      #expect(!(alive + over).contains("sinew home"), "there is no such command")
    }
  }

  /// Each reason a drive gives has its own cause and its own remedy; two may share one.
  @Test func everyDriveFaultHasItsOwnAdvice() {
    let faults: [DriveFault] = [
      .overVoltage, .underVoltage, .overCurrent, .driverOverTemperature, .motorOverTemperature,
      .communicationLost, .overload, .encoder, .other,
    ]
    let told = faults.map { Fault(.driveFault, subject: 0, value: Double($0.rawValue)) }
    #expect(Set(told.map(\.likelyCause)).count == faults.count)
    #expect(Set(told.map { $0.nextStep(in: robot) }).count == faults.count - 1)
    let lost = Fault(
      .driveFault, subject: 0, value: Double(DriveFault.communicationLost.rawValue))
    #expect(lost.likelyCause.contains("commands did not arrive"))
    #expect(lost.sentence(in: robot).contains("no command arrived at the drive"))
    #expect(!lost.sentence(in: robot).contains("stopped itself"))
  }

  @Test func registersAreNamedWithUnitAndBothValues() {
    let timeout = Fault(
      .configurationMismatch, subject: 1, value: 500.05, limit: 500, detail: 9)
    #expect(
      timeout.sentence(in: robot)
        == "Joint testbot_joint2 (DM-J4310, id 0x02, bus arm): TIMEOUT (register 9) holds 500.05 ms; "
        + "the profile says 500.00 ms.")
    #expect(timeout.nextStep(in: robot).contains("Write 500.00 ms to TIMEOUT (register 9)"))
    let gear = Fault(.configurationMismatch, subject: 1, value: 40, limit: 10, detail: 20)
    #expect(gear.sentence(in: robot).contains("Gr (register 20) holds 40.000"))
    #expect(!gear.nextStep(in: robot).contains("Write"), "nobody can write it")
    let json = FaultCard(timeout, stop: .none, rows: [], in: robot).json.line
    #expect(json.contains(#""register":{"number":9,"name":"TIMEOUT"}"#), "\(json)")
    #expect(json.contains(#""unit":"ms""#) && json.contains(#""value":500.05,"limit":500.0"#))
  }

  @Test func aLimitIsTheProfilesAndItsMarginIsSaid() {
    let speed = Fault(.velocityLimit, subject: 0, value: 4.51, limit: 4.4, setting: 4)
    #expect(
      speed.sentence(in: robot)
        == "Joint testbot_joint1: velocity 4.510 rad/s; the profile's limit is 4.000 rad/s (acts at "
        + "4.400).")
    #expect(
      FaultCard(speed, stop: .hold, rows: [], in: robot).json.line.contains(#""setting":4.0"#))
    var lift = SyntheticDeck.configuration()
    lift.joints[0].type = .prismatic
    lift.joints[0].upper = Position(0.5)
    let sunk = Fault(.positionLimit, subject: 0, value: -0.03, limit: -0.02)
    #expect(sunk.sentence(in: lift).contains("the profile's limit is 0.0000 m (acts at -0.0200)"))
    let exact = Fault(.overTemperature, subject: 0, value: 91, limit: 90)
    #expect(
      exact.sentence(in: robot).contains("temperature of the motor 91.0 °C; its limit is 90.0"))
    let stage = Fault(.overTemperature, subject: 0, value: 111, limit: 110, detail: 1)
    #expect(stage.sentence(in: robot).contains("temperature of the power stage 111.0 °C"))
  }

  @Test func aSilentBusIsAboutTheBusWithItsJoints() {
    let silent = Fault(.busLost, subject: 0, value: Double(BusState.active.rawValue))
    let sentence = silent.sentence(in: robot)
    #expect(sentence.contains("all 2 of its drives fell silent (testbot_joint1, testbot_joint2)"))
    let off = Fault(.busLost, subject: 0, value: Double(BusState.busOff.rawValue))
    #expect(off.sentence(in: robot).contains("bus-off. testbot_joint1, testbot_joint2 cannot"))
  }

  /// `joint` is the finding's; the rows of a card may be another's.
  @Test func aFindingAboutNoJointNamesNone() {
    let row = FaultCardRow(
      time: 0, position: 1, setpoint: 1, velocity: 0, effort: 0, silence: 0)
    for code in FaultCode.allCases {
      let fault = Fault(code, subject: 0, value: 1)
      let json = FaultCard(fault, stop: .none, rows: [row], rowsJoint: 1, in: robot).json.line
      #expect(json.contains(#""history_joint":"testbot_joint2""#))
      let isAboutJoint = fault.joint >= 0
      #expect(json.contains(#""joint":null"#) == !isAboutJoint, "\(code)")
    }
    for code in [FaultCode.emergencyStop, .supplyLost, .supplyHigh, .busLost, .fenceUp] {
      #expect(Fault(code, subject: 0).joint == -1)
    }
    let none = FaultCard(Fault(.supplyLost), stop: .none, rows: [], in: robot).json.line
    #expect(none.contains(#""history_joint":null"#) && none.contains(#""unit":"V""#))
  }
}
