import Foundation

/// Every text file of the repository, read once.
enum SourceTree {
  /// The repository's folder: two above the one that holds this file.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Swift and C files of Sources and Tests.
  static let code: [SourceFile] = files(below: ["Sources", "Tests"]).filter(\.isCode)

  /// Everything a reader of the repository sees.
  static let all: [SourceFile] = files(below: [
    "Sources", "Tests", "scripts", "docs", "firmware-profiles", "udev", ".ci", "proto", "Examples",
    "Package.swift", "README.md", "CHANGELOG.md", ".gitignore",
  ])

  /// The files of one room, or of a program.
  static func room(_ name: String) -> [SourceFile] { code.filter { $0.room == name } }

  /// Text of one file, nil when there is none.
  static func text(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private static func files(below paths: [String]) -> [SourceFile] {
    var found: [SourceFile] = []
    for path in paths {
      let listed =
        FileManager.default.subpaths(atPath: root.appendingPathComponent(path).path) ?? []
      for name in [path] + listed.map({ path + "/" + $0 }) {
        if name.contains("__pycache__") || name.contains(".venv") { continue }
        guard let text = text(name) else { continue }
        found.append(SourceFile(path: name, text: text))
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}
