import RealTime
public import RobotCore
import Units

/// Overruns within a sliding window, answered by the profile's policy.
///
/// A window and never a lifetime total: a robot with one late cycle in 30 000 is healthy however
/// long it runs. 32 slots cover the window and the oldest one counts whole, so the window is at
/// most 1/32 longer than asked and never shorter.
struct OverrunWindow: ~Copyable {
  static var slotCount: Int64 { @_noLocks get { 32 } }
  let policy: OverrunPolicy
  let limit: UInt32
  let slotLength: Int64
  private var counts: Table<UInt32>
  private var current: Int64

  init(_ timing: TimingConfiguration) {
    policy = timing.overrunPolicy
    limit = timing.overrunLimit > 1 ? timing.overrunLimit : 1
    let length = timing.overrunWindow.nanoseconds / OverrunWindow.slotCount
    slotLength = length > 1 ? length : 1
    counts = Table(repeating: 0, count: 33)
    current = 0
  }

  /// Everything it remembers, to or from a snapshot.
  @_noLocks mutating func exchange(_ pass: inout SnapshotPass) {
    pass.exchange(&counts)
    pass.exchange(&current)
  }

  /// Overruns seen within the window that ends now.
  @_noLocks private func total() -> UInt32 {
    var sum: UInt32 = 0
    for index in counts.indices { sum &+= counts[index] }
    return sum
  }

  /// Counts this cycle's overrun, if it had one, and answers by policy.
  @_noLocks mutating func step(
    _ inputs: SafetyInputs, _ board: inout SafetyBoard
  ) -> SafetyFinding {
    advance(to: inputs.now.nanoseconds / slotLength)
    if inputs.hasOverrun { counts[Int(current % 33)] &+= 1 }
    let seen = total()
    if inputs.isEnabled, seen > 0 {
      board.near(
        .overrunWindow, used: Double(seen) / Double(limit), value: Double(seen),
        limit: Double(limit), now: inputs.now)
    }
    guard inputs.isEnabled, seen >= limit else { return SafetyFinding() }
    let fault = Fault(.overrun, value: Double(seen), limit: Double(limit), instant: inputs.now)
    return switch policy {
    case .count: SafetyFinding()
    case .hold: SafetyFinding(fault, by: .overrunWindow, stop: .hold)
    case .controlledStop: SafetyFinding(fault, by: .overrunWindow, stop: .controlledDescent)
    }
  }

  /// Empties the slots that time has left behind.
  @_noLocks private mutating func advance(to slot: Int64) {
    guard slot > current else { return }
    if slot - current > OverrunWindow.slotCount {
      reset()
    } else {
      var passed = current + 1
      while passed <= slot {
        counts[Int(passed % 33)] = 0
        passed += 1
      }
    }
    current = slot
  }

  /// Forgets every overrun.
  @_noLocks mutating func reset() { counts.fill(0, count: 33) }
}

extension SafetyFunction {
  /// Too many overruns within a window.
  public static var overrunWindow: SafetyFunction { @_noLocks get { SafetyFunction(rawValue: 6) } }
}

#if !hasFeature(Embedded)
  extension OverrunWindow {
    static var about: SafetyAbout {
      SafetyAbout(.overrunWindow, "overrun window", short: "overruns", .count)
    }
  }

  extension SafetyFacts {
    package static let overrunPolicies: KeyValuePairs<String, OverrunPolicy> = [
      "count": .count, "hold": .hold, "controlled_stop": .controlledStop,
    ]
    package static let overrunPolicy = Fact(
      "policy", .choice(overrunPolicies.map(\.key)),
      "What too many overruns do: nothing but count, hold the pose, or stop.",
      .core("OverrunWindow"), .byDefault("hold"))
    package static let overrunWindow = Fact(
      "window", .quantity([.time], .upTo(60)), "Sliding window in which overruns are counted.",
      .core("OverrunWindow"), .byDefault("1 s"))
    package static let overrunLimit = Fact(
      "limit", .integer(1...1_000_000), "Overruns within the window at which the policy acts.",
      .core("OverrunWindow"), .byDefault("10"))
  }
#endif
