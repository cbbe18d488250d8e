import CMath

/// The drives' common supply: a source behind a switch, and the capacitors of the drives.
struct SupplyRail {
  /// V while the switch is closed.
  var source: Double
  /// The switch.
  var isOn = true
  /// V at the drives' terminals.
  private(set) var voltage: Double
  /// A from the source, mean of the last tick.
  private(set) var current = 0.0
  private let approach: Double

  /// Below this a drive's logic is off; a choice of ours (the drives state ≥ 10 V for the
  /// register).
  static let brownOut = 9.0
  /// Time constant of the terminals' voltage after switching, s: a choice of ours.
  private static let timeConstant = 5e-3
  /// Each drive's own consumption, W: a choice of ours.
  private static let idlePower = 1.0

  init(nominal: Double, tick: Double) {
    source = nominal
    voltage = nominal
    approach = 1 - math_exp(-tick / SupplyRail.timeConstant)
  }

  /// A tick in which the motors took `power` W.
  mutating func settle(power: Double, drives: Int) {
    let target = isOn ? source : 0
    voltage += (target - voltage) * approach
    current = isOn && voltage > 1 ? (power + SupplyRail.idlePower * Double(drives)) / voltage : 0
  }
}
