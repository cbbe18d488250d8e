import RobotCore
import Units

/// Everything that is read from a CiA 402 node, or written and read back, before it may be enabled:
/// a list by number, so that no list is kept.
///
/// A whole pass is made whatever is found: who sets a robot up gets all of it at once. The order is
/// that of CiA 301, 4.2.2 (identity first, then what watches, then process data), and the mode
/// comes last.
struct SetupPlan: BitwiseCopyable, Sendable {
  let node: CANopenConfiguration
  let address: NodeAddress
  /// Largest torque that the drive may give, at the report point, N·m; 0: its own limit is left
  /// alone.
  let peakTorque: Double

  @_noLocks init(_ drive: DriveConfiguration) {
    node = drive.canopen
    address = NodeAddress(drive)
    let limit = drive.canopen.torqueLimit.value
    peakTorque = limit > 0 ? limit : drive.peakTorque.value
  }

  /// How many entries there are; those without anything to do are passed over.
  var count: Int {
    @_noLocks get { 32 + SetupPlan.mappingCount * SetupPlan.stepCount + 1 }
  }

  /// Entry `number`, at that cycle time and that time-out of the drive.
  @_noLocks func entry(_ number: Int, period: Interval, timeout: Interval) -> SetupEntry {
    if number < 9 { return identity(number) }
    if number < 26 { return behaviour(number - 9, period: period, timeout: timeout) }
    if number < 31 { return homing(number - 26) }
    // Its brake is the drive's to work, and no commissioning tool has taken it over: a brake that
    // was left open by hand would hold nothing when the torque goes.
    if number == 31 { return SetupEntry(.look, 0x60FE, 2, 0, mask: 1).when(node.hasBrake) }
    let mapping = number - 32
    if mapping < SetupPlan.mappingCount * SetupPlan.stepCount {
      return process(
        mapping / SetupPlan.stepCount, step: mapping % SetupPlan.stepCount, period: period)
    }
    // Last: some drives take a mode only when everything for it is there.
    return SetupEntry(.write, 0x6060, 0, UInt32(node.mode.number), bytes: 1)
  }

  /// What it is: CiA 301 1000, 1018; CiA 402 6502, 6076.
  @_noLocks private func identity(_ number: Int) -> SetupEntry {
    switch number {
    case 0: return SetupEntry(.check, 0x1000, 0, 402, mask: 0xFFFF)
    case 1: return SetupEntry(.check, 0x1018, 1, node.vendor).when(node.vendor != 0)
    case 2: return SetupEntry(.check, 0x1018, 2, node.product).when(node.product != 0)
    case 3: return SetupEntry(.check, 0x1018, 3, node.revision).when(node.revision != 0)
    case 4:
      // Bit n − 1 for mode n.
      var bits = UInt32(1) << (UInt32(node.mode.number) - 1)
      if node.homesItself { bits |= 1 << (UInt32(CANopenHoming.mode) - 1) }
      return SetupEntry(.check, 0x6502, 0, bits, mask: bits)
    case 5:
      return SetupEntry(.check, 0x6076, 0, SetupPlan.unsigned(node.ratedTorque.value * 1e3))
    case 6:
      let milliampere = SetupPlan.unsigned(node.ratedCurrent.value * 1e3)
      return SetupEntry(.check, 0x6075, 0, milliampere).when(milliampere != 0)
    // Node guarding is refused: heartbeats take its place, and both at once are forbidden
    // (CiA 301, 7.2.8.2.2).
    case 7: return SetupEntry(.offer, 0x100C, 0, 0, bytes: 2)
    default: return SetupEntry(.offer, 0x100D, 0, 0, bytes: 1)
    }
  }

  /// Who watches whom, and what happens when somebody is gone or something goes wrong.
  @_noLocks private func behaviour(
    _ number: Int, period: Interval, timeout: Interval
  ) -> SetupEntry {
    let milliseconds = SetupPlan.milliseconds(timeout)
    switch number {
    case 0:
      return SetupEntry(
        .write, 0x1017, 0, SetupPlan.milliseconds(node.heartbeat), bytes: 2)
    case 1: return SetupEntry(.write, 0x1016, 1, UInt32(node.master) << 16 | milliseconds)
    case 2: return SetupEntry(.write, 0x6007, 0, signed(node.abortConnection), bytes: 2)
    // Without its master it leaves the state in which process data passes.
    case 3: return SetupEntry(.offer, 0x1029, 1, 0, bytes: 1)
    case 4: return SetupEntry(.write, 0x605A, 0, signed(node.quickStop), bytes: 2)
    case 5: return SetupEntry(.offer, 0x605E, 0, signed(node.faultReaction), bytes: 2)
    case 6:
      let counts = SetupPlan.unsigned(counts(node.followingErrorWindow.value))
      return SetupEntry(.write, 0x6065, 0, counts).when(node.followingErrorWindow.value > 0)
    case 7:
      return SetupEntry(
        .write, 0x6066, 0, SetupPlan.milliseconds(node.followingErrorTime), bytes: 2
      ).when(node.followingErrorWindow.value > 0)
    default: return limit(number - 8, period: period)
    }
  }

  @_noLocks private func limit(_ number: Int, period: Interval) -> SetupEntry {
    let speed = SetupPlan.unsigned(speedUnits(node.speedLimit.value))
    let acceleration = SetupPlan.unsigned(speedUnits(node.acceleration))
    switch number {
    case 0:
      let share = SetupPlan.unsigned(peakTorque / node.ratedTorque.value * 1e3)
      return SetupEntry(.write, 0x6072, 0, share < 65_535 ? share : 65_535, bytes: 2)
        .when(peakTorque > 0)
    case 1:
      let share = SetupPlan.unsigned(node.peakCurrent.value / node.ratedCurrent.value * 1e3)
      return SetupEntry(.write, 0x6073, 0, share < 65_535 ? share : 65_535, bytes: 2)
        .when(node.ratedCurrent.value > 0 && node.peakCurrent.value > 0)
    case 2: return SetupEntry(.offer, 0x6080, 0, speed).when(speed > 0)
    case 3: return SetupEntry(.offer, 0x6081, 0, speed).when(speed > 0)
    case 4: return SetupEntry(.offer, 0x6083, 0, acceleration).when(acceleration > 0)
    case 5: return SetupEntry(.offer, 0x6084, 0, acceleration).when(acceleration > 0)
    case 6: return SetupEntry(.offer, 0x6085, 0, acceleration).when(acceleration > 0)
    case 7: return interpolation(period, exponent: false)
    default: return interpolation(period, exponent: true)
    }
  }

  /// 60C2: mantissa · 10^exponent s between two set-points, in whole ms where that is exact, else
  /// in tenths.
  @_noLocks private func interpolation(_ period: Interval, exponent: Bool) -> SetupEntry {
    let isCyclic = node.mode != .profilePosition
    let nanoseconds = period.nanoseconds
    let isWhole = nanoseconds % 1_000_000 == 0 || nanoseconds > 25_500_000
    if exponent {
      return SetupEntry(.offer, 0x60C2, 2, isWhole ? 0xFD : 0xFC, bytes: 1).when(isCyclic)
    }
    let units = isWhole ? nanoseconds / 1_000_000 : nanoseconds / 100_000
    let mantissa = UInt32(units < 1 ? 1 : units > 255 ? 255 : units)
    return SetupEntry(.offer, 0x60C2, 1, mantissa, bytes: 1).when(isCyclic)
  }

  @_noLocks private func homing(_ number: Int) -> SetupEntry {
    let isWanted = node.homingMethod != 0
    switch number {
    case 0: return SetupEntry(.write, 0x6098, 0, signed(node.homingMethod), bytes: 1).when(isWanted)
    case 1:
      let speed = SetupPlan.unsigned(speedUnits(node.homingSpeed.value))
      return SetupEntry(.write, 0x6099, 1, speed).when(isWanted && speed > 0)
    case 2:
      let speed = SetupPlan.unsigned(speedUnits(node.homingCreep.value))
      return SetupEntry(.write, 0x6099, 2, speed).when(isWanted && speed > 0)
    case 3:
      let acceleration = SetupPlan.unsigned(speedUnits(node.homingAcceleration))
      return SetupEntry(.offer, 0x609A, 0, acceleration).when(isWanted && acceleration > 0)
    default:
      // A drive without the object counts from 0.
      let offset = SetPoint.whole(counts(node.homingOffset.value))
      let kind = offset == 0 ? SetupEntry.Kind.offer : .write
      return SetupEntry(kind, 0x607C, 0, UInt32(bitPattern: offset)).when(isWanted)
    }
  }

  // MARK: Units

  @_noLocks private func signed(_ value: Int8) -> UInt32 { UInt32(bitPattern: Int32(value)) }

  @_noLocks private func counts(_ angle: Double) -> Double {
    angle / (2 * Double.pi) * node.countsPerTurn
  }

  /// rad/s or rad/s² in the drive's unit of speed, per second.
  @_noLocks private func speedUnits(_ speed: Double) -> Double {
    speed / (2 * Double.pi) * node.velocityPerTurn
  }

  /// The nearest number that an object of 32 bits without a sign can hold.
  @_noLocks static func unsigned(_ value: Double) -> UInt32 {
    guard value > 0 else { return 0 }
    return value < 4_294_967_295 ? UInt32(value + 0.5) : 4_294_967_295
  }

  /// Whole ms, 1…65535.
  @_noLocks static func milliseconds(_ time: Interval) -> UInt32 {
    let whole = time.nanoseconds / 1_000_000
    return whole < 1 ? 1 : whole > 65_535 ? 65_535 : UInt32(whole)
  }
}
