import FlightDeck
import RealTime
import RobotCore
import Telemetry
import Units
import Wording

/// Turns what the deck holds into what the console shows. Looks only: it never touches the mailbox.
final class DeckView {
  /// Events kept for scrolling.
  static let eventLimit = 200

  let deck: DeckReader
  private let names: (joints: [String], buses: [String])
  private var events: [ConsoleState.Event] = []
  private var looks: [(time: Double, cycles: UInt64)] = []
  private var lastCycles: UInt64 = 0
  private var lastChange: Double?
  private var lost: UInt64 = 0

  private let staleAfter: (seconds: Double, periods: Double)

  /// A living run that has published no cycle for `staleAfter`, the longer of both, is stale.
  /// Figures that go on changing get more patience than a page that is printed once.
  init(_ deck: DeckReader, staleAfter: (seconds: Double, periods: Double) = (0.5, 20)) {
    self.deck = deck
    self.staleAfter = staleAfter
    names = (deck.jointNames, deck.busNames)
    let count = deck.snapshot.events
    let kept = UInt64(DeckView.eventLimit)
    deck.rewindEvents(to: count > kept ? count - kept : 0)
  }

  /// The state now.
  ///
  /// - Parameters:
  ///   - now: seconds on any clock that never stands still or goes back.
  ///   - lease: process id under which this console holds the lease; nil when it does not.
  func state(now: Double, lease: Int64?) -> ConsoleState {
    var state = ConsoleState()
    let snapshot = deck.snapshot
    let newest = deck.newest()
    let period = deck.identity.period
    note(snapshot.cycles, now)
    state.robot = deck.identity.robot
    state.processID = Int64(deck.identity.processID)
    state.world = world
    state.isBench = deck.identity.isBench
    state.liveness = liveness(snapshot.liveness, now, period)
    state.lostCycles = lost
    state.motions = deck.motionNames
    state.joints = joints(newest)
    state.buses = buses
    state.timing = timing(snapshot)
    state.timing.rate = state.canBeAsked ? rate : nil
    state.safety.phase = newest?.phase ?? snapshot.phase
    state.safety.counts = counts
    let origin = origin(newest, period)
    if let newest {
      fill(&state.safety, newest)
      state.uptime = Double(newest.time &- origin) / 1e9
      if newest.motion >= -1 {
        state.motion =
          state.motions.indices.contains(newest.motion)
          ? state.motions[newest.motion] : "point to point"
      }
    }
    state.safety.isLeaseMine = lease != nil && state.safety.leaseHolder == lease
    takeEvents(origin)
    state.events = events
    return state
  }

  private var world: ConsoleState.Place {
    switch deck.identity.world {
    case .hardware, .serveTwin: .hardware
    case .twin: .twin
    case .virtualTime: .virtualTime
    }
  }

  private func note(_ cycles: UInt64, _ now: Double) {
    if cycles != lastCycles || lastChange == nil {
      // Nothing between two looks is read, but what the ring no longer holds cannot be any more.
      let passed = cycles &- lastCycles
      let room = UInt64(max(deck.identity.slotCount, 1))
      if lastChange != nil, passed > room { lost = Figures.sum(lost, passed - room) }
      lastCycles = cycles
      lastChange = now
    }
    looks.append((now, cycles))
    while looks.count > 2, now - looks[1].time > 1 { looks.removeFirst() }
  }

  private var rate: Double? {
    guard let first = looks.first, let last = looks.last, last.time - first.time > 0.05 else {
      return nil
    }
    return Double(last.cycles &- first.cycles) / (last.time - first.time)
  }

  private func liveness(
    _ liveness: DeckLiveness, _ now: Double, _ period: Int64
  ) -> ConsoleState.Liveness {
    switch liveness {
    case .running: break
    case .ended: return .ended(onFault: false)
    case .endedOnFault, .wentOn: return .ended(onFault: true)
    case .killed: return .killed
    }
    let silence = now - (lastChange ?? now)
    let patience = max(staleAfter.seconds, Double(period) * 1e-9 * staleAfter.periods)
    // A run that starts takes its time until the first cycle.
    let isOld = silence > patience && (deck.cycles > 0 || silence > 0.5)
    return isOld ? .stale(seconds: silence) : .running
  }

  /// Instant of the start on the loop's clock, which in virtual time has its own zero.
  private func origin(_ newest: DeckCycle?, _ period: Int64) -> Int64 {
    guard let newest else { return deck.identity.startedMonotonic }
    let started = deck.identity.startedMonotonic
    let derived = newest.time &- Int64(truncatingIfNeeded: newest.cycle) &* period
    return deck.identity.world == .virtualTime || newest.time < started ? derived : started
  }

  private func takeEvents(_ origin: Int64) {
    while let event = deck.nextEvent() {
      events.append(
        ConsoleState.Event(
          time: max(Double(event.time &- origin) / 1e9, 0),
          text: event.sentence(in: deck.configuration), weight: DeckView.weight(event)))
    }
    if events.count > DeckView.eventLimit { events.removeFirst(events.count - DeckView.eventLimit) }
  }

  private static func weight(_ event: DeckEvent) -> ConsoleState.Event.Weight {
    switch event.code {
    case .fault, .stopUnconfirmed, .driveFault, .foundEnabled, .foreignFrame: .alarm
    case .busState: event.detail == 0 ? .note : .alarm
    case .supply: event.detail == 1 ? .note : .alarm
    case .ended: event.detail == 1 ? .alarm : .note
    case .stopBegan, .refused, .limited, .overrun, .unknownFrame, .waiver, .purge, .strayFrame,
      .givesWay, .sank, .unread, .full:
      .caution
    case .leaseEnded: event.detail == 1 ? .caution : .note
    case .none, .started, .phase, .stopConfirmed, .leaseTaken, .motionBegan, .motionEnded,
      .fenceDown, .feedbackBack, .turn, .homed, .named:
      .note
    }
  }
}
