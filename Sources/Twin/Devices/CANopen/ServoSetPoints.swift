/// The set-points of profile position, handed over by bit 4 of the controlword and bit 12 of the
/// statusword; one can wait while another is on its way (DSP 402 2.0, 12.2: profile position mode).
struct ServoSetPoints {
  /// Where the motion goes; nil: nowhere yet.
  private(set) var target: Double?
  private var next: Double?
  private var isHigh = false
  /// Bit 12 of the statusword.
  private(set) var isAcknowledged = false
  /// The set-point's motion is over.
  private(set) var isDone = false

  /// True when nothing more is to be done.
  var isReached: Bool { isDone && next == nil }

  // Bits of the controlword.
  private static let newSetPoint: UInt16 = 0x10
  private static let immediately: UInt16 = 0x20
  private static let relative: UInt16 = 0x40

  /// A controlword, with the target (607Ah) that stands beside it. `here`: what a first relative
  /// move starts from.
  mutating func take(_ word: UInt16, target wanted: Double, here: Double) {
    let wasHigh = isHigh
    isHigh = word & Self.newSetPoint != 0
    if !isHigh {
      isAcknowledged = next != nil
      return
    }
    guard !wasHigh, !isAcknowledged else { return }
    let base = next ?? target ?? here
    let place = word & Self.relative != 0 ? base + wanted : wanted
    if word & Self.immediately != 0 || target == nil || isDone {
      target = place
      next = nil
      isDone = false
    } else {
      next = place
    }
    isAcknowledged = true
  }

  /// The motion has come to its end; the next one starts.
  mutating func reach() {
    guard !isDone else { return }
    guard let next else {
      isDone = true
      return
    }
    target = next
    self.next = nil
    if !isHigh { isAcknowledged = false }
  }
}
