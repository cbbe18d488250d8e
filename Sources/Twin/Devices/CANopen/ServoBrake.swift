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

  /// Bit 0 of 60FEh:2: the output is the master's. Then bit 0 of 60FEh:1 ("set brake") is obeyed,
  /// whatever the power stage does, and the drive waits for nothing; else the drive works it by
  /// itself, and what is written to that bit moves nothing.
  static func isManual(_ dictionary: CANopenDictionary) -> Bool { dictionary[0x60FE_02] & 1 != 0 }

  /// The drive may let the motor move.
  func isFree(_ dictionary: CANopenDictionary) -> Bool {
    !isPresent || Self.isManual(dictionary) || opened >= time
  }

  /// It has not closed yet: the motor holds until then.
  func isClosing(_ dictionary: CANopenDictionary) -> Bool {
    isPresent && !Self.isManual(dictionary) && opened > 0
  }

  /// `step` seconds on: it opens while the motor is held, and closes else.
  mutating func step(isPowered: Bool, _ dictionary: CANopenDictionary, step: Double) {
    if Self.isManual(dictionary) {
      // Given back to a drive that holds the motor it is open, else the drive begins with it
      // closed.
      opened = isPowered ? time : 0
    } else {
      opened = isPowered ? min(time, opened + step) : max(0, opened - step)
    }
  }

  /// The drive's brake output: true opens the brake; nil: there is none.
  func isReleased(isPowered: Bool, _ dictionary: CANopenDictionary) -> Bool? {
    guard isPresent else { return nil }
    return Self.isManual(dictionary) ? dictionary[0x60FE_01] & 1 == 0 : isPowered
  }
}
