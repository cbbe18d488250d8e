import Foundation
import Glibc

/// A program in a terminal of its own, as under tmux or ssh.
final class PseudoTerminal {
  /// Everything the program wrote so far.
  private(set) var output = ""
  private let master: Int32
  private let slave: Int32
  private let process: pid_t
  private let modes: [UInt8]

  /// Starts `program` with the variables in `environment` on a terminal of 80 × 24.
  init(_ program: String, _ arguments: [String], environment: [String]) throws {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe openpty(&ends.master, &ends.slave, nil, nil, &size) == 0,
      let name = unsafe ttyname(ends.slave)
    else { throw POSIXError(.ENODEV) }
    let path = unsafe String(cString: name)
    (master, slave) = ends
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
    modes = PseudoTerminal.modes(of: slave)
    process = try PseudoTerminal.spawn(program, arguments, environment, terminal: path)
  }

  deinit {
    _ = kill(process, SIGKILL)
    _ = close(master)
    _ = close(slave)
  }

  /// True when the terminal is in the modes it had before the program started.
  var isAsBefore: Bool { PseudoTerminal.modes(of: slave) == modes }

  /// Types.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe write(master, bytes, bytes.count)
  }

  /// Sends the program a signal.
  func signal(_ number: Int32) { _ = kill(process, number) }

  /// Changes the size of the window.
  func resize(rows: UInt16, columns: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Reads until `text` has been written since the last call; false when the program ends first, or
  /// after half a minute, which only a program that hangs needs.
  func wait(for text: String) -> Bool {
    let start = output.endIndex
    for _ in 0..<600 {
      _ = read()
      if output[start...].contains(text) { return true }
    }
    return false
  }

  /// Waits for the end: its exit code, or 256 + the signal that killed it; nil when it goes on.
  func end() -> Int32? {
    for _ in 0..<600 {
      _ = read()
      var status: Int32 = 0
      if unsafe waitpid(process, &status, WNOHANG) == process {
        while read() {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 256 + (status & 0x7F)
      }
    }
    return nil
  }

  /// Takes what is there, waiting up to 50 ms for it.
  private func read() -> Bool {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&ready, 1, 50) == 1, ready.revents & Int16(POLLIN) != 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    output += String(decoding: bytes.prefix(count), as: UTF8.self)
    return true
  }

  private static func modes(of descriptor: Int32) -> [UInt8] {
    var modes = termios()
    _ = unsafe tcgetattr(descriptor, &modes)
    return unsafe withUnsafeBytes(of: modes) { unsafe Array($0) }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], terminal: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    // A test's thread blocks signals, and children inherit that.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID and POSIX_SPAWN_SETSIGMASK: a new session makes the first terminal it
    // opens its own, so that Ctrl-C becomes a signal.
    unsafe posix_spawnattr_setflags(&attributes, Int16(0x80 | 0x08))
    unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var list: [UnsafeMutablePointer<CChar>?] =
      unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (list + variables).forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, program, &actions, &attributes, &list, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    return process
  }
}
