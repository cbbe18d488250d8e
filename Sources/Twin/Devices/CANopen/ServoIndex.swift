/// The index of a servo's encoder: one mark per turn, at a place that its maker or fitter chose.
///
/// Places are rad as the encoder counts them since it was built, which no homing changes.
struct ServoIndex {
  /// Where one of the marks is, rad.
  let place: Double
  /// In which turn, from mark to mark, the encoder was one step ago.
  private var turn: Double?

  init(at place: Double) { self.place = place }

  /// What was passed before does not count.
  mutating func begin() { turn = nil }

  /// One step later the encoder stands at `position`: where the mark is that it has passed.
  mutating func pass(_ position: Double) -> Double? {
    let whole = 2 * Double.pi
    let now = ((position - place) / whole).rounded(.down)
    let before = turn
    turn = now
    guard let before, now != before else { return nil }
    // Turn n begins with mark n: upwards the new turn's is passed, downwards the old one's.
    return place + whole * max(now, before)
  }
}
