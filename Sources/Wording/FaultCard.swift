import RealTime
public import RobotCore
import Units

/// What a person needs after a stop: joint or device, value, limit, the last 200 ms, the likely
/// cause and the next step.
public struct FaultCard: Sendable {
  /// How long before the stop the rows reach, ms.
  public static let historyLength = 200.0
  /// Most rows in text form; longer histories are thinned evenly, the last row always stays.
  public static let rowLimit = 21

  /// The finding.
  public var fault: Fault
  /// What the robot did about it.
  public var stop: StopKind
  /// Robot's name.
  public var robot: String
  /// Name of the joint, bus or line the finding belongs to, "" for the whole robot.
  public var subject: String
  /// `Fault.sentence`.
  public var sentence: String
  /// What to do now.
  public var nextStep: String
  /// Name of the joint that the finding is about, "" when it is about none.
  public var joint: String
  /// The profile's own number where the limit has a margin.
  public var setting: Double?
  /// Unit of value, limit and setting, "" when they have none.
  public var valueUnit: String
  /// The drive's register that the finding is about.
  public var register: RegisterText?
  /// The joint's rows, oldest first.
  public var rows: [FaultCardRow]
  /// Joint whose rows these are, "" when there are none.
  public var rowsOf: String
  /// Unit of position in `rows`; velocity is per second.
  public var unit: String
  /// Unit of effort in `rows`.
  public var effortUnit: String

  /// The card of one fault; `rows` belong to joint `rowsJoint` (the fault's own when it has one).
  /// `run`: whether the run can still be commanded.
  public init(
    _ fault: Fault, stop: StopKind, rows: [FaultCardRow], rowsJoint: Int? = nil,
    run: RunState = .alive, in configuration: borrowing RobotConfiguration
  ) {
    self.fault = fault
    self.stop = stop
    self.rows = rows
    robot = configuration.name.text
    subject = fault.subjectName(in: configuration)
    sentence = fault.sentence(in: configuration)
    nextStep = fault.nextStep(in: configuration, run: run)
    joint = fault.joint >= 0 ? Fault.jointName(fault.joint, in: configuration) : ""
    setting = fault.profileNumber(in: configuration)
    valueUnit = fault.unit(in: configuration)
    register = fault.register(in: configuration)
    let shown = rowsJoint ?? fault.joint
    let isJoint = rows.isEmpty ? false : configuration.joints.indices.contains(shown)
    rowsOf = isJoint ? configuration.joints[shown].name.text : ""
    unit = isJoint ? configuration.joints[shown].type.positionUnit : "rad"
    effortUnit = isJoint ? configuration.joints[shown].type.effortUnit : "N·m"
  }

  /// The card as lines of text, each ended by a line feed.
  public var text: String {
    var lines = [
      "── stop: \(fault.code.word) ── \(robot)",
      "what    \(sentence)",
      "answer  \(stop.word)",
      "cause   \(fault.likelyCause)",
      "next    \(nextStep)",
    ]
    let shown = thinned
    if !shown.isEmpty {
      lines.append("before  \(rowsOf), the last \(Digits.text(FaultCard.historyLength, 0)) ms")
      lines.append(
        "        ms" + column("position \(unit)") + column("wanted \(unit)")
          + column("\(unit)/s") + column(effortUnit) + column("silent ms"))
      for row in shown {
        lines.append(
          Digits.right(Digits.text(row.time, 1), 10) + column(Digits.text(row.position, 4))
            + column(Digits.text(row.setpoint, 4)) + column(Digits.text(row.velocity, 3))
            + column(Digits.text(row.effort, 2)) + column(Digits.text(row.silence, 1)))
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The card with every row. `joint` is the finding's own, `history_joint` the rows'.
  public var json: JSONText {
    func text(_ text: String) -> JSONText { text.isEmpty ? nil : .string(text) }
    let registerText: JSONText
    if let register {
      registerText = ["number": .int(register.number), "name": text(register.name)]
    } else {
      registerText = nil
    }
    let settingText: JSONText = setting.map { .number($0) } ?? nil
    return [
      "code": .string(fault.code.word), "subject": text(subject), "joint": text(joint),
      "value": .number(fault.value), "limit": .number(fault.limit),
      "setting": settingText, "unit": text(valueUnit),
      "register": registerText,
      "stop": .string(stop.word), "sentence": .string(sentence),
      "likely_cause": .string(fault.likelyCause), "next_step": .string(nextStep),
      "time_ns": .integer(fault.instant.nanoseconds), "history_joint": text(rowsOf),
      "history_unit": rowsOf.isEmpty ? nil : .string(unit),
      "history_effort_unit": rowsOf.isEmpty ? nil : .string(effortUnit),
      "history": .array(
        rows.map { row in
          [
            "ms": .number(row.time), "position": .number(row.position),
            "setpoint": .number(row.setpoint), "velocity": .number(row.velocity),
            "effort": .number(row.effort), "silence_ms": .number(row.silence),
          ]
        }),
    ]
  }

  private var thinned: [FaultCardRow] {
    guard rows.count > FaultCard.rowLimit, let last = rows.last else { return rows }
    let steps = FaultCard.rowLimit - 1
    return (0..<steps).map { rows[$0 * (rows.count - 1) / steps] } + [last]
  }

  private func column(_ text: String) -> String { " " + Digits.right(text, 13) }
}
