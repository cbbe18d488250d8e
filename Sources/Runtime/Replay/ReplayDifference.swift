import CFlightDeck
import FlightDeck
import RobotCore
public import Wording

/// The first place in which a replayed cycle did something else than the recorded one.
public struct ReplayDifference: Sendable, Equatable {
  /// The cycle.
  public let cycle: UInt64
  /// The joint's name; empty when it is the robot as a whole.
  public let joint: String
  /// What differs, by its name in the recording.
  public let field: String
  /// What the recording says.
  public let recorded: String
  /// What the same inputs gave now.
  public let replayed: String

  /// "cycle 12, joint arm_joint4, command_position: recorded 0.1, replayed 0.2".
  public var sentence: String {
    "cycle \(cycle)" + (joint.isEmpty ? "" : ", joint \(joint)")
      + ", \(field): recorded \(recorded), replayed \(replayed)"
  }

  /// The same for programs.
  public var json: JSONText {
    [
      "cycle": .int(cycle), "joint": joint.isEmpty ? .null : .string(joint),
      "field": .string(field), "recorded": .string(recorded), "replayed": .string(replayed),
    ]
  }
}

/// A field of a row of the deck, as a name and what stands in it, to the last bit.
struct ReplayField<Row> {
  let name: String
  let bits: (Row) -> UInt64
  let text: (Row) -> String

  static func whole(_ name: String, _ value: @escaping (Row) -> some BinaryInteger) -> ReplayField {
    ReplayField(
      name: name, bits: { UInt64(truncatingIfNeeded: value($0)) }, text: { "\(value($0))" })
  }

  static func number(_ name: String, _ value: @escaping (Row) -> Double) -> ReplayField {
    ReplayField(name: name, bits: { value($0).bitPattern }, text: { text(value($0), 16) })
  }

  static func single(_ name: String, _ value: @escaping (Row) -> Float) -> ReplayField {
    ReplayField(
      name: name, bits: { UInt64(value($0).bitPattern) }, text: { "\(value($0))" })
  }

  static func word(
    _ name: String, _ value: @escaping (Row) -> UInt64, _ word: @escaping (Row) -> String?
  ) -> ReplayField {
    ReplayField(name: name, bits: value, text: { word($0) ?? "\(value($0))" })
  }

  /// The shortest digits that read back as the same number; what is none by its bits.
  private static func text(_ number: Double, _ digits: Int) -> String {
    number.isNaN
      ? "nan (0x" + Digits.hexadecimal(number.bitPattern, digits: digits) + ")" : "\(number)"
  }
}

extension ReplayField where Row == flight_deck_cycle {
  /// What a cycle says of the robot as a whole. Left out is what only the shell knows: wall clock,
  /// times of the stages, how late the cycle began.
  static var all: [ReplayField] {
    [
      .whole("time") { $0.time },
      .word("phase", { UInt64($0.phase) }, { RobotPhase(rawValue: $0.phase)?.word }),
      .word("stop", { UInt64($0.stop_kind) }, { StopKind(rawValue: $0.stop_kind)?.word }),
      .word("fault", { UInt64($0.fault) }, { FaultCode(rawValue: $0.fault)?.word }),
      .whole("fault.subject") { $0.fault == 0 ? 0 : $0.fault_subject },
      .number("fault.value") { $0.fault == 0 ? 0 : $0.fault_value },
      .number("fault.limit") { $0.fault == 0 ? 0 : $0.fault_limit },
      .single("fault.setting") { $0.fault == 0 ? 0 : $0.fault_setting },
      .whole("fault.detail") { $0.fault == 0 ? 0 : $0.fault_detail },
      .whole("motion") { $0.motion },
      .whole("emergency_stop_open") { $0.inputs & 1 },
      .whole("supply") { $0.inputs >> 1 & 1 },
      .whole("supply.present") { $0.inputs & 2 == 0 ? 0 : $0.inputs >> 2 & 1 },
      .single("supply.voltage") { $0.inputs & 2 == 0 ? 0 : $0.supply_voltage },
      .single("supply.current") { $0.inputs & 2 == 0 ? 0 : $0.supply_current },
      .single("supply.age") { $0.inputs & 2 == 0 ? 0 : $0.supply_age },
      .whole("overrun") { $0.overrun },
      .whole("request") { $0.mailbox_request },
      .whole("lease_holder") { $0.lease_holder },
      .whole("frames_left_out") { $0.frames_left_out },
    ]
  }
}

extension ReplayField where Row == JointRow {
  /// What a cycle says of a joint: every quantity of its row.
  static var all: [ReplayField] {
    JointRow.quantities.map { quantity in
      ReplayField(
        name: quantity.name, bits: { quantity.value($0).bits },
        text: {
          switch quantity.value($0) {
          case .number(let value): text(value, 16)
          case .single(let value): "\(value)"
          case .count, .flag, .status, .driveFault, .function: "\(quantity.value($0).bits)"
          }
        })
    }
  }
}

extension ReplayField where Row == flight_deck_event {
  /// What an event says.
  static var all: [ReplayField] {
    [
      .word("code", { UInt64($0.code) }, { EventCode(rawValue: $0.code)?.word }),
      .whole("detail") { $0.detail }, .whole("subject") { $0.subject },
      .number("value") { $0.value }, .number("limit") { $0.limit },
      .single("setting") { $0.setting }, .whole("fault_detail") { $0.fault_detail },
      .whole("time") { $0.time },
    ]
  }
}
