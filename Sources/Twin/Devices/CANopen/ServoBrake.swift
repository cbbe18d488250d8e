/// The holding brake of a servo, at the drive's brake output: when it opens, when it closes, and
/// for how long torque holds the motor meanwhile.
struct ServoBrake {
  let isPresent: Bool
  /// How long it takes to open or to close, s.
  let time: Double
  /// How long it has been opening; it closes in as long.
  private var opened = 0.0

  init(_ settings: ServoSettings) {
    isPresent = settings.hasBrake
    time = settings.brakeTime
  }

  mutating func reset() { opened = 0 }

  /// The motor may move.
  var isFree: Bool { !isPresent || opened >= time }

  /// It has not closed yet: the motor holds until then.
  var isClosing: Bool { isPresent && opened > 0 }

  /// `step` seconds on: it opens while the motor is held, and closes else.
  mutating func step(isPowered: Bool, step: Double) {
    opened = isPowered ? min(time, opened + step) : max(0, opened - step)
  }

  /// The drive's brake output: true opens the brake; nil: there is none. By itself it opens while
  /// the motor is held; where bit 0 of 60FEh:2 says so, bit 0 of 60FEh:1 ("set brake") closes it.
  func isReleased(isPowered: Bool, _ dictionary: CANopenDictionary) -> Bool? {
    guard isPresent else { return nil }
    if dictionary[0x60FE_02] & 1 != 0 { return dictionary[0x60FE_01] & 1 == 0 }
    return isPowered
  }
}
