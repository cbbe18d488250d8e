import Units

/// Motor side of a CiA 402 servo: the state machine, the modes, and what they ask of the motor.
///
/// Positions are in increments, as the objects have them; only the cascade counts in SI.
struct ServoAxis {
  /// Mode of operation (6060h, 6061h): DSP 402 2.0, 11.2.1, and CiA 402-2 for the cyclic ones.
  enum Mode: Int64 {
    case none = 0
    case profilePosition = 1
    case homing = 6
    case cyclicPosition = 8
    case cyclicVelocity = 9
    case cyclicTorque = 10
  }

  let settings: ServoSettings
  var machine = ServoMachine()
  private(set) var mode = Mode.none
  private(set) var homing = ServoHoming()
  private var index: ServoIndex
  private(set) var points = ServoSetPoints()
  private(set) var interpolation = ServoInterpolation()
  private(set) var profile = ServoProfile()
  private var cascade: ServoCascade
  /// Added to the encoder's count to give 6064h.
  private(set) var zero = 0.0
  private(set) var word: UInt16 = 0
  /// Increments per rad at the output.
  private(set) var scale: Double
  /// As last measured: increments, increments per second.
  private(set) var actual = 0.0
  private(set) var actualSpeed = 0.0
  /// Asked of the motor, N·m.
  private(set) var torque = 0.0
  private(set) var isFollowing = true
  /// A target or a speed stands outside what is allowed.
  private(set) var isClipped = false
  private var wasPowered = false
  private var deviation = 0.0
  private(set) var inWindow = 0.0

  init(_ settings: ServoSettings) {
    self.settings = settings
    cascade = ServoCascade(inertia: settings.inertia)
    index = ServoIndex(at: settings.indexPlace)
    scale = 1
  }

  /// Increments per unit of 606Ch, 60FFh, 6081h and their kind; they count alike.
  private var fastest: Double { settings.topSpeed * scale }

  /// Bit 8 of the controlword.
  var isHalted: Bool { word & 0x100 != 0 }

  // MARK: What the node tells

  /// Power has come up: the scale of the objects, and where the encoder believes to be.
  mutating func powerUp(_ reading: DriveReading, _ dictionary: CANopenDictionary) {
    machine.restart()
    word = 0
    setScale(dictionary)
    let turn = 2 * Double.pi * scale
    let count = reading.position * scale
    if !settings.isAbsolute {
      zero = -count
    } else if !settings.isMultiTurn {
      zero -= turn * ((count + zero + turn / 2) / turn).rounded(.down)
    }
    measure(reading)
    setMode(dictionary)
    loosen()
  }

  /// 608Fh or 6091h was written: the place stays, its number changes.
  mutating func setScale(_ dictionary: CANopenDictionary) {
    let old = scale
    let increments = Double(dictionary[0x608F_01]) / Double(dictionary[0x608F_02])
    let gear = Double(dictionary[0x6091_01]) / Double(dictionary[0x6091_02])
    scale = increments * gear / (2 * Double.pi)
    zero *= scale / old
  }

  /// 6060h was written. A mode that the drive has not is not taken.
  mutating func setMode(_ dictionary: CANopenDictionary) {
    guard let wanted = Mode(rawValue: dictionary[0x6060_00]), wanted != mode else { return }
    mode = wanted
    points = ServoSetPoints()
    homing.reset()
    rest(dictionary)
  }

  /// 607Ah was written.
  mutating func setTarget(_ dictionary: CANopenDictionary) {
    guard mode == .cyclicPosition, machine.isPowered else { return }
    aim(dictionary)
  }

  private mutating func aim(_ dictionary: CANopenDictionary) {
    let exponent = dictionary[0x60C2_02]
    var period = Double(dictionary[0x60C2_01])
    for _ in 0..<(-exponent) { period /= 10 }
    let target = Double(dictionary[0x607A_00] + dictionary[0x60B0_00])
    interpolation.take(limited(target, dictionary), period: period)
  }

  /// 6040h was written. True when a fault was reset by it.
  mutating func take(
    _ word: UInt16, _ dictionary: CANopenDictionary, mayPower: Bool, isCured: Bool
  ) -> Bool {
    let rises = word & ~self.word
    let falls = self.word & ~word
    self.word = word
    let hasReset = machine.take(
      word, Self.options(dictionary), mayPower: mayPower, isCured: isCured)
    guard machine.state == .operationEnabled else { return hasReset }
    switch mode {
    case .profilePosition:
      let target = Double(dictionary[0x607A_00])
      points.take(word, target: target, here: actual.rounded())
    case .homing:
      if rises & 0x10 != 0 { startHoming(dictionary) }
      if falls & 0x10 != 0 || isHalted { homing.interrupt() }
    case .none, .cyclicPosition, .cyclicVelocity, .cyclicTorque: break
    }
    return hasReset
  }

  private mutating func startHoming(_ dictionary: CANopenDictionary) {
    let number = dictionary[0x6098_00]
    homing.start(number)
    index.begin()
    if homing.phase == .attained { setZero(at: actual, dictionary) }
  }

  /// The place `edge` of the old count is the home position: 607Ch is its number.
  private mutating func setZero(at edge: Double, _ dictionary: CANopenDictionary) {
    let change = Double(dictionary[0x607C_00]) - edge
    zero += change
    actual += change
    profile.position += change
  }

  static func options(_ dictionary: CANopenDictionary) -> ServoMachine.Options {
    ServoMachine.Options(
      quickStop: Int(dictionary[0x605A_00]), shutdown: Int(dictionary[0x605B_00]),
      disable: Int(dictionary[0x605C_00]), faultReaction: Int(dictionary[0x605E_00]))
  }

  // MARK: Time

  private mutating func measure(_ reading: DriveReading) {
    actual = reading.position * scale + zero
    actualSpeed = reading.velocity * scale
  }

  /// `step` seconds on: the torque at the output, N·m; nil when the power stage is off. `isHeld`:
  /// the brake is on its way to close, and the motor holds until then.
  mutating func advance(
    _ reading: DriveReading, _ dictionary: CANopenDictionary, isHeld: Bool, step: Double
  ) -> Double? {
    measure(reading)
    guard machine.isPowered || isHeld else {
      loosen()
      return nil
    }
    if !wasPowered { engage(dictionary) }
    var wanted = ServoCascade.Wanted()
    if let ramp = machine.ramp {
      wanted = brake(ramp.braking, reading, dictionary, step)
    } else if machine.state == .operationEnabled {
      wanted = follow(reading, dictionary, step)
    } else {
      wanted.position = radians(profile.position, reading)
    }
    let share = Double(min(dictionary[0x6072_00], dictionary[0x6073_00])) / 1_000
    let most = min(share, settings.overload) * settings.ratedTorque
    torque = cascade.torque(
      wanted, reading, fastest: fastestAllowed(dictionary) / scale, most: most, step: step)
    judge(dictionary, step)
    return torque
  }

  /// The power stage is off: the set-point goes with the motor.
  private mutating func loosen() {
    cascade.reset()
    wasPowered = false
    torque = 0
    profile.position = actual
    profile.speed = 0
    interpolation.hold(actual)
    points = ServoSetPoints()
    homing.interrupt()
    deviation = 0
    isFollowing = true
    hasLostTrack = false
    isClipped = false
  }

  private mutating func engage(_ dictionary: CANopenDictionary) {
    wasPowered = true
    rest(dictionary)
  }

  /// The set-point starts from where the motor is.
  private mutating func rest(_ dictionary: CANopenDictionary) {
    profile.position = actual
    profile.speed = actualSpeed
    interpolation.hold(actual)
    if mode == .cyclicPosition, machine.state == .operationEnabled || machine.isEnabling {
      aim(dictionary)
    }
  }

  /// Increments as the encoder's rad: what differs is only where zero is.
  private func radians(_ place: Double, _ reading: DriveReading) -> Double {
    reading.position + (place - actual) / scale
  }

  /// Increments per second: 607Fh, and 6080h in turns of the motor per minute.
  private func fastestAllowed(_ dictionary: CANopenDictionary) -> Double {
    let gear = Double(dictionary[0x6091_01]) / Double(dictionary[0x6091_02])
    let motor = Double(dictionary[0x6080_00]) / 60 * 2 * Double.pi * scale / gear
    return min(motor, Double(dictionary[0x607F_00]))
  }

  private func deceleration(_ braking: ServoMachine.Braking, _ dictionary: CANopenDictionary)
    -> Double
  {
    switch braking {
    case .slow: Double(dictionary[0x6084_00])
    case .quick: Double(dictionary[0x6085_00])
    case .limit: .infinity
    }
  }

  private mutating func brake(
    _ braking: ServoMachine.Braking, _ reading: DriveReading, _ dictionary: CANopenDictionary,
    _ step: Double
  ) -> ServoCascade.Wanted {
    homing.interrupt()
    let isBraked = profile.brake(deceleration(braking, dictionary), step: step)
    // Behind a torque limit the motor may still run when the set-point rests.
    if braking == .limit, abs(actualSpeed) > 0.02 * fastest { profile.position = actual }
    if isBraked, abs(actualSpeed) <= 0.02 * fastest {
      machine.rest()
      points = ServoSetPoints()
      interpolation.hold(profile.position)
    }
    return ServoCascade.Wanted(
      position: radians(profile.position, reading), speed: profile.speed / scale)
  }

  /// Position limits (607Dh) act when the lower one is below the upper one.
  private mutating func limited(_ target: Double, _ dictionary: CANopenDictionary) -> Double {
    let lower = Double(dictionary[0x607D_01])
    let upper = Double(dictionary[0x607D_02])
    isClipped = lower < upper && !(lower...upper).contains(target)
    return isClipped ? min(upper, max(lower, target)) : target
  }

  // MARK: Modes

  private mutating func follow(
    _ reading: DriveReading, _ dictionary: CANopenDictionary, _ step: Double
  ) -> ServoCascade.Wanted {
    var wanted = ServoCascade.Wanted()
    let push = Double(dictionary[0x60B2_00]) / 1_000 * settings.ratedTorque
    switch mode {
    case .profilePosition: goOn(dictionary, step)
    case .homing: search(reading, dictionary, step)
    case .cyclicPosition:
      interpolation.advance(step)
      profile.position = interpolation.position
      profile.speed = interpolation.speed + Double(dictionary[0x60B1_00])
      wanted.torque = push
    case .cyclicVelocity:
      wanted.speed = cyclicSpeed(dictionary) / scale
      wanted.torque = push
      profile.position = actual
      profile.speed = actualSpeed
      return wanted
    case .cyclicTorque:
      wanted.torque =
        Double(dictionary[0x6071_00]) / 1_000 * settings.ratedTorque + push
      wanted.hasSpeedLoop = false
      profile.position = actual
      profile.speed = actualSpeed
      return wanted
    case .none: break
    }
    wanted.position = radians(profile.position, reading)
    wanted.speed = profile.speed / scale
    return wanted
  }

  /// Profile position, and its halt (605Dh).
  private mutating func goOn(_ dictionary: CANopenDictionary, _ step: Double) {
    if isHalted {
      let option = dictionary[0x605D_00]
      let braking: ServoMachine.Braking = option == 1 ? .slow : option == 2 ? .quick : .limit
      _ = profile.brake(deceleration(braking, dictionary), step: step)
      return
    }
    guard let target = points.target else { return }
    let isThere = profile.advance(
      to: limited(target, dictionary),
      fastest: min(Double(dictionary[0x6081_00]), fastestAllowed(dictionary)),
      acceleration: Double(dictionary[0x6083_00]), deceleration: Double(dictionary[0x6084_00]),
      step: step)
    if isThere { points.reach() }
  }

  private mutating func search(
    _ reading: DriveReading, _ dictionary: CANopenDictionary, _ step: Double
  ) {
    let acceleration = Double(dictionary[0x609A_00])
    let mark = index.pass(reading.position)
    guard homing.isMoving, let method = ServoHoming.method(dictionary[0x6098_00]) else {
      _ = profile.brake(acceleration, step: step)
      return
    }
    let edge = homing.advance(
      method, &profile, switches: reading.switches,
      index: reading.hasIndex ? mark.map { $0 * scale + zero } : nil, actual: actual,
      fast: Double(dictionary[0x6099_01]), slow: Double(dictionary[0x6099_02]),
      acceleration: acceleration, step: step)
    if let edge { setZero(at: edge, dictionary) }
  }

  /// 60FFh with its offset, within what is allowed; beyond a position limit only back.
  private mutating func cyclicSpeed(_ dictionary: CANopenDictionary) -> Double {
    let most = fastestAllowed(dictionary)
    let asked = Double(dictionary[0x60FF_00] + dictionary[0x60B1_00])
    let place = limited(actual, dictionary)
    if isClipped, (asked > 0) == (actual > place) { return 0 }
    isClipped = abs(asked) > most
    return min(most, max(-most, asked))
  }

  // MARK: Verdicts

  /// Following error in increments (60F4h).
  var followingError: Double { profile.position - actual }

  /// True once the following error has lasted too long (6065h, 6066h).
  private(set) var hasLostTrack = false

  private var isPositionMode: Bool {
    mode == .profilePosition || mode == .cyclicPosition || mode == .homing
  }

  private mutating func judge(_ dictionary: CANopenDictionary, _ step: Double) {
    let window = dictionary[0x6065_00]
    isFollowing =
      !isPositionMode || window == 0xFFFF_FFFF || abs(followingError) <= Double(window)
    deviation = isFollowing ? 0 : deviation + step
    let patience = Double(dictionary[0x6066_00]) / 1_000
    hasLostTrack = !isFollowing && deviation >= patience && machine.state == .operationEnabled
    let isNear =
      points.isReached && abs(followingError) <= Double(dictionary[0x6067_00])
    inWindow = isNear ? inWindow + step : 0
  }

  /// True when torque or set-point stands at a limit (bit 11).
  var isLimited: Bool { cascade.isLimited || isClipped }
}
