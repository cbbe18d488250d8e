import CFlightDeck
import FlightDeck
import RobotCore
import Safety
import Telemetry
import Testing
import Wording

@testable import Console

/// From the bytes of a deck to what the console shows.
@Suite struct DeckViewTests {
  private func view(_ deck: SyntheticDeck) throws -> DeckView {
    DeckView(try DeckReader(path: deck.path))
  }

  @Test func safetyFunctionsAreShownAsTheyWereCounted() throws {
    let deck = try SyntheticDeck()
    var row = flight_deck_safety()
    (row.acted, row.value, row.limit, row.left, row.joint, row.seen) = (1, 0.03, 0.04, 0.25, 2, 1)
    deck.set(row, of: .position)
    deck.publish()
    let counts = try view(deck).state(now: 0, lease: nil).safety.counts
    let position = try #require(counts.first { $0.name == SafetyFunction.position.word })
    #expect(position.acted == 1 && position.left == 0.25)
    #expect(position.nearest == "25 % left (joint3 0.030 of 0.040 m)")
    #expect(counts.filter { $0.left != nil || $0.acted > 0 }.count == 1)
  }

  @Test func aCycleIsShownAsItWasWritten() throws {
    let deck = try SyntheticDeck()
    var bus = flight_deck_bus()
    (bus.sent, bus.received, bus.load, bus.state) = (
      10, 9, 0.5, UInt32(BusState.passive.rawValue)
    )
    deck.set(bus)
    deck.set(.overruns, 3)
    deck.setLateness(3_000, count: 5)
    deck.publish(
      { head in
        head.phase = RobotPhase.latched.rawValue
        head.stop_kind = StopKind.damped.rawValue
        head.inputs = 1 | 2 | 4
        (head.supply_voltage, head.supply_current, head.supply_age) = (24, 2, 0.25)
        head.fault = FaultCode.feedbackLost.rawValue
        (head.fault_subject, head.fault_value, head.fault_limit) = (1, 31.4, 10)
        head.motion = 0
        head.lease_holder = 77
      },
      joint: { index, joint in
        joint.position = Double(index) / 2
        joint.velocity = -0.5
        joint.motor_temperature = 55
        joint.silence = 31_400
        if index == 1 { joint.flags = 1 }
      })
    let state = try view(deck).state(now: 0, lease: nil)
    #expect(state.robot == "synthetic")
    #expect(state.processID == 4_711)
    #expect(state.world == .twin)
    #expect(state.liveness == .running)
    #expect(state.joints.map(\.position) == [0, 0.5, 1])
    #expect(state.joints.map(\.isLinear) == [false, false, true])
    #expect(state.joints.map(\.isFresh) == [true, false, true])
    #expect(state.joints[1].silence == 31_400)
    #expect(state.joints[0].upper == 2)
    #expect(state.joints[0].effortLimit == 20)
    #expect(state.joints[0].motorTemperature == 55)
    #expect(state.buses.map(\.state) == [.passive])
    #expect(state.buses[0].received == 9)
    #expect(state.timing.overruns == 3)
    #expect(state.timing.lateness.total == 5)
    #expect(state.timing.lateness.octaves[12] == 5)
    #expect(state.safety.phase == .latched)
    #expect(state.safety.stopKind == .damped)
    #expect(state.safety.isEmergencyStopOpen)
    #expect(state.safety.emergencyStopLines == 2)
    #expect(state.safety.supply?.voltage == 24)
    #expect(state.safety.fault?.contains("joint2") == true)
    #expect(state.safety.nextStep?.isEmpty == false)
    #expect(state.safety.leaseHolder == 77)
    #expect(!state.safety.isLeaseMine)
    #expect(state.motion == "sweep")
  }

  /// A deck without a cycle: the robot is named, nothing pretends to be measured.
  @Test func anEmptyDeck() throws {
    let state = try view(SyntheticDeck()).state(now: 0, lease: nil)
    #expect(state.joints.count == 3)
    #expect(state.joints.allSatisfy { !$0.isKnown })
    #expect(state.safety.phase == .latched)
    #expect(state.motion == nil)
  }

  @Test func runsThatAreOverAreToldApart() throws {
    let deck = try SyntheticDeck()
    deck.publish()
    let view = try view(deck)
    #expect(view.state(now: 0, lease: nil).liveness == .running)
    #expect(view.state(now: 0.4, lease: nil).liveness == .running)
    #expect(view.state(now: 3, lease: nil).liveness == .stale(seconds: 3))
    deck.publish()
    #expect(view.state(now: 3.1, lease: nil).liveness == .running)
    deck.die()
    #expect(view.state(now: 3.2, lease: nil).liveness == .killed)
  }

  @Test(arguments: [(1 as UInt64, false), (2, true)])
  func runsThatSaidGoodbye(how: UInt64, onFault: Bool) throws {
    let deck = try SyntheticDeck()
    deck.publish()
    deck.end(how)
    deck.die()
    #expect(try view(deck).state(now: 0, lease: nil).liveness == .ended(onFault: onFault))
  }

  @Test func cyclesNobodyCouldSeeAreCounted() throws {
    let deck = try SyntheticDeck()
    deck.publish()
    let view = try view(deck)
    _ = view.state(now: 0, lease: nil)
    deck.skip(UInt64(deck.slotCount) - 1)
    deck.publish()
    #expect(view.state(now: 10, lease: nil).lostCycles == 0)
    deck.skip(UInt64(deck.slotCount) + 41)
    deck.publish()
    #expect(view.state(now: 20, lease: nil).lostCycles == 42)
  }

  @Test func theRateIsThatOfTheLastSecond() throws {
    let deck = try SyntheticDeck()
    let view = try view(deck)
    #expect(view.state(now: 0, lease: nil).timing.rate == nil)
    for look in 1...40 {
      for _ in 0..<(look > 20 ? 50 : 10) { deck.publish() }
      _ = view.state(now: Double(look) * 0.1, lease: nil)
    }
    let rate = view.state(now: 4.05, lease: nil).timing.rate ?? 0
    #expect(abs(rate - 500) < 30, "\(rate)")
  }

  @Test func eventsAreSentencesInOrder() throws {
    let deck = try SyntheticDeck()
    deck.publish(.started, value: 4_711)
    for _ in 0..<1_500 { deck.publish() }
    deck.publish(.driveFault, detail: UInt16(DriveFault.encoder.rawValue), subject: 0)
    let view = try view(deck)
    let events = view.state(now: 0, lease: nil).events
    #expect(events.map(\.weight) == [.note, .alarm])
    #expect(events.map(\.time) == [0, 1.5])
    #expect(events[0].text.contains("4711"))
    #expect(events[1].text.contains("joint1"))
    for _ in 0..<1_000 { deck.publish(.supply, detail: 1, value: 24) }
    #expect(view.state(now: 1, lease: nil).events.count == DeckView.eventLimit)
  }

  @Test func theLeaseIsMineOnlyWhenTheDeckSaysSo() throws {
    let deck = try SyntheticDeck()
    deck.publish({ $0.lease_holder = 77 })
    let view = try view(deck)
    #expect(view.state(now: 0, lease: 77).safety.isLeaseMine)
    #expect(!view.state(now: 0, lease: 78).safety.isLeaseMine)
    #expect(!view.state(now: 0, lease: nil).safety.isLeaseMine)
  }

  /// Without a mailbox there is nothing to ask, and that is said.
  @Test func askingWithoutAMailboxIsRefusedInWords() throws {
    let deck = try SyntheticDeck()
    deck.publish()
    let desk = Desk(try DeckReader(path: deck.path))
    let message = desk.ask(.init(.stop), now: 0)
    #expect(message?.style == .bad)
    #expect(message?.text.contains("mailbox") == true)
    #expect(!desk.holdsLease)
  }
}
