/// Homing mode (CiA 402, mode 6): where the drive's zero is.
///
/// DSP 402 2.0, chapter 13: methods 17 and 18 look for the end of a limit switch, 19 and 21 for
/// that of the home switch; 1 and 2 go on from the end of a limit switch to the encoder's next
/// index, 33 and 34 to the next index from where the motor stands; 35 and 37 take that place.
struct ServoHoming {
  enum Phase { case idle, seeking, backingOff, awaitingIndex, braking, attained, failed }

  /// What is looked for, and the direction in which that is.
  struct Method {
    /// nil: the index alone.
    let kind: TwinSwitch?
    let direction: Double
    /// The zero is the next index behind the switch, or from where the motor stands.
    var hasIndex = false
    /// The direction in which an index is waited for: from a switch back into the way.
    var towardIndex: Double { kind == nil ? direction : -direction }
  }

  private(set) var phase = Phase.idle
  private var edge = 0.0

  /// True while the motor is on its way.
  var isMoving: Bool {
    switch phase {
    case .seeking, .backingOff, .awaitingIndex, .braking: true
    case .idle, .attained, .failed: false
    }
  }

  static func method(_ number: Int64) -> Method? {
    switch number {
    case 1: Method(kind: .negativeLimit, direction: -1, hasIndex: true)
    case 2: Method(kind: .positiveLimit, direction: 1, hasIndex: true)
    case 17: Method(kind: .negativeLimit, direction: -1)
    case 18: Method(kind: .positiveLimit, direction: 1)
    case 19: Method(kind: .home, direction: 1)
    case 21: Method(kind: .home, direction: -1)
    case 33: Method(kind: nil, direction: -1, hasIndex: true)
    case 34: Method(kind: nil, direction: 1, hasIndex: true)
    default: nil
    }
  }

  /// Every method that the drive has.
  static func knows(_ number: Int64) -> Bool {
    number == 35 || number == 37 || method(number) != nil
  }

  /// Bit 4 of the controlword has risen.
  mutating func start(_ number: Int64) {
    guard Self.knows(number) else {
      phase = .failed
      return
    }
    guard let method = Self.method(number) else {
      phase = .attained
      return
    }
    phase = method.kind == nil ? .awaitingIndex : .seeking
  }

  /// Bit 4 has fallen, or the drive stops: the motor brakes and nothing is homed.
  mutating func interrupt() { if isMoving { phase = .idle } }

  mutating func reset() { phase = .idle }

  /// One step of the set-point. `index`: the place of the encoder's index, if that was passed in
  /// this step. Returns where the zero is, in increments of the old count, at the moment it is
  /// found.
  mutating func advance(
    _ method: Method, _ profile: inout ServoProfile, switches: UInt8, index: Double?,
    actual: Double, fast: Double, slow: Double, acceleration: Double, step: Double
  ) -> Double? {
    let isClosed = switches & (method.kind?.mask ?? 0) != 0
    switch phase {
    case .seeking:
      if isClosed {
        phase = .backingOff
      } else if switches & Self.otherLimit(method, method.direction).mask != 0 {
        // The end of the way, and no switch was met.
        phase = .failed
      } else {
        profile.run(method.direction * fast, acceleration: acceleration, step: step)
      }
    case .backingOff:
      profile.run(-method.direction * slow, acceleration: acceleration, step: step)
      if !isClosed, profile.speed * method.direction < 0 {
        edge = actual
        phase = method.hasIndex ? .awaitingIndex : .braking
      }
    case .awaitingIndex:
      // At the slower speed (6099:2, "during search for zero").
      let direction = method.towardIndex
      if switches & Self.otherLimit(method, direction).mask != 0 {
        phase = .failed
      } else if let index, profile.speed * direction > 0 {
        edge = index
        phase = .braking
      } else {
        profile.run(direction * slow, acceleration: acceleration, step: step)
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

  /// The limit that ends a search in this direction which has gone wrong.
  private static func otherLimit(_ method: Method, _ direction: Double) -> TwinSwitch {
    let ahead: TwinSwitch = direction < 0 ? .negativeLimit : .positiveLimit
    let behind: TwinSwitch = direction < 0 ? .positiveLimit : .negativeLimit
    return ahead == method.kind ? behind : ahead
  }
}
