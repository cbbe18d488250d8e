import CFlightDeck
public import DeviceIO
import Glibc

/// The deck of a run that a fault stopped or that was killed, kept as a file of its own.
///
/// A kept box is a copy of the deck, byte for byte: whatever reads a live deck reads it too.
public enum BlackBox {
  /// Boxes of faults, e-stops and kills kept of one robot; the oldest go when a new one comes, so
  /// that a robot that stops every minute cannot fill the disk.
  public static let keptPerRobot = 20

  /// The same for boxes of stops that an operator asked for. They have a quota of their own:
  /// however often somebody stops a robot, the boxes of its faults stay.
  public static let operatorStopsPerRobot = 10

  /// Stands in the names of such boxes, behind the moment.
  private static let operatorMark = "-operator"

  /// What stands for "how it ended" in a box that was written while the run went on.
  public static let wentOn: UInt64 = 3

  /// `$XDG_STATE_HOME/sinew/blackbox`; without that variable /var/lib/sinew/blackbox for root and
  /// ~/.local/state/sinew/blackbox for everyone else.
  public static var folder: String {
    let named = CurrentProcess.environment("XDG_STATE_HOME") ?? ""
    if !named.isEmpty { return named + "/sinew/blackbox" }
    if CurrentProcess.isRoot { return "/var/lib/sinew/blackbox" }
    return (CurrentProcess.environment("HOME") ?? "/tmp") + "/.local/state/sinew/blackbox"
  }

  /// Copies the deck into `folder` under the robot's name and the moment of its last cycle, and
  /// returns the copy's path. The deck itself stays. `isOperatorStop`: nothing but an operator's
  /// word stopped the robot.
  public static func keep(
    deckPath: String, in folder: String = BlackBox.folder, isOperatorStop: Bool = false
  ) throws(DeviceError) -> String {
    let deck = try SharedMemory(opening: deckPath, writable: false)
    // Before the copy: what its own run has closed meanwhile is no live deck any more.
    let isLive = hasNotEnded(deck) && ((try? SharedMemory.isLocked(path: deckPath)) ?? false)
    try makeFolder(folder)
    let name = robot(of: deck, path: deckPath)
    let stem =
      "\(folder)/\(name)-\(WallTime(lastMoment(of: deck)).stamp)"
      + (isOperatorStop ? operatorMark : "")
    var number = 1
    while true {
      let path = number == 1 ? "\(stem).deck" : "\(stem)-\(number).deck"
      do {
        let copy = try SharedMemory(
          creating: path, size: deck.size, mode: 0o644, exclusiveLock: false)
        copyWhole(deck, to: copy)
        if isLive, deck.size >= DeckLayout.headerSize {
          unsafe copy.base.storeBytes(
            of: wentOn, toByteOffset: DeckLayout.Counter.ended.rawValue, as: UInt64.self)
        }
        if deck.size >= DeckLayout.headerSize { seal(copy, of: deck, isLive: isLive) }
        prune(robot: name, in: folder)
        return path
      } catch {
        // Two stops within one second: the second box gets a number.
        guard error.errno == EEXIST, number < 100 else { throw error }
        number += 1
      }
    }
  }

  /// The same for a deck whose run is over, unless there is nothing to keep: it is empty, its run
  /// had no cycle, or a box of this run shows the end already. nil then.
  public static func keepUnlessKept(
    deckPath: String, in folder: String = BlackBox.folder
  ) throws(DeviceError) -> String? {
    var last: UInt64 = 0
    do {
      let deck = try SharedMemory(opening: deckPath, writable: false)
      guard deck.size >= DeckLayout.headerSize else {
        return try keep(deckPath: deckPath, in: folder)
      }
      let cycles = word(deck, DeckLayout.Counter.cycles.rawValue)
      guard cycles > 0 else { return nil }
      // An orderly end keeps its own box; a killed run's last cycles are in none.
      last = hasNotEnded(deck) ? cycles - 1 : 0
    } catch {
      // A run was killed between making the file and giving it its size.
      if error.errno == ENODATA { return nil }
      throw error
    }
    if box(ofRunAt: deckPath, showing: last, in: folder) != nil { return nil }
    return try keep(deckPath: deckPath, in: folder)
  }

  /// A live deck goes on while it is copied, and `memmove` may copy it from either end: the
  /// counters are taken first, so that what they speak of is in the copy. Slots and events that are
  /// written meanwhile carry later numbers, which a reader passes over.
  private static func copyWhole(
    _ deck: borrowing SharedMemory, to copy: borrowing SharedMemory
  ) {
    let places = [DeckLayout.Counter.cycles.rawValue, DeckLayout.Counter.events.rawValue]
    let isWhole = deck.size >= DeckLayout.headerSize
    var counters: [UInt64] = []
    for place in places where isWhole { counters.append(word(deck, place)) }
    unsafe copy.base.copyMemory(from: deck.base, byteCount: deck.size)
    for (place, counter) in zip(places, counters) {
      unsafe copy.base.storeBytes(of: counter, toByteOffset: place, as: UInt64.self)
    }
  }

  /// Says in the copy which of its cycles were overwritten while it was made, and what its counters
  /// were: damage that comes later can then be told from both.
  private static func seal(
    _ copy: borrowing SharedMemory, of deck: borrowing SharedMemory, isLive: Bool
  ) {
    let slots = UInt64(unsafe copy.base.load(fromByteOffset: 92, as: UInt32.self))
    // One slot is being written at any time; of the oldest, another one perhaps by now.
    let cycles = word(deck, DeckLayout.Counter.cycles.rawValue) &+ 2
    let first = isLive && cycles > slots ? cycles - slots : 0
    unsafe copy.base.storeBytes(
      of: first, toByteOffset: DeckLayout.keptFromOffset, as: UInt64.self)
    let start = DeckLayout.Counter.cycles.rawValue
    let checksum = unsafe flight_deck_checksum(
      UnsafeRawPointer(copy.base) + start, UInt64(DeckLayout.headerSize - start))
    unsafe copy.base.storeBytes(
      of: checksum, toByteOffset: DeckLayout.keptChecksumOffset, as: UInt64.self)
  }

  /// Paths of all kept boxes, newest first.
  public static var kept: [String] { kept(in: folder) }

  /// The same of another folder.
  public static func kept(in folder: String) -> [String] {
    list(folder).map { "\(folder)/\($0)" }
  }

  /// The newest box of this very run, if it shows cycle `cycle`; nil when there is none.
  public static func box(
    ofRunAt deckPath: String, showing cycle: UInt64, in folder: String = BlackBox.folder
  ) -> String? {
    guard let deck = try? SharedMemory(opening: deckPath, writable: false),
      deck.size >= DeckLayout.headerSize
    else { return nil }
    let stem = robot(of: deck, path: deckPath) + "-"
    // A handful is enough: of this run only the newest counts.
    for name in list(folder).filter({ $0.hasPrefix(stem) }).prefix(5) {
      let path = "\(folder)/\(name)"
      guard let box = try? SharedMemory(opening: path, writable: false),
        box.size >= DeckLayout.headerSize, isSameRun(deck, box)
      else { continue }
      return word(box, 256) > cycle ? path : nil
    }
    return nil
  }

  /// Process id, boot and start are equal (`CFlightDeck.h`).
  private static func isSameRun(
    _ deck: borrowing SharedMemory, _ box: borrowing SharedMemory
  ) -> Bool {
    for offset in [32, 40, 48] where word(deck, offset) != word(box, offset) { return false }
    return true
  }

  private static func word(_ deck: borrowing SharedMemory, _ offset: Int) -> UInt64 {
    unsafe deck.base.load(fromByteOffset: offset, as: UInt64.self)
  }

  private static func hasNotEnded(_ deck: borrowing SharedMemory) -> Bool {
    deck.size >= DeckLayout.headerSize ? word(deck, DeckLayout.Counter.ended.rawValue) == 0 : false
  }

  // MARK: What the deck says of itself. Offsets from CFlightDeck.h.

  private static func robot(of deck: borrowing SharedMemory, path: String) -> String {
    var bytes: [UInt8] = []
    for index in 0..<48 where deck.size >= 184 {
      let byte = unsafe deck.base.load(fromByteOffset: 136 + index, as: UInt8.self)
      if byte == 0 { break }
      // A name becomes part of a path here.
      bytes.append(byte == 0x2F ? 0x5F : byte)
    }
    return bytes.isEmpty ? "robot" : String(decoding: bytes, as: UTF8.self)
  }

  /// Wall time of the last cycle, ns since 1970; now when the deck holds none. By the clock, not by
  /// the cycle: simulated time may be hours ahead, and would hide what comes later.
  private static func lastMoment(of deck: borrowing SharedMemory) -> Int64 {
    guard deck.size >= DeckLayout.headerSize else { return Clock.realtime() }
    let seen = Int64(bitPattern: word(deck, DeckLayout.Counter.seenRealtime.rawValue))
    if seen > 0 { return seen }
    let base = unsafe deck.base
    let cycles = unsafe base.load(fromByteOffset: 256, as: UInt64.self)
    let size = Int(unsafe base.load(fromByteOffset: 88, as: UInt32.self))
    let count = UInt64(unsafe base.load(fromByteOffset: 92, as: UInt32.self))
    let slots = unsafe base.load(fromByteOffset: 128, as: Int.self)
    // A damaged file may say anything; what fits into it can be multiplied.
    guard cycles > 0, count > 0, slots >= 0, slots < deck.size, size >= 32,
      count <= UInt64((deck.size - slots) / size)
    else { return Clock.realtime() }
    let offset = slots + size * Int((cycles - 1) % count) + 32
    let moment = unsafe base.loadUnaligned(fromByteOffset: offset, as: Int64.self)
    return moment > 0 ? moment : Clock.realtime()
  }

  // MARK: The folder

  private static func makeFolder(_ path: String) throws(DeviceError) {
    var partial = ""
    for part in path.split(separator: "/") {
      partial += "/" + part
      let place = path.hasPrefix("/") ? partial : String(partial.dropFirst())
      guard unsafe mkdir(place, 0o755) != 0 else { continue }
      let code = errno
      // EROFS and EACCES are told for folders that exist already, too.
      var status = stat()
      guard unsafe stat(place, &status) == 0 else {
        throw DeviceError(.writeFile, place, errno: code)
      }
    }
  }

  /// Names of all boxes, newest first: the moment in a name sorts as text.
  private static func list(_ folder: String) -> [String] {
    DeviceFile.names(in: folder).filter { $0.hasSuffix(".deck") }
      .sorted { moment($0) > moment($1) }
  }

  /// What follows the robot's name.
  private static func moment(_ name: String) -> String {
    let stem = name.dropLast(".deck".count)
    guard let mark = stem.lastIndex(of: "T") else { return String(stem) }
    let start = stem.index(mark, offsetBy: -8, limitedBy: stem.startIndex) ?? stem.startIndex
    return String(stem[start...])
  }

  private static func prune(robot: String, in folder: String) {
    // The whole name: the boxes of "arm-left" are not those of "arm".
    let own = list(folder).filter { $0 == "\(robot)-\(moment($0)).deck" }
    let asked = own.filter { moment($0).contains(operatorMark) }
    let others = own.filter { !moment($0).contains(operatorMark) }
    for name in others.dropFirst(keptPerRobot) + asked.dropFirst(operatorStopsPerRobot) {
      try? DeviceFile.remove(path: "\(folder)/\(name)")
    }
  }
}
