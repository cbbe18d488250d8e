import CFlightDeck
public import RobotCore
import Units
import Wording

/// One event of the log.
public struct DeckEvent: Sendable, Equatable {
  /// Number of the event: 0, 1, 2 …
  public var number: UInt64
  /// ns on the loop's clock.
  public var time: Int64
  /// ns since 1970.
  public var realtime: Int64
  /// The cycle in which it was found.
  public var cycle: UInt64
  /// What happened.
  public var code: EventCode
  /// See `EventCode`.
  public var detail: UInt16
  /// Joint, bus or motion, −1 for the whole robot.
  public var subject: Int
  /// See `EventCode`.
  public var value: Double
  /// See `EventCode`.
  public var limit: Double
  /// Of a fault or a refusal: see `Fault`.
  public var setting: Double
  /// Of a fault or a refusal: see `Fault`.
  public var faultDetail: UInt16

  /// The finding of a `.fault` event.
  public var fault: Fault {
    Fault(
      FaultCode(rawValue: detail) ?? .none, subject: subject, value: value, limit: limit,
      setting: setting, detail: Int(faultDetail), instant: Instant(nanoseconds: time))
  }

  init(_ raw: flight_deck_event) {
    number = raw.sequence &- 1
    time = raw.time
    realtime = raw.realtime
    cycle = raw.cycle
    code = EventCode(rawValue: raw.code) ?? .none
    detail = raw.detail
    subject = Int(raw.subject)
    value = raw.value
    limit = raw.limit
    setting = Double(raw.setting)
    faultDetail = raw.fault_detail
  }

  /// The event as one sentence.
  public func sentence(in configuration: borrowing RobotConfiguration) -> String {
    EventText.sentence(
      code, detail: detail, subject: subject, value: value, limit: limit, setting: setting,
      faultDetail: faultDetail, in: configuration)
  }
}
