import FlightDeck
import RobotCore
import Units
public import Wording

extension DeckReader {
  /// The card of a `.fault` event, with the 200 ms before it as far as the deck still holds them.
  public func faultCard(for event: DeckEvent) -> FaultCard {
    let fault = event.fault
    let history = cycles(
      from: event.time &- Int64(FaultCard.historyLength * 1e6), through: event.cycle)
    let own = fault.joint
    let joint = jointNames.indices.contains(own) ? own : DeckReader.worstJoint(in: history)
    let rows = history.compactMap { cycle -> FaultCardRow? in
      guard cycle.joints.indices.contains(joint) else { return nil }
      let state = cycle.joints[joint]
      // Not heard of yet: its zeros were never measured.
      guard state.isKnown else { return nil }
      return FaultCardRow(
        time: Double(cycle.time &- event.time) / 1e6, position: state.position,
        setpoint: state.setpoint, velocity: Double(state.velocity),
        effort: Double(state.effort), silence: Double(state.silence) / 1e3)
    }
    return FaultCard(
      fault, stop: stopKind(after: event), rows: rows, rowsJoint: rows.isEmpty ? nil : joint,
      run: liveness.runState, in: configuration)
  }

  /// The newest `.fault` event; the boot state every run begins with does not count.
  public var lastFault: DeckEvent? {
    lastEvents(Int.max).last {
      $0.code == .fault && $0.detail != FaultCode.bootState.rawValue
        && $0.detail != FaultCode.ended.rawValue
    }
  }

  /// The `.fault` event of what is latched now, or was when the run ended; nil when a reset has
  /// taken it back since, or nothing ever stopped the run. Of a box that was written at a stop
  /// after which the run went on, that stop's.
  public var latchedFault: DeckEvent? {
    guard liveness != .wentOn else { return lastFault }
    guard let newest = newest(), newest.fault != .none, newest.fault != .bootState else {
      return nil
    }
    let (code, subject) = (newest.fault.rawValue, newest.faultSubject)
    // One read-back may find several registers of one drive.
    return lastEvents(Int.max).last {
      $0.code == .fault && $0.detail == code && $0.subject == subject
        && $0.faultDetail == newest.faultDetail
    } ?? lastFault
  }

  /// Cycles from `time` (loop clock, ns) on that are still in the deck, oldest first.
  public func cycles(from time: Int64, through last: UInt64 = .max) -> [DeckCycle] {
    let count = cycles
    guard count > 0 else { return [] }
    let period = max(identity.period, 1)
    let end = min(last, count - 1)
    var number = end
    // As many as the period says, and back over what was skipped by a late host.
    guard let newest = cycle(end) ?? newest() else { return [] }
    let wanted = UInt64(max(0, newest.time &- time) / period)
    number = max(end - min(end, wanted), oldest)
    return number > end ? [] : (number...end).compactMap { cycle($0) }.filter { $0.time >= time }
  }

  /// The joint whose wanted and measured positions differ most, in the share of its travel.
  private static func worstJoint(in history: [DeckCycle]) -> Int {
    guard let last = history.last else { return -1 }
    var worst = -1
    var largest = 0.0
    for (index, joint) in last.joints.enumerated() where joint.isKnown {
      let error = abs(joint.setpoint - joint.position)
      if worst < 0 || error > largest {
        worst = index
        largest = error
      }
    }
    return worst
  }

  /// The stop that the fault led to.
  private func stopKind(after event: DeckEvent) -> StopKind {
    let began = lastEvents(Int.max).first {
      $0.code == .stopBegan && $0.number > event.number && $0.cycle <= event.cycle &+ 1
    }
    guard let began else { return .none }
    return StopKind(rawValue: UInt8(truncatingIfNeeded: began.detail)) ?? .none
  }
}
