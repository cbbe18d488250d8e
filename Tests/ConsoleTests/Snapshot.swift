import Console
import Foundation
import Testing

/// Pages kept as text under `Tests/Golden/console`; `UPDATE=1` writes them anew.
enum Snapshot {
  /// Holds `screen` against the stored page `name`.
  static func check(
    _ screen: Screen, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/console").standardizedFileURL
    let file = folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try screen.text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let stored = try String(contentsOf: file, encoding: .utf8)
    #expect(
      screen.text == stored,
      "\(name) looks different; look at it, then run the tests once with UPDATE=1",
      sourceLocation: sourceLocation)
  }
}
