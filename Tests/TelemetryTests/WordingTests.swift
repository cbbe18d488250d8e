import RealTime
import RobotCore
import Testing
import Wording

@Suite struct WordingTests {
  private let robot = SyntheticDeck.configuration()

  @Test(arguments: FaultCode.allCases) func everyFaultIsASentenceWithAdvice(code: FaultCode) {
    for subject in [-1, 0, 1, 63, -30_000] {
      let fault = Fault(code, subject: subject, value: 1.5, limit: 2.5)
      let sentence = fault.sentence(in: robot)
      #expect(sentence.hasSuffix("."))
      #expect(!fault.likelyCause.isEmpty && !fault.nextStep(in: robot).isEmpty)
      for text in [sentence, fault.likelyCause, fault.nextStep(in: robot), code.word] {
        // Software asks for torque off; it is not STO, and nothing here is certified.
        #expect(!text.contains("STO"))
        #expect(!text.lowercased().contains("safe"))
      }
    }
  }

  @Test func anEmergencyStopNamesItsLineAndABusItsCommand() {
    var robot = SyntheticDeck.configuration()
    var line = LineConfiguration()
    line.name = Label("estop-b") ?? Label()
    line.chip = Label("/dev/sinew/gpio-estop") ?? Label()
    line.offset = 1
    robot.lines.append(LineConfiguration())
    robot.lines.append(line)
    robot.buses[0].interface = Label("can7") ?? Label()
    let open = Fault(.emergencyStop, subject: 1, value: 1)
    #expect(
      open.sentence(in: robot) == "E-stop input estop-b (/dev/sinew/gpio-estop line 1) is open.")
    #expect(FaultCard(open, stop: .torqueOff, rows: [], in: robot).subject == "estop-b")
    #expect(open.joint == -1)
    let asked = Fault(.emergencyStop, value: 2)
    #expect(asked.sentence(in: robot) == "An emergency stop: a commander asked for it.")
    let fence = Fault(.fenceUp, subject: 0, value: 3)
    #expect(fence.nextStep(in: robot).contains("ip link set can7 down && sudo ip link set can7 up"))
    let off = Fault(.busLost, subject: 0, value: Double(BusState.busOff.rawValue))
    #expect(off.nextStep(in: robot).contains("ip link set can7 type can restart"))
    let silent = Fault(.busLost, subject: 0, value: 0)
    #expect(!silent.nextStep(in: robot).contains("restart"))
  }

  @Test(arguments: EventCode.allCases) func everyEventIsASentence(code: EventCode) {
    let known: [UInt16] = Array(0...60)
    let behind = UInt16(ReplyCode.armingFailed.rawValue)
    for detail in known + known.map({ $0 << 8 | behind }) + [200, .max] {
      let text = EventText.sentence(
        code, detail: detail, subject: Int(detail), value: -.infinity, limit: .nan, in: robot)
      #expect(text.hasSuffix(".") || text.contains("Next: "))
    }
  }

  @Test func aDriveThatDidNotFindItsZeroIsNamedWithItsState() {
    func sentence(_ detail: Int) -> String {
      Fault(.homingFailed, subject: 1, value: 0.3, limit: 20, setting: 0x2637, detail: detail)
        .sentence(in: robot)
    }
    let state = "(status word 0x2637, operation enabled)."
    #expect(sentence(4).contains("says after 0.3000 rad that its own homing went wrong \(state)"))
    #expect(sentence(5).contains("did not take up its own homing, or left it unasked \(state)"))
    #expect(sentence(6).contains("did not end its own homing within 20.0 s \(state)"))
    #expect(sentence(4).hasPrefix("Joint testbot_joint2 ("))
    let index = Fault(.homingFailed, subject: 1, value: 0.0851, limit: 0.085, detail: 7)
    #expect(
      index.sentence(in: robot).hasSuffix(
        "went 0.0851 rad and its encoder's index did not come; within 0.0850 rad it must."))
    #expect(index.likelyCause.hasPrefix("The encoder has no index or its wire is broken"))
    #expect(index.unit(in: robot) == "rad")
    for (word, name) in [
      (0x0208, "fault"), (0x0240, "switch on disabled"), (0x0221, "ready to switch on"),
      (0x020F, "fault reaction active"), (0x0207, "quick stop active"), (0x0223, "switched on"),
    ] {
      let fault = Fault(.homingFailed, subject: 1, setting: Double(word), detail: 5)
      #expect(fault.sentence(in: robot).hasSuffix(", \(name))."))
    }
  }

  @Test func whatADriveCallsItselfIsToldAsFarAsItGoes() {
    func packed(_ text: String) -> Double {
      var packed = PackedText()
      for byte in text.utf8 { packed.append(byte) }
      return packed.value
    }
    func sentence(_ object: UInt16, _ head: String, _ tail: String) -> String {
      EventText.sentence(
        .named, detail: object, subject: 1, value: packed(head), limit: packed(tail), in: robot)
    }
    #expect(
      sentence(0x1008, "Servo ", "drive-")
        == "Joint testbot_joint2: device name (object 0x1008) begins with 'Servo drive-'.")
    #expect(sentence(0x100A, "2.1", "").hasSuffix("software version (object 0x100A) is '2.1'."))
    #expect(PackedText.text(packed("a\u{7}b")) == "a?b", "no control characters in a log")
    #expect(
      PackedText.text(-1) == "" && PackedText.text(.nan) == "" && PackedText.text(1e300) == "")
  }

  @Test func aResetIsAdvisedOnlyWhereItHelps() {
    func advice(_ code: FaultCode) -> String {
      ReplyCode.latched.sentence(fault: Fault(code, subject: 0), in: robot)
    }
    #expect(advice(.operatorStop).hasSuffix("Next: sinew reset."))
    #expect(!advice(.foundEnabled).contains("Next: sinew reset"))
    #expect(advice(.foundEnabled).contains("sinew stop"))
  }

  @Test func aRefusalSaysWhatWasBehindIt() {
    let detail = UInt16(ReplyCode.armingFailed.rawValue) | FaultCode.moving.rawValue << 8
    let text = EventText.sentence(
      .refused, detail: detail, subject: 1, value: 0.3, limit: 0.08, in: robot)
    #expect(text.contains("testbot_joint2") && text.contains("0.30") && text.contains("Next: "))
  }

  @Test(arguments: ReplyCode.allCases) func everyAnswerIsASentence(code: ReplyCode) {
    let text = code.sentence(
      subject: 1, value: 3.2, limit: 2.4, fault: Fault(.emergencyStop), in: robot)
    #expect(text.hasSuffix(".") || text.contains("Next: "))
  }

  @Test func limitsCarryTheirUnits() {
    var slider = robot
    slider.joints[1].type = .prismatic
    let rotary = Fault(.positionLimit, subject: 0, value: 2.11341, limit: 2.1)
    #expect(
      rotary.sentence(in: slider)
        == "Joint testbot_joint1: position 2.1134 rad; its limit is 2.1000 rad.")
    let linear = Fault(.effortLimit, subject: 1, value: 120, limit: 100)
    #expect(
      linear.sentence(in: slider)
        == "Joint testbot_joint2: effort 120.000 N; its limit is 100.000 N.")
  }

  @Test func jsonIsExactAndEscaped() {
    let value: JSONText = [
      "a": 1, "b": [1.5, nil, true], "text": "quote \" back \\ line \n tab \t bell \u{7} ü 🤖",
      "nan": .number(Double.nan), "tenth": .number(Float(0.1)), "big": .int(UInt64.max),
      "small": .number(Double.leastNonzeroMagnitude), "hash": .hexadecimal(255),
    ]
    #expect(
      value.line
        == #"{"a":1,"b":[1.5,null,true],"text":"quote \" back \\ line \n tab \t bell \u0007 "#
        + #"ü 🤖","nan":null,"tenth":0.1,"big":18446744073709551615,"small":5e-324,"#
        + #""hash":"0x00000000000000ff"}"#)
  }

  @Test func digitsRoundAndKeepTheirSign() {
    #expect(Digits.text(1.2345, 3) == "1.235" || Digits.text(1.2345, 3) == "1.234")
    #expect(Digits.text(-0.0004, 3) == "0.000")
    #expect(Digits.text(-1.5, 0) == "-2")
    #expect(Digits.text(9.9996, 3) == "10.000")
    #expect(Digits.text(.nan) == "nan")
    #expect(Digits.text(-.infinity) == "-inf")
    #expect(Digits.text(0.05, 2) == "0.05")
    #expect(Digits.duration(1_234) == "1.2 µs")
    #expect(Digits.duration(-5) == "-5 ns")
    #expect(Digits.duration(.min) == "-9223372036.9 s")
  }
}
