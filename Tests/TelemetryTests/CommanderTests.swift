import FlightDeck
import Glibc
import RobotCore
import Testing
import Wording

@testable import Telemetry

@Suite struct CommanderTests {
  private func running() throws -> SyntheticDeck {
    let deck = SyntheticDeck()
    deck.addCycle(0, phase: .disarmed)
    try deck.publish()
    return deck
  }

  /// A process id that no process has.
  private var deadProcess: UInt64 {
    (100_000...4_000_000).first { kill(pid_t($0), 0) != 0 && errno == ESRCH }.map(UInt64.init) ?? 0
  }

  @Test func takesTheLeaseAsksAndGivesItBack() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answer([.accepted, .accepted, .accepted])
    let map = try DeckMap(path: mailbox.path)
    do {
      let commander = try Commander(
        deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
      try commander.acquireLease()
      #expect(commander.holdsLease)
      let reply = try commander.perform(.move([1: 0.5], speed: 0.25))
      #expect(reply.code == .accepted)
      // The request stands where the header says.
      #expect(map.counter(at: MailboxLayout.slots + MailboxLayout.Slot.mask) == 2)
      #expect(
        map.value(Double.self, at: MailboxLayout.slots + MailboxLayout.Slot.targets + 8) == 0.5)
      #expect(map.value(Double.self, at: MailboxLayout.slots + MailboxLayout.Slot.speed) == 0.25)
    }
    #expect(runtime.kinds() == [.acquireLease, .move, .releaseLease])
    #expect(runtime.heartbeats > 0)
    // The place is free again.
    #expect(map.counter(at: MailboxLayout.slots) == 0)
  }

  @Test func aHeldLeaseIsTryAgain() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answer([.leaseHeld], value: 4711)
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    do {
      try commander.acquireLease()
      Issue.record("the lease was taken from its holder")
    } catch {
      #expect(error.status == .tryAgain)
      #expect(error.sentence.contains("4711"))
    }
    #expect(runtime.kinds() == [.acquireLease])
    #expect(!commander.holdsLease)
  }

  @Test func aRuntimeThatDoesNotAnswerIsTold() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    do {
      _ = try commander.perform(CommandRequest(.stop), timeout: 20_000_000)
      Issue.record("an answer out of nowhere")
    } catch { #expect(error.status == .unavailable) }
  }

  @Test func inheritsThePlaceOfADeadCommanderWithoutItsLease() throws {
    let deck = try running()
    let dead = deadProcess
    let mailbox = try FakeMailbox(owners: [UInt64](repeating: dead, count: 16))
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    let map = try DeckMap(path: mailbox.path)
    #expect(map.counter(at: MailboxLayout.slots) == UInt64(getpid()))
    // No sign of life in the dead one's name.
    commander.beat()
    #expect(map.counter(at: MailboxLayout.slots + MailboxLayout.Slot.heartbeat) == 0)
  }

  @Test func aFullMailboxIsTryAgain() throws {
    let deck = try running()
    let mailbox = try FakeMailbox(owners: [UInt64](repeating: UInt64(getppid()), count: 16))
    do {
      _ = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
      Issue.record("a seventeenth place")
    } catch { #expect(error.status == .tryAgain) }
  }

  @Test func aRunThatIsGoneTakesNoCommand() throws {
    let deck = SyntheticDeck()
    try deck.publish(isOwned: false)
    let mailbox = try FakeMailbox()
    do {
      _ = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
      Issue.record("a commander without a run")
    } catch {
      #expect(error.status == .unavailable)
      #expect(error.sentence.contains("killed"))
    }
  }

  @Test func anotherVersionIsRefused() throws {
    let deck = try running()
    let mailbox = try FakeMailbox(version: 9)
    do {
      _ = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
      Issue.record("a mailbox of another version")
    } catch { #expect(error.status == .badInput) }
  }

  @Test func armWaitsForItsEndOnTheDeck() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answering([.accepted, .accepted, .accepted])
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    // What the runtime does once it has accepted: a fault that backs the arming out.
    runtime.afterAnswer(2) {
      deck.addEvent(
        0, .fault, detail: FaultCode.enableFailed.rawValue, subject: 1, value: 100, limit: 100,
        cycle: 1)
      deck.addEvent(1, .phase, detail: UInt16(RobotPhase.latched.rawValue), value: 2, cycle: 1)
      do { try deck.update() } catch { Issue.record(error) }
    }
    runtime.start()
    let outcome = try commander.arm()
    #expect(outcome.status == .failed)
    #expect(outcome.sentence.contains("testbot_joint2"))
    #expect(runtime.kinds() == [.acquireLease, .arm, .releaseLease])
  }

  @Test func ctrlCStopsAnArming() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answering([.accepted, .accepted, .accepted, .accepted])
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    var asked: UInt32 = 0
    commander.interruptions = {
      // Not yet when the arming is asked for.
      asked += 1
      return asked > 1 ? 1 : 0
    }
    runtime.afterAnswer(3) {
      deck.addEvent(0, .stopConfirmed, value: 80, cycle: 1)
      deck.addCycle(1, phase: .latched)
      try? deck.update()
    }
    runtime.start()
    let outcome = try commander.arm()
    #expect(outcome.status == .failed)
    #expect(outcome.sentence.hasPrefix("The arming was cancelled: "))
    #expect(runtime.kinds() == [.acquireLease, .arm, .stop, .releaseLease])
  }

  @Test func ctrlCBeforeAnythingIsAskedAsksNothing() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    commander.interruptions = { 1 }
    for act in [commander.arm, commander.disarm, commander.reset] {
      #expect(throws: Refusal.self) { _ = try act() }
    }
  }

  @Test func aDisarmingGoesOnAfterCtrlC() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answering([.accepted, .accepted, .accepted])
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    var asked: UInt32 = 0
    var told: [String] = []
    commander.interruptions = {
      asked += 1
      return asked > 1 ? 1 : 0
    }
    commander.remark = { told.append($0) }
    runtime.afterAnswer(2) {
      deck.addEvent(
        0, .phase, detail: UInt16(RobotPhase.disarmed.rawValue), value: 5, cycle: 1)
      deck.addCycle(1, phase: .disarmed)
      try? deck.update()
    }
    runtime.start()
    #expect(try commander.disarm().status == .done)
    #expect(told.count <= 1)
    #expect(runtime.kinds() == [.acquireLease, .disarm, .releaseLease])
  }

  @Test func aCancelledMoveSaysThatTheRobotHolds() throws {
    let deck = try running()
    let mailbox = try FakeMailbox()
    let runtime = mailbox.answering([.accepted, .accepted, .accepted, .accepted])
    let commander = try Commander(deck: try DeckReader(path: deck.path), mailbox: mailbox.path)
    runtime.afterAnswer(3) {
      deck.addEvent(0, .stopBegan, detail: UInt16(StopKind.hold.rawValue), cycle: 1)
      deck.addEvent(1, .stopConfirmed, value: 80, cycle: 1)
      deck.addEvent(2, .phase, detail: UInt16(RobotPhase.holding.rawValue), value: 5, cycle: 1)
      deck.addCycle(1, phase: .holding)
      try? deck.update()
    }
    runtime.start()
    let outcome = try commander.move(.move([0: 0.1])) { true }
    #expect(outcome.status == .failed, "the motion has not reached its end")
    #expect(
      outcome.sentence
        == "The motion was cancelled: the robot has stopped and holds its position under power.")
    #expect(runtime.kinds() == [.acquireLease, .move, .hold, .releaseLease])
  }
}
