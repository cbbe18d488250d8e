/// Homing mode (CiA 402, mode 6): where the drive's zero is.
///
/// DSP 402 2.0, chapter 13: methods 17 and 18 look for the end of a limit switch, 19 and 21 for
/// that of the home switch; 35 and 37 take the place where the motor stands.
struct ServoHoming {
  enum Phase { case idle, seeking, backingOff, braking, attained, failed }

  /// A switch, and the direction in which it is looked for.
  struct Method {
    let kind: TwinSwitch
    let direction: Double
  }

  private(set) var phase = Phase.idle
  private var edge = 0.0

  /// True while the motor is on its way.
  var isMoving: Bool { phase == .seeking || phase == .backingOff || phase == .braking }

  static func method(_ number: Int64) -> Method? {
    switch number {
    case 17: Method(kind: .negativeLimit, direction: -1)
    case 18: Method(kind: .positiveLimit, direction: 1)
    case 19: Method(kind: .home, direction: 1)
    case 21: Method(kind: .home, direction: -1)
    default: nil
    }
  }

  /// Every method that the drive has.
  static func knows(_ number: Int64) -> Bool {
    number == 35 || number == 37 || method(number) != nil
  }

  /// Bit 4 of the controlword has risen.
  mutating func start(_ number: Int64) {
    if Self.knows(number) {
      phase = Self.method(number) == nil ? .attained : .seeking
    } else {
      phase = .failed
    }
  }

  /// Bit 4 has fallen, or the drive stops: the motor brakes and nothing is homed.
  mutating func interrupt() { if isMoving { phase = .idle } }

  mutating func reset() { phase = .idle }

  /// One step of the set-point. Returns where the zero is, in increments of the old count, at the
  /// moment it is found.
  mutating func advance(
    _ method: Method, _ profile: inout ServoProfile, switches: UInt8, actual: Double,
    fast: Double, slow: Double, acceleration: Double, step: Double
  ) -> Double? {
    let isClosed = switches & method.kind.mask != 0
    switch phase {
    case .seeking:
      if isClosed {
        phase = .backingOff
      } else if switches & Self.otherLimit(method).mask != 0 {
        // The end of the way, and no switch was met.
        phase = .failed
      } else {
        profile.run(method.direction * fast, acceleration: acceleration, step: step)
      }
    case .backingOff:
      profile.run(-method.direction * slow, acceleration: acceleration, step: step)
      if !isClosed, profile.speed * method.direction < 0 {
        edge = actual
        phase = .braking
      }
    case .braking:
      if profile.brake(acceleration, step: step) {
        phase = .attained
        return edge
      }
    case .idle, .attained, .failed: break
    }
    return nil
  }

  /// The limit that ends a search which has gone wrong.
  private static func otherLimit(_ method: Method) -> TwinSwitch {
    let ahead: TwinSwitch = method.direction < 0 ? .negativeLimit : .positiveLimit
    let behind: TwinSwitch = method.direction < 0 ? .positiveLimit : .negativeLimit
    return ahead == method.kind ? behind : ahead
  }
}
