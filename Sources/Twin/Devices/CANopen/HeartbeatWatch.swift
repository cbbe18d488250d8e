import Units
import Wire

/// Heartbeats: the node's own (1017h), and those of two other nodes that it listens to (1016h).
///
/// CiA 301 4.2.0, 7.2.8.3.2 and 7.5.2.18: a producer counts as present from its first heartbeat on.
struct HeartbeatWatch {
  private var last: [Instant?] = [nil, nil]
  private var isLost = [false, false]
  private var sentAt: Instant?

  /// A reset of the communication.
  mutating func reset() {
    for entry in 0..<2 { forget(entry) }
    sentAt = nil
  }

  /// Entry `entry` of 1016h was written.
  mutating func forget(_ entry: Int) {
    last[entry] = nil
    isLost[entry] = false
  }

  /// Node `node` has been heard. True when a lost one is back and none is missing any more.
  mutating func hear(
    _ node: UInt32, at now: Instant, _ dictionary: CANopenDictionary
  ) -> Bool {
    var isBack = false
    for entry in 0..<2 {
      let setting = UInt32(dictionary[0x1016_01 + UInt32(entry)])
      guard setting >> 16 == node, setting & 0xFFFF > 0 else { continue }
      last[entry] = now
      isBack = isBack || isLost[entry]
      isLost[entry] = false
    }
    return isBack && !isLost[0] && !isLost[1]
  }

  /// True at the moment when one is missed.
  mutating func misses(at now: Instant, _ dictionary: CANopenDictionary) -> Bool {
    var hasMissed = false
    for entry in 0..<2 {
      let limit = Interval(milliseconds: dictionary[0x1016_01 + UInt32(entry)] & 0xFFFF)
      guard let heard = last[entry], !isLost[entry], limit > .zero, now - heard > limit else {
        continue
      }
      isLost[entry] = true
      hasMissed = true
    }
    return hasMissed
  }

  /// True when the node's own is due.
  mutating func isDue(at now: Instant, period: Interval) -> Bool {
    guard period > .zero else {
      sentAt = nil
      return false
    }
    guard let sentAt else {
      self.sentAt = now
      return true
    }
    guard now - sentAt >= period else { return false }
    // The phase is kept; after a pause it starts anew.
    self.sentAt = now - sentAt < period * 2 ? sentAt + period : now
    return true
  }
}
