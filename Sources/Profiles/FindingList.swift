/// Collects findings while a profile is read.
final class FindingList {
  private(set) var findings: [ProfileFinding] = []
  /// What is worth knowing and nothing to refuse a profile for.
  private(set) var remarks: [ProfileFinding] = []
  /// A file with a thousand mistakes is one mistake; the rest is left out.
  private static let room = 100

  var count: Int { findings.count }

  func add(_ place: SourcePlace, _ sentence: String) {
    guard findings.count < Self.room else { return }
    let finding = ProfileFinding(
      file: place.file, line: place.line, column: place.column,
      // Names from files and command lines stand in it, and it is printed on a terminal.
      sentence: ControlText.shown(sentence))
    if !findings.contains(finding) { findings.append(finding) }
  }

  func remark(_ place: SourcePlace, _ sentence: String) {
    guard remarks.count < Self.room else { return }
    remarks.append(
      ProfileFinding(
        file: place.file, line: place.line, column: place.column,
        sentence: ControlText.shown(sentence)))
  }

  func throwIfAny() throws(ProfileError) {
    guard !findings.isEmpty else { return }
    var files: [String] = []
    for finding in findings where !files.contains(finding.file) { files.append(finding.file) }
    let sorted = files.flatMap { file in
      findings.filter { $0.file == file }
        .sorted { ($0.line, $0.column, $0.sentence) < ($1.line, $1.column, $1.sentence) }
    }
    throw ProfileError(findings: sorted)
  }
}

/// Where something stands in a file. Line 0: the whole file.
struct SourcePlace {
  var file: String
  var line = 0
  var column = 0
}
