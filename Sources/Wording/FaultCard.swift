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
  /// The joint's rows, oldest first.
  public var rows: [FaultCardRow]
  /// Joint whose rows these are, "" when there are none.
  public var rowsOf: String
  /// Unit of position in `rows`; velocity is per second.
  public var unit: String
  /// Unit of effort in `rows`.
  public var effortUnit: String

  /// The card of one fault; `rows` belong to joint `rowsJoint` (the fault's own when it has one).
  public init(
    _ fault: Fault, stop: StopKind, rows: [FaultCardRow], rowsJoint: Int? = nil,
    in configuration: borrowing RobotConfiguration
  ) {
    self.fault = fault
    self.stop = stop
    self.rows = rows
    robot = configuration.name.text
    subject = fault.subjectName(in: configuration)
    sentence = fault.sentence(in: configuration)
    nextStep = fault.nextStep(in: configuration)
    let joint = rowsJoint ?? fault.joint
    let isJoint = configuration.joints.indices.contains(joint)
    rowsOf = isJoint ? configuration.joints[joint].name.text : ""
    unit = isJoint ? configuration.joints[joint].type.positionUnit : "rad"
    effortUnit = isJoint ? configuration.joints[joint].type.effortUnit : "N·m"
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

  /// The card with every row.
  public var json: JSONText {
    [
      "code": .string(fault.code.word), "subject": subject.isEmpty ? nil : .string(subject),
      "value": .number(fault.value), "limit": .number(fault.limit), "stop": .string(stop.word),
      "sentence": .string(sentence), "likely_cause": .string(fault.likelyCause),
      "next_step": .string(nextStep), "time_ns": .integer(fault.instant.nanoseconds),
      "joint": rowsOf.isEmpty ? nil : .string(rowsOf), "unit": .string(unit),
      "effort_unit": .string(effortUnit),
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
