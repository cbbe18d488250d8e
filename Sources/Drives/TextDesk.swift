import RealTime

/// Where texts of nodes are read, one at a time: whoever has the desk reads, the others wait.
struct TextDesk: ~Copyable {
  var bytes: Table<UInt8>
  /// Row of the node that has it; −1: it is free.
  private(set) var owner = -1

  init() { bytes = Table(repeating: 0, count: 0, capacity: NodeTexts.room) }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&bytes)
    pass.exchange(&owner)
  }

  /// A node is about to be spoken to, and wants it or does not. True when it has it.
  @_noLocks mutating func isLent(to row: Int, wantsIt: Bool) -> Bool {
    if owner == row, !wantsIt { owner = -1 }
    if owner < 0, wantsIt { owner = row }
    return owner == row
  }
}
