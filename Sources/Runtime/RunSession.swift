import CFlightDeck
import Cycle
public import DeviceIO
public import FlightDeck
import Glibc
public import RealTime
import RobotCore
import Units
import Wording

/// Everything a run opens before it arms and closes at its end: deck, mailbox, loop.
public final class RunSession {
  /// The robot and what the command line asked for.
  public let launch: Launch
  /// True when the bench timing set applies: a vcan bus.
  public let isBench: Bool
  /// The loop, ready to begin.
  public let loop: ControlLoop
  /// What became of the deck of a run that was killed, if there was one.
  public private(set) var keptBlackBox: String?
  let deckMemory: SharedMemory
  let mailboxMemory: SharedMemory
  let deckPath: String
  /// How the recorder ended, once that is known: the kernel tells it only once.
  var recorderEnding: Companion.Ending?
  /// The run does not wait for its recorder any more.
  var hasGivenUpRecorder = false

  /// Name of the robot.
  public var robot: String { launch.configuration.name.text }

  /// Opens deck and mailbox and builds the loop.
  ///
  /// `ports` are the loop's ends of the buses, in the order of the configuration; they must outlive
  /// the session. Throws when another run of this robot is alive (75), or shared memory is not to
  /// be had (77, 69).
  public init(
    _ launch: Launch, ports: FixedList<CANPort, 8>, isBench: Bool
  ) throws {
    self.launch = launch
    self.isBench = isBench
    let robot = launch.configuration.name.text
    deckPath = DeckPath.deck(of: robot)
    let timing = isBench ? launch.configuration.benchTiming : launch.configuration.timing
    let layout = DeckLayout(
      joints: launch.configuration.joints.count, buses: launch.configuration.buses.count,
      period: timing.period.nanoseconds, state: RunSession.stateSize(launch, isBench: isBench))
    DeckPath.removeUnborn(of: robot)
    keptBlackBox = try RunSession.clearWay(deckPath, robot: robot)
    do {
      deckMemory = try SharedMemory(
        creating: deckPath, size: layout.totalSize, mode: 0o644, exclusiveLock: true)
    } catch {
      throw RunSession.refusal(error, robot: robot)
    }
    do {
      let path = DeckPath.mailbox(of: robot)
      try? DeviceFile.remove(path: path)
      mailboxMemory = try SharedMemory(
        creating: path, size: MemoryLayout<mailbox>.stride, mode: 0o660, exclusiveLock: false)
    } catch {
      try? DeviceFile.remove(path: deckPath)
      throw RunSession.refusal(error, robot: robot)
    }
    let deck = unsafe DeckWriter(base: deckMemory.base, layout: layout)
    let pace: Pace =
      switch launch.options.world {
      case .hardware: .hardware
      case .twin, .serveTwin: .twin
      case .virtualTime: .virtual
      }
    loop = ControlLoop(
      launch.configuration, isBench: isBench, isStrict: launch.options.isStrict, pace: pace,
      ports: ports, deck: deck,
      mailbox: unsafe MailboxPort(base: mailboxMemory.base), duration: launch.options.duration)
    try deckMemory.guardAgainstTruncation()
    try mailboxMemory.guardAgainstTruncation()
    openMailbox()
    openDeck(layout)
    loop.writeEvent(
      CycleEvent(.started, value: Double(CurrentProcess.id)))
  }

  /// Bytes of a snapshot of this robot's cycle, at most.
  private static func stateSize(_ launch: Launch, isBench: Bool) -> Int {
    var cycle = ControlCycle(launch.configuration, isBench: isBench)
    var pass = SnapshotPass()
    cycle.exchange(&pass)
    return pass.used
  }

  /// Refuses when a living run holds the deck; keeps the black box of a dead one and clears it.
  private static func clearWay(_ path: String, robot: String) throws -> String? {
    do {
      try requireNoOther(path, robot: robot)
      let kept = try BlackBox.keepUnlessKept(deckPath: path)
      try DeviceFile.remove(path: path)
      return kept
    } catch let error as DeviceError {
      if error.errno == ENOENT { return nil }
      // What the copy could not be written to is another folder than the deck's.
      if error.subject.hasPrefix(BlackBox.folder) || BlackBox.folder.hasPrefix(error.subject) {
        throw Refusal(
          "\(error.description): the black box of the earlier run of \(robot) has no place; permit "
            + "or free \(BlackBox.folder), set XDG_STATE_HOME, or give the box up with: rm \(path)",
          error.isPermission ? .noPermission : .unavailable)
      }
      throw refusal(error, robot: robot)
    }
  }

  /// Refuses when a living run holds the deck; throws `DeviceError` when there is none to ask.
  private static func requireNoOther(_ path: String, robot: String) throws {
    guard try SharedMemory.isLocked(path: path) else { return }
    throw Refusal(
      "robot \(robot) is already run by process \(ownerOf(path)): one run per robot; "
        + "look at it with `sinew console`, or end it first", .tryAgain)
  }

  /// The same, asked before any interface is touched. What else may be wrong with the deck is told
  /// when the session takes it.
  static func requireNoOther(robot: String) throws {
    do {
      try requireNoOther(DeckPath.deck(of: robot), robot: robot)
    } catch is DeviceError {}
  }

  private static func ownerOf(_ path: String) -> String {
    guard let memory = try? SharedMemory(opening: path, writable: false),
      memory.size >= MemoryLayout<flight_deck_header>.size
    else { return "?" }
    let process = unsafe memory.base.load(fromByteOffset: 32, as: Int64.self)
    return "\(process)"
  }

  private static func refusal(_ error: DeviceError, robot: String) -> Refusal {
    switch error.errno {
    case EEXIST where error.subject == DeckPath.deck(of: robot):
      Refusal("another run of robot \(robot) has just begun: one run per robot", .tryAgain)
    case EEXIST, EISDIR, ENODEV:
      Refusal(
        "\(error.subject) is in the way and is no file of a run (\(error.reason)): move it away, then "
          + "run again", .unavailable)
    default:
      Refusal(
        "\(error.description); free or permit \(DeckPath.folder), or set SINEW_RUNTIME_DIR",
        error.isPermission ? .noPermission : .unavailable)
    }
  }

  private func openMailbox() {
    let base = unsafe mailboxMemory.base
    unsafe base.storeBytes(of: MAILBOX_VERSION, toByteOffset: 8, as: UInt32.self)
    unsafe base.storeBytes(of: MAILBOX_SLOTS, toByteOffset: 12, as: UInt32.self)
    unsafe base.storeBytes(of: MAILBOX_MAGIC, toByteOffset: 0, as: UInt64.self)
  }

  /// Fills the header; the magic goes in last, so that a reader never sees a half-made deck.
  private func openDeck(_ layout: DeckLayout) {
    let image = launch.image
    let base = unsafe deckMemory.base
    var header = flight_deck_header()
    header.version = FLIGHT_DECK_VERSION
    header.header_size = UInt32(MemoryLayout<flight_deck_header>.size)
    header.configuration_hash = ConfigurationImage.layoutHash
    header.total_size = UInt64(layout.totalSize)
    header.process_id = Int64(CurrentProcess.id)
    header.boot_id = BootIdentity.first8Bytes
    header.started_monotonic = loop.start.nanoseconds
    header.started_realtime = loop.realtimeAtStart
    header.period = loop.period.nanoseconds
    header.world = launch.options.world.rawValue
    header.is_bench = isBench ? 1 : 0
    header.joint_count = UInt32(layout.jointCount)
    header.bus_count = UInt32(launch.configuration.buses.count)
    header.slot_size = UInt32(layout.slotSize)
    header.slot_count = UInt32(layout.slotCount)
    header.frame_area = UInt32(layout.frameArea)
    header.configuration_offset = UInt64(layout.configurationOffset)
    header.configuration_size = UInt64(image.count)
    header.events_offset = UInt64(layout.eventsOffset)
    header.slots_offset = UInt64(layout.slotsOffset)
    // Counters and histograms start at zero, as the file does: only the first page's head is
    // copied.
    unsafe withUnsafeBytes(of: &header) { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (base + 8).copyMemory(from: source + 8, byteCount: 128)
    }
    for index in 0..<48 {
      unsafe base.storeBytes(
        of: launch.configuration.name[index], toByteOffset: 136 + index, as: UInt8.self)
    }
    unsafe image.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (base + layout.configurationOffset).copyMemory(from: source, byteCount: bytes.count)
    }
    unsafe base.storeBytes(
      of: layout.snapshotsOffset, toByteOffset: DeckLayout.snapshotsPlace, as: Int.self)
    unsafe base.storeBytes(
      of: layout.snapshotSize, toByteOffset: DeckLayout.snapshotsPlace + 8, as: Int.self)
    unsafe base.storeBytes(
      of: BuildIdentity.own, toByteOffset: DeckLayout.buildPlace, as: UInt64.self)
    unsafe base.storeBytes(
      of: BuildIdentity.machine, toByteOffset: DeckLayout.buildPlace + 8, as: UInt64.self)
    sealHead()
    loop.deck.set(.recorderWanted, launch.options.records ? 1 : 0)
    loop.deck.publish(FLIGHT_DECK_MAGIC)
  }

  /// Starts the clock, with the real-time guarantees that were granted.
  public func begin(guarantees: UInt32) {
    loop.begin()
    let base = unsafe deckMemory.base
    unsafe base.storeBytes(of: loop.start.nanoseconds, toByteOffset: 48, as: Int64.self)
    unsafe base.storeBytes(of: loop.realtimeAtStart, toByteOffset: 56, as: Int64.self)
    unsafe base.storeBytes(of: guarantees, toByteOffset: 100, as: UInt32.self)
    sealHead()
  }

  private var headChecksum: UInt64 {
    unsafe flight_deck_checksum(
      UnsafeRawPointer(deckMemory.base) + 8, UInt64(DeckLayout.headChecksumOffset - 8))
  }

  /// The first page vouches for itself, as each slot does.
  private func sealHead() {
    unsafe deckMemory.base.storeBytes(
      of: headChecksum, toByteOffset: DeckLayout.headChecksumOffset, as: UInt64.self)
  }

  /// `--motion`: the operator's reset, lease and arm, once. An unknown name is refused (64).
  public func autostart() throws {
    let wanted = launch.options.motion.text
    guard !wanted.isEmpty else { return }
    var known: [String] = []
    for index in launch.configuration.motions.indices {
      known.append(launch.configuration.motions[index].name.text)
      guard launch.configuration.motions[index].name.matches(launch.options.motion) else {
        continue
      }
      loop.autostart(motion: index)
      return
    }
    throw Refusal(
      "robot \(robot) has no motion named \(wanted); it has: "
        + known.joined(separator: ", "), .usage)
  }

  // MARK: Deck and mailbox as files

  /// True once somebody removed, cut short or overwrote the deck or the mailbox: nobody can look at
  /// this run or stop it any more, so it has to stop by itself.
  public func hasLostItsFiles() -> Bool {
    if SharedMemory.lostPages > 0 { return true }
    return !deckMemory.isLinked || !mailboxMemory.isLinked || isOverwritten
  }

  /// What the heads of both files say, and everyone who opens them asks for first, has changed.
  private var isOverwritten: Bool {
    let (deck, mail) = unsafe (deckMemory.base, mailboxMemory.base)
    let sum = unsafe deck.load(fromByteOffset: DeckLayout.headChecksumOffset, as: UInt64.self)
    let version = unsafe mail.load(fromByteOffset: 8, as: UInt32.self)
    let slots = unsafe mail.load(fromByteOffset: 12, as: UInt32.self)
    return unsafe deck.load(as: UInt64.self) != FLIGHT_DECK_MAGIC || sum != headChecksum
      || mail.load(as: UInt64.self) != MAILBOX_MAGIC || version != MAILBOX_VERSION
      || slots != MAILBOX_SLOTS
  }

  // MARK: The recorder

  /// True once a recorder has attached.
  public var hasRecorder: Bool { loop.deck.get(.recorderProcess) != 0 }

  /// Why the recorder gave up (an errno), 0 while it has not.
  public var recorderFailure: UInt64 { loop.deck.get(.recorderFailed) }

  /// Cycles that the recorder has taken.
  var recorderCursor: UInt64 { loop.deck.get(.recorderCursor) }

  /// Cycles that the recorder has not taken yet.
  public var recorderLag: UInt64 { loop.cycles &- min(recorderCursor, loop.cycles) }

  /// A commander wants a stop and has no answer yet.
  var isAskedToStop: Bool { loop.mailbox.holdsStop }

  /// True when the ring is nearly full of cycles that the recorder has not taken.
  public var mustWaitForRecorder: Bool {
    recorderLag + 64 >= UInt64(loop.deck.layout.slotCount)
  }

  /// Tells every reader that no cycle will follow.
  public func close(onFault: Bool) {
    loop.writeEvent(CycleEvent(.ended, detail: onFault ? 1 : 0))
    loop.deck.set(.ended, onFault ? 2 : 1)
  }

  /// The black box of a run that a fault stopped: the one that the reporter wrote, or a new one
  /// when that does not show the last finding. Its path, or why it could not be kept.
  public func keepBlackBox() -> String {
    if let kept = BlackBox.box(ofRunAt: deckPath, showing: loop.cycle.body.lastFinding) {
      return kept
    }
    do {
      return try BlackBox.keep(deckPath: deckPath)
    } catch {
      return "not kept: \(error)"
    }
  }

  /// Removes deck and mailbox. Only after an end as asked: a fault's deck stays to be looked at.
  /// What bears the name of a file that was taken from this run is another run's.
  public func remove() {
    if deckMemory.isLinked { try? DeviceFile.remove(path: deckPath) }
    if mailboxMemory.isLinked { try? DeviceFile.remove(path: DeckPath.mailbox(of: robot)) }
  }
}
