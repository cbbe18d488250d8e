import RobotCore

/// docs/profiles.md: every key on one page, made from the facts.
enum FactPage {
  private static let head = """
    # Keys of a profile

    Every key that a profile's files may hold. Written from the facts in `Sources/Profiles`: do not
    edit, run `UPDATE=1 swift test --filter FactTests`. `sinew profile explain KEY` tells the same of one key, and
    the schemas in `firmware-profiles/schema/` tell it to an editor.

    `*` stands for a name that you choose, `[]` for a place in a list. Every quantity carries its unit: `N*m`, `N·m`,
    `N.m` and `Nm` are one unit, so are `s^2` and `s²`. A slide is a prismatic joint.

    """

  static var text: String {
    var told: Set<String> = []
    return head + FactBook.files.map { section(of: $0, &told) }.joined()
  }

  private static func section(of file: FactBook.File, _ told: inout Set<String>) -> String {
    var text = "\n## \(file.path)\n\n"
    let entries = FactBook.entries.filter { $0.file == file.path }
    var tables: [(title: String, rows: [FactEntry])] = []
    for entry in entries {
      let title = parent(of: entry.path)
      guard let last = tables.firstIndex(where: { $0.title == title }) else {
        tables.append((title, [entry]))
        continue
      }
      tables[last].rows.append(entry)
    }
    for (title, rows) in tables where told.insert(rows.map(\.name).joined()).inserted {
      if !title.isEmpty { text += "\n### `\(title)`\n\n" }
      text += "| key | value | when left out | meaning | acts in |\n|---|---|---|---|---|\n"
      text += rows.map(row).joined()
    }
    return text
  }

  /// "joints.*" for "joints.*.rest", "gravity" for "gravity[]".
  private static func parent(of path: String) -> String {
    let steps = path.split(separator: ".")
    let last = steps.last.map(String.init) ?? ""
    let above = steps.dropLast().joined(separator: ".")
    return last.hasSuffix("[]") ? (above.isEmpty ? "" : above + ".") + last.dropLast(2) : above
  }

  private static func row(_ entry: FactEntry) -> String {
    let words = FactText(entry.fact)
    let key = entry.path.split(separator: ".").last.map(String.init) ?? ""
    var value = words.units ?? words.kind
    if let allowed = words.allowed { value += (value.isEmpty ? "" : "; ") + allowed }
    var need = entry.fact.isRequired ? "**required**" : words.default
    if let condition = words.condition { need += ", \(condition)" }
    return "| `\(key)` | \(value) | \(need) | \(entry.fact.meaning) | \(words.acts ?? "") |\n"
  }
}
