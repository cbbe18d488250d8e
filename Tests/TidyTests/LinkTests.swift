import Foundation
import Testing

/// What the built programs carry, and what the compiler refuses.
@Suite struct LinkTests {
  /// The folder of this test program: the other products lie beside it.
  static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
  static let core = products.appendingPathComponent("sinew-run").path
  static let compiler = ["/opt/swift/usr/bin"]
    .reduce(ProcessInfo.processInfo.environment["PATH"] ?? "") { $0 + ":" + $1 }
    .split(separator: ":").map { $0 + "/swiftc" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: LinkTests.core),
      "sinew-run is not built beside the tests: type `swift build` first"))
  func theCoreLinksNothingHeavy() throws {
    let listed = try run("/usr/bin/ldd", [Self.core])
    #expect(listed.status == 0)
    // It does need the C library: an empty answer would prove nothing.
    #expect(listed.text.contains("libc.so"))
    let heavy = [
      "Foundation", "ncurses", "tinfo", "mujoco", "zstd", "libcurl", "libssl",
      "libxml2",
      "mosquitto", "ICU",
    ]
    for name in heavy where listed.text.contains(name) {
      Issue.record(
        "sinew-run is linked with \(name): `swift package show-dependencies` and the imports of its rooms say by whom"
      )
    }
  }

  @Test(
    .enabled(if: LinkTests.compiler != nil, "no swiftc in PATH: add the toolchain's bin folder"),
    arguments: [("a[0]", true), ("a.map { $0 + 1 }[0]", false)])
  func theCompilerRefusesAnAllocationInRealTimeCode(expression: String, isFine: Bool) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sinew-canary-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("canary.swift")
    // An inline array is a value; mapping an array allocates.
    let type = isFine ? "InlineArray<4, Int>" : "[Int]"
    try "@_noLocks public func step(_ a: borrowing \(type)) -> Int { \(expression) }\n"
      .write(to: source, atomically: true, encoding: .utf8)
    let built = try run(
      try #require(Self.compiler),
      ["-parse-as-library", "-emit-sil", "-o", folder.path + "/canary.sil", source.path])
    #expect((built.status == 0) == isFine, "\(built.text)")
    if !isFine { #expect(built.text.contains("error:")) }
  }
}
