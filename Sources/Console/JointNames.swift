/// Joint names that fit a column and still differ.
enum JointNames {
  /// `names` in at most `width` characters each. When one is too long, what all have in common up
  /// to an underscore, dot or slash goes first; then the middle of each.
  static func shown(_ names: [String], width: Int) -> [String] {
    guard names.contains(where: { Figures.cells($0) > width }) else { return names }
    let drop = names.count > 1 ? commonPrefix(names) : 0
    return names.map { Figures.shortened(String($0.dropFirst(drop)), width) }
  }

  private static func commonPrefix(_ names: [String]) -> Int {
    guard var shared = names.first.map(Array.init) else { return 0 }
    for name in names {
      let same = zip(shared, name).prefix { $0 == $1 }.count
      shared.removeLast(shared.count - same)
    }
    guard let end = shared.lastIndex(where: { "_./".contains($0) }) else { return 0 }
    return end + 1
  }
}
