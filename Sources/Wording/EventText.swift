import RealTime
public import RobotCore
import Units

/// An event as one line of the log. The values come from a deck or a recording, so raw values that
/// this build does not know are shown as numbers.
public enum EventText {
  /// The sentence of one event.
  public static func sentence(
    _ code: EventCode, detail: UInt16, subject: Int, value: Double, limit: Double,
    setting: Double = 0, faultDetail: UInt16 = 0, in configuration: borrowing RobotConfiguration
  ) -> String {
    // Of a refusal the finding stands in the upper half of `detail`, behind the answer.
    let fault = Fault(
      FaultCode(rawValue: code == .refused ? detail >> 8 : detail) ?? .none, subject: subject,
      value: value, limit: limit, setting: setting, detail: Int(faultDetail))
    let number = Digits.text(value, 0)
    switch code {
    case .none: return "Nothing."
    case .started: return "Started as process \(number)."
    case .phase: return "\(phase(Double(detail))), was \(phase(value))."
    case .fault:
      return fault.sentence(in: configuration)
    case .stopBegan: return "Stop: \(stop(detail))."
    case .stopConfirmed: return "Stopped, with evidence from every joint, after \(number) ms."
    case .stopUnconfirmed:
      return "UNCONFIRMED: no evidence that \(joint(subject, configuration)) has stopped."
    case .leaseTaken: return "Process \(number) took the lease."
    case .leaseEnded:
      return "The lease of process \(number) \(detail == 1 ? "ran out" : "was given back")."
    case .refused: return refusal(detail, fault, configuration)
    case .motionBegan: return "Motion \(motion(subject, configuration)) began."
    case .motionEnded: return "Motion \(motion(subject, configuration)) reached its end."
    case .named: return name(detail, joint(subject, configuration), value, limit)
    case .ended: return detail == 1 ? "Ended on a fault." : "Ended as asked."
    default: return deviceSentence(code, detail, subject, value, configuration)
    }
  }

  /// What a drive calls itself, as far as two numbers carry it.
  private static func name(
    _ object: UInt16, _ joint: String, _ head: Double, _ tail: Double
  ) -> String {
    let text = PackedText.text(head) + PackedText.text(tail)
    let title = RegisterText(Int(object), of: .ciA402).title
    let isWhole = text.utf8.count < 2 * PackedText.length
    return "\(joint): \(title) \(isWhole ? "is" : "begins with") '\(text)'."
  }

  /// Events of drives, buses, supply and timing.
  private static func deviceSentence(
    _ code: EventCode, _ detail: UInt16, _ subject: Int, _ value: Double,
    _ configuration: borrowing RobotConfiguration
  ) -> String {
    let number = Digits.text(value, 0)
    let joint = joint(subject, configuration)
    switch code {
    case .limited: return "\(joint): the \(function(detail)) shapes the command."
    case .overrun:
      return "A cycle overran by \(duration(value)); to blame: \(stage(detail))."
    case .driveFault:
      return detail == 0
        ? "\(joint): the drive's fault is gone."
        : "\(joint): drive fault: \(Fault.driveFaultWord(Double(detail)))."
    case .foundEnabled: return "\(joint): the drive was found enabled at start."
    case .busState:
      return "Bus \(Fault.busName(subject, in: configuration)) is "
        + "\(Fault.busStateWord(Double(detail)))."
    case .unknownFrame:
      return "A frame of an unknown node, id 0x\(hexadecimal(value))."
    case .fenceDown: return "Fence down: no frame from before the stop can still reach a drive."
    case .purge:
      return "Bus \(Fault.busName(subject, in: configuration)): \(number) frames from before may "
        + "still be queued: its link is to go down and up."
    case .feedbackBack: return "\(joint) answers again after \(number) ms."
    case .supply:
      return "The drives' supply is \(Digits.text(value, 2)) V"
        + (detail == 0 ? ": lost." : ": present.")
    case .strayFrame:
      return "\(joint): one reading of \(Digits.text(value, 4)) that the next did not bear out was "
        + "left aside."
    case .givesWay:
      return "\(joint) gives way: no spring, it was pressing with \(Digits.text(value, 1))."
    case .sank:
      return
        "\(joint) sank by \(Digits.text(value, 3)) after its torque went, as a joint without a "
        + "brake does."
    case .turn:
      return "\(joint): \(Digits.text(value, 4)) is added to its reading: the one turn between its "
        + "stops."
    case .homed:
      return "\(joint) has found its place: \(Digits.text(value, 4)) is added to its reading."
    case .foreignFrame:
      return "Bus \(Fault.busName(subject, in: configuration)): a frame with our command id "
        + "0x\(hexadecimal(value)) that we did not send."
    case .unread:
      return "Bus \(Fault.busName(subject, in: configuration)): more frames waited than one cycle "
        + "reads, \(number) cycles in a row."
    case .full: return "\(list(detail)) was full: \(number) left out since the start."
    case .waiver: return "Waiver in force: \(waiver(Int(detail), configuration))."
    default: return "\(code.word)."
    }
  }

  private static func refusal(
    _ detail: UInt16, _ fault: Fault, _ configuration: borrowing RobotConfiguration
  ) -> String {
    guard let code = ReplyCode(rawValue: UInt32(detail & 0xFF)) else {
      return "Refused: code \(detail)."
    }
    return code.sentence(
      subject: Int(fault.subject), value: fault.value, limit: fault.limit, fault: fault,
      in: configuration)
  }

  private static func joint(
    _ index: Int, _ configuration: borrowing RobotConfiguration
  ) -> String {
    index < 0 ? "The robot" : "Joint " + Fault.jointName(index, in: configuration)
  }

  private static func motion(
    _ index: Int, _ configuration: borrowing RobotConfiguration
  ) -> String {
    guard configuration.motions.indices.contains(index) else { return "point-to-point" }
    return configuration.motions[index].name.text
  }

  private static func waiver(
    _ index: Int, _ configuration: borrowing RobotConfiguration
  ) -> String {
    guard configuration.waivers.indices.contains(index) else { return "#\(index)" }
    let text = configuration.waivers[index].text
    guard text == "feedback: open_loop" else { return text }
    var names: [String] = []
    for joint in configuration.joints.indices where !configuration.joints[joint].hasFeedback {
      names.append(configuration.joints[joint].name.text)
    }
    return text + " (\(names.joined(separator: ", ")): open loop and excluded from stop evidence)"
  }

  private static func list(_ detail: UInt16) -> String {
    switch CapacityCode(rawValue: detail) {
    case .framesOut: "The room for frames to send"
    case .events: "The room for events of one cycle"
    case .faults: "The list of findings for the summary"
    case nil: "List \(detail) of the cycle"
    }
  }

  private static func phase(_ value: Double) -> String {
    guard value >= 0, value < 256, let phase = RobotPhase(rawValue: UInt8(value)) else {
      return "phase \(Digits.text(value, 0))"
    }
    return phase.word
  }

  private static func stop(_ detail: UInt16) -> String {
    StopKind(rawValue: UInt8(truncatingIfNeeded: detail))?.word ?? "kind \(detail)"
  }

  private static func function(_ detail: UInt16) -> String {
    SafetyFunction(rawValue: UInt8(truncatingIfNeeded: detail)).word
  }

  private static func stage(_ detail: UInt16) -> String {
    switch Int(detail) {
    case CycleStage.wakeUp: return "the kernel's wake-up"
    case CycleStage.between: return "work between two cycles"
    default:
      return CycleStage(rawValue: UInt8(truncatingIfNeeded: detail))?.word ?? "stage \(detail)"
    }
  }

  private static func hexadecimal(_ value: Double) -> String {
    value >= 0 && value < 4_294_967_296
      ? String(UInt32(value), radix: 16) : Digits.text(value, 0)
  }

  private static func duration(_ nanoseconds: Double) -> String {
    guard nanoseconds.isFinite, abs(nanoseconds) < 9e18 else { return "an unknown time" }
    return Digits.duration(Int64(nanoseconds))
  }
}
