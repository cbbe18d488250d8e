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

  @Test(arguments: EventCode.allCases) func everyEventIsASentence(code: EventCode) {
    for detail: UInt16 in [0, 1, 5, 200, .max] {
      let text = EventText.sentence(
        code, detail: detail, subject: Int(detail), value: -.infinity, limit: .nan, in: robot)
      #expect(text.hasSuffix("."))
    }
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
