import CFlightDeck
import FlightDeck
import Glibc
import RobotCore
public import Wording

/// Asks a running robot to act, through its mailbox.
///
/// Holds one place in the mailbox for its life, and gives place and lease back at the end. Calls
/// that wait keep the lease alive by themselves; whoever does not wait calls `beat` at least four
/// times within the lease's time-out. Not for use from two threads at once.
public final class Commander {
  /// The robot's deck: what the robot does with the requests is seen there.
  public let deck: DeckReader
  /// True between an accepted `acquireLease` and its end, as far as this side knows.
  public private(set) var holdsLease = false

  /// How often the operator has broken off: Ctrl-C.
  public var interruptions: () -> UInt32 = { 0 }
  /// Told while an action goes on.
  public var remark: (String) -> Void = { _ in }

  private let map: DeckMap
  private let slot: MailboxSlot
  private let process: UInt64
  private var pending: (number: UInt64, kind: RequestKind)?
  /// The stop that `beginStop` asked for, and when.
  var stopping: (kind: RequestKind, began: Int64) = (.none, 0)

  /// How long one answer may take. The loop looks every cycle, so this is more than a hundred of
  /// the slowest.
  public static let answerTimeout: Int64 = 2_000_000_000

  /// Takes a place in the mailbox of the robot whose deck is given. `mailbox` is its path.
  public init(deck: DeckReader, mailbox: String? = nil) throws(Refusal) {
    let path = mailbox ?? DeckLocation.mailbox(of: deck.identity.robot)
    try Commander.requireRunning(deck)
    do { map = try DeckMap(path: path, isWritable: true) } catch {
      throw Commander.refusal(error, path)
    }
    let version = map.value(UInt32.self, at: MailboxLayout.version) ?? 0
    let isWhole = map.size >= MailboxLayout.total
    guard isWhole, map.counter(at: MailboxLayout.magic) == MAILBOX_MAGIC, version == MAILBOX_VERSION
    else {
      throw Refusal(
        "\(path): not a mailbox of version \(MAILBOX_VERSION); use the sinew that belongs to the "
          + "run.", .badInput)
    }
    self.deck = deck
    process = UInt64(getpid())
    slot = try Commander.claim(map, for: process, path: path)
  }

  deinit {
    if holdsLease { _ = try? perform(CommandRequest(.releaseLease), timeout: 200_000_000) }
    _ = slot.claim(from: process, for: 0)
  }

  /// Process that holds the lease, 0 when nobody does.
  public var leaseHolder: UInt64 { map.counter(at: MailboxLayout.leaseHolder) }

  /// A sign of life. Only a holder of the lease gives one: a place inherited from a killed holder
  /// must not keep that holder's lease alive.
  public func beat() { if holdsLease { slot.beat() } }

  /// Puts a request into the mailbox and returns at once; `poll` gets the answer. A request that
  /// has no answer yet is replaced.
  public func post(_ request: CommandRequest) {
    beat()
    pending = (slot.post(request), request.kind)
  }

  /// The answer to the last `post`; nil while there is none.
  public func poll() -> CommandReply? {
    beat()
    guard let pending, let reply = slot.reply(to: pending.number) else { return nil }
    self.pending = nil
    if reply.code == .accepted {
      if pending.kind == .acquireLease { holdsLease = true }
      if pending.kind == .releaseLease { holdsLease = false }
    } else if reply.code == .noLease {
      holdsLease = false
    }
    return reply
  }

  /// Asks and waits for the answer. Throws when the runtime gives none within `timeout` ns.
  public func perform(
    _ request: CommandRequest, timeout: Int64 = Commander.answerTimeout
  ) throws(Refusal) -> CommandReply {
    post(request)
    return try answer(within: timeout)
  }

  /// Waits for the answer to the last `post`.
  func answer(within timeout: Int64) throws(Refusal) -> CommandReply {
    let end = monotonicNow() + timeout
    while true {
      if let reply = poll() { return reply }
      try Commander.requireRunning(deck)
      guard monotonicNow() < end else {
        throw Refusal(
          "The runtime (process \(deck.identity.processID)) did not answer within "
            + "\(Digits.duration(timeout)); is it stopped? Look with: sinew status", .unavailable)
      }
      usleep(1_000)
    }
  }

  /// Asks, and throws the runtime's sentence when it refuses.
  public func require(_ request: CommandRequest) throws(Refusal) {
    try accept(perform(request))
  }

  /// Throws the runtime's sentence when it refused.
  func accept(_ reply: CommandReply) throws(Refusal) {
    guard reply.code == .accepted else {
      throw Refusal(reply.sentence(in: deck.configuration), reply.status)
    }
  }

  /// Takes the lease. `timeout` in ns without a sign of life after which it runs out; 0: the
  /// profile's.
  public func acquireLease(timeout: UInt64 = 0) throws(Refusal) {
    var request = CommandRequest(.acquireLease)
    request.leaseTimeout = timeout
    try require(request)
  }

  /// Gives the lease back; nothing when it is not held.
  public func releaseLease() throws(Refusal) {
    guard holdsLease else { return }
    try require(CommandRequest(.releaseLease))
  }

  // MARK: Places

  private static func requireRunning(_ deck: DeckReader) throws(Refusal) {
    let robot = deck.identity.robot
    switch deck.liveness {
    case .running: return
    case .ended, .endedOnFault, .wentOn:
      throw Refusal(
        "The run of \(robot) has ended; start one with: sinew run \(robot)", .unavailable)
    case .killed:
      throw Refusal(
        "The run of \(robot) (process \(deck.identity.processID)) is gone: it was killed. Look at "
          + "the robot, then: sinew blackbox show --robot \(robot)", .unavailable)
    }
  }

  /// A free place, or one whose owner is dead.
  private static func claim(
    _ map: DeckMap, for process: UInt64, path: String
  ) throws(Refusal) -> MailboxSlot {
    let slots = (0..<Int(MAILBOX_SLOTS)).map { MailboxSlot(map: map, index: $0) }
    for slot in slots where slot.owner == 0 && slot.claim(from: 0, for: process) { return slot }
    for slot in slots {
      let owner = slot.owner
      guard owner != process, !DeckProcess.exists(Int32(truncatingIfNeeded: owner)) else {
        continue
      }
      if slot.claim(from: owner, for: process) { return slot }
    }
    throw Refusal(
      "\(path): all \(slots.count) places are taken by running commanders; end one of them.",
      .tryAgain)
  }

  private static func refusal(_ error: DeckMapError, _ path: String) -> Refusal {
    switch error.code {
    case EACCES, EPERM:
      Refusal(
        "\(path): no permission to command this robot; join the group that owns the mailbox, or "
          + "use sudo.", .noPermission)
    case ENOENT:
      Refusal("\(path): the run has no mailbox; start it again with: sinew run", .unavailable)
    default: Refusal("\(path): cannot be mapped: \(error.words).", .unavailable)
    }
  }
}

/// `CLOCK_MONOTONIC`, ns.
func monotonicNow() -> Int64 {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
