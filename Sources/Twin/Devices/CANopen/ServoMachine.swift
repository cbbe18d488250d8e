/// The state machine of CiA 402: when the power stage is on, and what ends it.
///
/// DSP 402 2.0, chapter 10 (device control): figure of the states, table of the transitions, whose
/// numbers stand below. A stop that takes its time is a `Ramp`; who moves the motor says when it
/// has come to rest.
struct ServoMachine {
  /// The states, with their bits in the statusword (6041h).
  enum State: UInt16 {
    case notReady = 0x00
    case switchOnDisabled = 0x40
    case ready = 0x21
    case switchedOn = 0x23
    case operationEnabled = 0x27
    case quickStopActive = 0x07
    case faultReactionActive = 0x0F
    case fault = 0x08
  }

  /// How fast a stop brakes.
  enum Braking { case slow, quick, limit }

  /// A stop under way, and the state that it ends in.
  struct Ramp {
    let braking: Braking
    let end: State
  }

  /// What the option codes 605Ah, 605Bh, 605Ch and 605Eh say.
  struct Options {
    var quickStop = 2
    var shutdown = 0
    var disable = 1
    var faultReaction = 2
  }

  private(set) var state = State.switchOnDisabled
  /// The stop under way.
  private(set) var ramp: Ramp?
  /// Switched on, told to go on, and waiting for the brake to be free.
  private(set) var isEnabling = false
  private var last: UInt16 = 0

  /// True while the controllers have the motor.
  var isPowered: Bool {
    switch state {
    case .operationEnabled, .quickStopActive, .faultReactionActive: true
    default: isEnabling
    }
  }

  /// True in a state of the fault.
  var isFaulty: Bool { state == .fault || state == .faultReactionActive }

  // Bits of the controlword.
  private static let switchOn: UInt16 = 1
  private static let enableVoltage: UInt16 = 2
  private static let quickStop: UInt16 = 4
  private static let enableOperation: UInt16 = 8
  private static let faultReset: UInt16 = 0x80

  /// A controlword (6040h) has come. `mayPower`: supply and STO let the power stage work;
  /// `isCured`: what made the fault is gone. True when a fault was left.
  mutating func take(_ word: UInt16, _ options: Options, mayPower: Bool, isCured: Bool) -> Bool {
    let isReset = word & Self.faultReset != 0 && last & Self.faultReset == 0
    last = word
    if state == .fault {
      // 15. Whatever else the word says waits for the next one.
      guard isReset, isCured else { return false }
      state = .switchOnDisabled
      return true
    }
    guard word & Self.faultReset == 0, state != .faultReactionActive else { return false }
    if word & Self.enableVoltage == 0 {
      disableVoltage()
    } else if word & Self.quickStop == 0 {
      stopQuickly(options)
    } else if word & Self.switchOn == 0 {
      shutDown(options, mayPower: mayPower)
    } else if word & Self.enableOperation == 0 {
      switchOn(options)
    } else {
      enable(options)
    }
    return false
  }

  /// 7, 9, 10, 12.
  mutating func disableVoltage() {
    guard !isFaulty else { return }
    leave(to: .switchOnDisabled)
  }

  /// 7, 10, 11.
  mutating func stopQuickly(_ options: Options) {
    switch state {
    case .operationEnabled:
      guard options.quickStop > 0 else { return leave(to: .switchOnDisabled) }
      state = .quickStopActive
      ramp = Ramp(
        braking: Self.braking(options.quickStop),
        end: options.quickStop > 4 ? .quickStopActive : .switchOnDisabled)
    case .ready, .switchedOn: leave(to: .switchOnDisabled)
    case .notReady, .switchOnDisabled, .quickStopActive, .faultReactionActive, .fault: break
    }
  }

  /// 2, 6, 8.
  private mutating func shutDown(_ options: Options, mayPower: Bool) {
    switch state {
    case .switchOnDisabled: if mayPower { leave(to: .ready) }
    case .switchedOn: leave(to: .ready)
    case .operationEnabled: brake(options.shutdown, to: .ready)
    case .notReady, .ready, .quickStopActive, .faultReactionActive, .fault: break
    }
  }

  /// 3, 5.
  private mutating func switchOn(_ options: Options) {
    switch state {
    case .ready: leave(to: .switchedOn)
    case .switchedOn: isEnabling = false
    case .operationEnabled: brake(options.disable, to: .switchedOn)
    case .notReady, .switchOnDisabled, .quickStopActive, .faultReactionActive, .fault: break
    }
  }

  /// 3 and 4 at once, 4, 16.
  private mutating func enable(_ options: Options) {
    switch state {
    case .ready:
      state = .switchedOn
      isEnabling = true
    case .switchedOn: isEnabling = true
    case .operationEnabled: ramp = nil
    case .quickStopActive:
      guard options.quickStop > 4 else { return }
      ramp = nil
      state = .operationEnabled
    case .notReady, .switchOnDisabled, .faultReactionActive, .fault: break
    }
  }

  /// 5 and 8: at once, or on a slow ramp.
  private mutating func brake(_ option: Int, to end: State) {
    if option == 0 { leave(to: end) } else { ramp = Ramp(braking: .slow, end: end) }
  }

  private mutating func leave(to next: State) {
    state = next
    ramp = nil
    isEnabling = false
  }

  private static func braking(_ option: Int) -> Braking {
    switch option {
    case 1, 5: .slow
    case 2, 6: .quick
    default: .limit
    }
  }

  /// The brake is free: 4.
  mutating func brakeIsFree() {
    guard isEnabling, state == .switchedOn else { return }
    isEnabling = false
    state = .operationEnabled
  }

  /// The motor has come to rest.
  mutating func rest() {
    guard let ramp else { return }
    if ramp.end == state {
      self.ramp = nil
    } else {
      leave(to: ramp.end)
    }
  }

  /// 13 and 14. `isHard`: the power stage can do no more, or must not.
  mutating func fail(_ options: Options, isHard: Bool) {
    guard state != .fault else { return }
    guard isPowered, state != .switchedOn, !isHard, options.faultReaction > 0 else {
      return leave(to: .fault)
    }
    guard state != .faultReactionActive else { return }
    state = .faultReactionActive
    ramp = Ramp(braking: Self.braking(options.faultReaction), end: .fault)
  }

  /// STO: 7, 9, 10, 12 without a word from the master.
  mutating func restart() { self = ServoMachine() }
}
