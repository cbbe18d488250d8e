import DeviceIO
import Foundation

/// Other programs, run for what they print.
enum Tool {
  /// Standard output of a program that ended with 0; nil when it did not, or is not installed.
  ///
  /// With `acceptsFailure` the output counts whatever the program ended with.
  ///
  /// - Parameters:
  ///   - name: A path, or a name that is looked for in PATH and the system's folders.
  ///   - environment: Variables on top of the caller's.
  static func output(
    _ name: String, _ arguments: [String], environment: [String: String] = [:],
    acceptsFailure: Bool = false
  ) -> String? {
    guard let started = start(name, arguments, environment: environment) else { return nil }
    return started.finish(acceptsFailure: acceptsFailure)
  }

  /// A program beside this one; nil when there is none.
  static func beside(_ name: String) -> String? {
    guard let own = CurrentProcess.executablePath else { return nil }
    let path = URL(filePath: own).deletingLastPathComponent().appending(path: name).path()
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  /// Where a program lies; nil when it is not installed.
  static func installed(_ name: String) -> String? {
    if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    // An ordinary user's PATH often lacks the folders of ip and cyclictest.
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin", "/usr/bin"]
    return folders.map { $0 + "/" + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A program that is running.
  struct Started {
    fileprivate let process: Process
    fileprivate let pipe: Pipe

    /// Its process id.
    var id: Int32 { process.processIdentifier }

    /// True while it runs.
    var isRunning: Bool { process.isRunning }

    /// Asks it to end.
    func stop() { process.terminate() }

    /// Waits for its end; what it printed, or nil when it did not end as it should.
    func finish(acceptsFailure: Bool = false) -> String? {
      let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let isGood = process.terminationReason == .exit && process.terminationStatus == 0
      guard isGood || acceptsFailure else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Starts a program with its output kept and its complaints dropped; nil when it cannot be
  /// started.
  static func start(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) -> Started? {
    guard let path = installed(name) else { return nil }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    return Started(process: process, pipe: pipe)
  }
}
