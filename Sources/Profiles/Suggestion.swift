/// Finds the word that was probably meant.
enum Suggestion {
  /// "; did you mean 'x'?"-style tail, or a list of what exists.
  static func phrase(for word: String, among words: [String], noun: String) -> String {
    let sorted = Set(words).sorted()
    if let nearest = nearest(to: word, among: sorted) { return "did you mean '\(nearest)'" }
    guard !sorted.isEmpty else { return "there are no \(noun) at all" }
    let shown = sorted.prefix(24).joined(separator: ", ")
    return "known \(noun) are \(shown)" + (sorted.count > 24 ? ", …" : "")
  }

  /// The word with the least edits, when they are few against its length.
  static func nearest(to word: String, among words: [String]) -> String? {
    guard word.count <= 80 else { return nil }
    let scored = words.map { (word: $0, edits: edits(Array(word), Array($0))) }
    guard let best = scored.min(by: { $0.edits < $1.edits }) else { return nil }
    return best.edits <= max(1, min(word.count, best.word.count) / 3) ? best.word : nil
  }

  /// Levenshtein distance.
  private static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var previous = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var row = [i + 1]
      for (j, right) in b.enumerated() {
        row.append(
          min(row[j] + 1, previous[j + 1] + 1, previous[j] + (left == right ? 0 : 1)))
      }
      previous = row
    }
    return previous[b.count]
  }
}
