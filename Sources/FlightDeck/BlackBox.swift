public import DeviceIO
import Glibc

/// The deck of a run that a fault stopped or that was killed, kept as a file of its own.
///
/// A kept box is a copy of the deck, byte for byte: whatever reads a live deck reads it too.
public enum BlackBox {
  /// Boxes kept of one robot; the oldest go when a new one comes, so that a robot that stops every
  /// minute cannot fill the disk.
  public static let keptPerRobot = 20

  /// `$XDG_STATE_HOME/sinew/blackbox`; without that variable /var/lib/sinew/blackbox for root and
  /// ~/.local/state/sinew/blackbox for everyone else.
  public static var folder: String {
    let named = CurrentProcess.environment("XDG_STATE_HOME") ?? ""
    if !named.isEmpty { return named + "/sinew/blackbox" }
    if CurrentProcess.isRoot { return "/var/lib/sinew/blackbox" }
    return (CurrentProcess.environment("HOME") ?? "/tmp") + "/.local/state/sinew/blackbox"
  }

  /// Copies the deck into `folder` under the robot's name and the moment of its last cycle, and
  /// returns the copy's path. The deck itself stays.
  public static func keep(deckPath: String) throws(DeviceError) -> String {
    let deck = try SharedMemory(opening: deckPath, writable: false)
    try makeFolder(folder)
    let name = robot(of: deck, path: deckPath)
    let stem = "\(folder)/\(name)-\(WallTime(lastMoment(of: deck)).stamp)"
    var number = 1
    while true {
      let path = number == 1 ? "\(stem).deck" : "\(stem)-\(number).deck"
      do {
        let copy = try SharedMemory(
          creating: path, size: deck.size, mode: 0o644, exclusiveLock: false)
        unsafe copy.base.copyMemory(from: deck.base, byteCount: deck.size)
        prune(robot: name)
        return path
      } catch {
        // Two stops within one second: the second box gets a number.
        guard error.errno == EEXIST, number < 100 else { throw error }
        number += 1
      }
    }
  }

  /// Paths of all kept boxes, newest first.
  public static var kept: [String] {
    list().map { "\(folder)/\($0)" }
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

  /// Wall time of the last cycle, ns since 1970; now when the deck holds none.
  private static func lastMoment(of deck: borrowing SharedMemory) -> Int64 {
    guard deck.size >= DeckLayout.headerSize else { return Clock.realtime() }
    let base = unsafe deck.base
    let cycles = unsafe base.load(fromByteOffset: 256, as: UInt64.self)
    let size = Int(unsafe base.load(fromByteOffset: 88, as: UInt32.self))
    let count = UInt64(unsafe base.load(fromByteOffset: 92, as: UInt32.self))
    let slots = unsafe base.load(fromByteOffset: 128, as: Int.self)
    guard cycles > 0, count > 0, slots >= 0, slots < deck.size else { return Clock.realtime() }
    let offset = slots + size * Int((cycles - 1) % count) + 24
    guard offset + 8 <= deck.size else { return Clock.realtime() }
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
  private static func list() -> [String] {
    guard let handle = unsafe opendir(folder) else { return [] }
    defer { _ = unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name.hasSuffix(".deck") { names.append(name) }
    }
    return names.sorted { moment($0) > moment($1) }
  }

  /// What follows the robot's name.
  private static func moment(_ name: String) -> String {
    let stem = name.dropLast(".deck".count)
    guard let mark = stem.lastIndex(of: "T") else { return String(stem) }
    let start = stem.index(mark, offsetBy: -8, limitedBy: stem.startIndex) ?? stem.startIndex
    return String(stem[start...])
  }

  private static func prune(robot: String) {
    let own = list().filter { $0.hasPrefix(robot + "-2") }
    for name in own.dropFirst(keptPerRobot) {
      try? DeviceFile.remove(path: "\(folder)/\(name)")
    }
  }
}
