import Foundation

/// A text file of a profile, read with limits.
struct SourceFile {
  /// As shown to the user.
  let path: String
  let text: String

  /// Largest file that is read at all. The largest known URDF has 35 kB.
  static let sizeLimit = 4 * 1024 * 1024

  /// Reads `path`; on any trouble adds one finding and returns nil.
  static func read(_ path: String, into findings: FindingList) -> SourceFile? {
    let place = SourcePlace(file: path)
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard let attributes else {
      findings.add(place, "does not exist; \(neighbours(of: path))")
      return nil
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      findings.add(place, "is not a regular file; name a file that holds the profile's text")
      return nil
    }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= sizeLimit else {
      findings.add(
        place, "has \(size) bytes, at most \(sizeLimit) are read; is this really a profile")
      return nil
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      findings.add(place, "cannot be read; check its permissions")
      return nil
    }
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      findings.add(place, "is not UTF-8 text; save it as UTF-8")
      return nil
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      findings.add(place, "is empty; start from a copy of a shipped profile")
      return nil
    }
    return SourceFile(path: path, text: text)
  }

  /// What the folder holds instead.
  private static func neighbours(of path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard !names.isEmpty else { return "the folder \(folder) is missing or empty too" }
    return Suggestion.phrase(for: url.lastPathComponent, among: names, noun: "files there")
  }
}
