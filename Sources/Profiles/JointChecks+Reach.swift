import RobotCore
import Safety
import Units

// A limit that the drive's frame cannot say, or that lies beyond what the joint can reach, is never
// found broken. Each limit is proven to be reachable.
extension JointChecks {
  /// The stops have a hundredth of the travel as slack at each end: their own give, and the error
  /// of setting zero. The core allows it too when it looks for the turn.
  private var slack: Double { travel * 0.01 }
  /// One turn of the drive's report point, in the joint's unit.
  private var turn: Double { 2 * .pi / factor }
  private var isSingleTurn: Bool { joint.isAbsolute && !joint.isMultiTurn }
  private var travel: Double { joint.upperStop.value - joint.lowerStop.value }
  private var hasOneTurn: Bool { travel + 2 * slack < turn }

  /// A single-turn encoder says where within one turn the joint is; which turn must follow from the
  /// stops.
  func checkTurn() {
    guard isSingleTurn, !hasOneTurn else { return }
    let position = dimensions.position
    // A little less than a turn, so that what is told fits with the slack and the figures'
    // rounding.
    let most = turn / 1.02 - 2 * (joint.lower.value - joint.lowerStop.value)
    section.add(
      JointFacts.drive,
      "has an encoder that knows its place within one turn only, \(shown(turn, position)) at the joint"
        + (factor == 1 ? "" : " behind a reducer of \(ratioText)")
        + ", but the joint travels \(shown(travel, position)) from stop to stop (1 % more is allowed at "
        + "each), so it would arm a turn away from where it stands; use a drive whose encoder counts its "
        + "turns through a loss of power ('multi_turn: true') or give the joint a 'homing' section"
        + (most > 0
          ? ", or narrow 'lower' … 'upper' to at most \(NumberText.shownDown(most)) \(position.unit)"
          : ""))
  }

  /// Without a place at power-up a joint is refused at arming, for ever.
  func checkReference() {
    guard !joint.isAbsolute, joint.homing.method == .none else { return }
    section.add(
      JointFacts.drive,
      "has an encoder that does not know its place after power-up ('absolute: false'), so the joint "
        + "could never be armed; give it a 'homing' section, or a drive whose encoder is absolute")
  }

  private var ratioText: String {
    joint.reducer.kind == .linear
      ? "\(NumberText.shown(joint.reducer.metresPerRadian)) m/rad"
      : "\(NumberText.shown(joint.reducer.ratio)) : 1"
  }

  /// What the frame of the drive can say, at the joint's side of the reducer.
  func checkReach() {
    checkStopsInFrame()
    checkStopMargin()
    checkVelocity()
    checkEffort()
    // What the drive does by itself at that temperature is no controlled descent.
    if joint.temperatureLimit >= joint.drive.protectionTemperature {
      section.add(
        SafetyFacts.temperature,
        "is \(shown(joint.temperatureLimit.value, .temperature)), the drive protects itself at "
          + "\(shown(joint.drive.protectionTemperature.value, .temperature)) and lets go; lower it")
    }
  }

  /// The whole travel must be in the frame, whichever turn the encoder begins to count in.
  private func checkStopsInFrame() {
    let range = joint.drive.positionRange.value
    let ends = [joint.lowerStop.value - slack, joint.upperStop.value + slack].map {
      ($0 - joint.reducer.offset.value) * factor * joint.reducer.sign
    }
    let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    // At power-up it reads within half a turn of its zero; from there it counts on. The joint may
    // stand in any of these turns.
    var first = 0.0
    var last = 0.0
    if isSingleTurn, hasOneTurn {
      first = (low / (2 * .pi)).rounded()
      last = (high / (2 * .pi)).rounded()
    }
    // A joint that is homed may be switched on at either end, and counts from there.
    let farthest =
      !joint.isAbsolute
      ? high - low
      : max(
        abs(low - first * 2 * .pi), abs(high - first * 2 * .pi), abs(low - last * 2 * .pi),
        abs(high - last * 2 * .pi))
    guard farthest > range else { return }
    let turned = first != 0 || last != 0
    section.add(
      SafetyFacts.stopMargin,
      "puts a stop \(shown(farthest / factor, dimensions.position)) from the drive's zero"
        + (turned ? ", counted from the turn in which it is switched on" : "") + ", its frame "
        + "carries ±\(shown(range / factor, dimensions.position)); "
        + "change limits or offset")
  }

  /// The position limit lets the joint pass by half the margin, at least by a hundredth of its
  /// travel.
  func checkStopMargin() {
    let tolerance = SafetyFacts.positionTolerance(joint)
    let margin = joint.lower.value - joint.lowerStop.value
    let most = max(tolerance.lower, tolerance.upper)
    guard margin < most * (1 - 1e-9) else { return }
    let unit = dimensions.position
    section.add(
      SafetyFacts.stopMargin,
      "is \(shown(margin, unit)), but the joint may pass its limit by \(shown(most, unit)), a "
        + "hundredth of its travel, before the robot stops: its stop would be hit unseen; set 'lower' "
        + "and 'upper' at least \(NumberText.shownUp(most)) \(unit.unit) before the stops and write that"
    )
  }

  private func checkVelocity() {
    below(
      SafetyFacts.velocity, joint.velocityLimit.value, urdf.velocity, dimensions.velocity,
      "the URDF"
    )
    let carried = joint.drive.velocityRange.value / factor - velocityStep
    let bound = joint.velocityLimit.value * SafetyFacts.speedMargin
    guard bound > carried * (1 + 1e-9), joint.velocityLimit.value <= urdf.velocity else { return }
    let unit = dimensions.velocity
    section.add(
      SafetyFacts.velocity,
      "is \(shown(joint.velocityLimit.value, unit)), whose watch acts at "
        + "\(NumberText.shown(SafetyFacts.speedMargin)) times as much, and the drive's frame carries at "
        + "most \(shown(carried, unit)): it could never act; write at most "
        + "\(NumberText.shownDown(carried / SafetyFacts.speedMargin)) \(unit.unit)")
  }

  /// Where the frame cannot say the limit with its margin, the watch acts three steps before the
  /// end of the frame; that must be clear of the limit itself.
  private func checkEffort() {
    let efforts = [
      (urdf.effort, "the URDF"), (joint.drive.peakTorque.value * factor, "the drive's peak torque"),
    ]
    if let least = efforts.min(by: { $0.0 < $1.0 }) {
      below(SafetyFacts.effort, joint.effortLimit.value, least.0, dimensions.effort, least.1)
    }
    guard joint.effortLimit.value <= efforts.map(\.0).min() ?? 0 else { return }
    let carried = joint.drive.torqueRange.value * factor - 3 * effortStep
    guard joint.effortLimit.value * Self.leastEffortMargin > carried * (1 + 1e-9) else { return }
    let unit = dimensions.effort
    section.add(
      SafetyFacts.effort,
      "is \(shown(joint.effortLimit.value, unit)), the drive's frame carries up to "
        + "\(shown(carried, unit)) that is surely measured, less than 5 % more: its watch could never "
        + "act; write at most \(NumberText.shownDown(carried / Self.leastEffortMargin)) \(unit.unit)"
    )
  }

  /// Ripple and packing of a joint that works at its limit.
  private static let leastEffortMargin = 1.05

  /// The speed at which the joint counts as standing still against the packing; called when
  /// `safety.yaml` is known, whose `share` holds where the joint has no speed of its own.
  func checkStandstill(_ share: Double) {
    let unit = dimensions.velocity
    let least = 3 * velocityStep
    let most = joint.velocityLimit.value / 2
    guard least <= most else {
      section.add(
        SafetyFacts.velocity,
        "is \(shown(joint.velocityLimit.value, unit)), less than 6 steps of "
          + "\(shown(velocityStep, unit)) in which the drive reports: its standstill could not be told "
          + "from its motion; write at least \(NumberText.shownUp(2 * least)) \(unit.unit)")
      return
    }
    if joint.standstill.value > 0 {
      coarse(JointFacts.standstill, joint.standstill.value, velocityStep, unit)
      below(
        JointFacts.standstill, joint.standstill.value, most, unit, "half the joint's velocity limit"
      )
      return
    }
    let speed = joint.velocityLimit.value * share
    guard share > 0, speed < least else { return }
    let whole = least / joint.velocityLimit.value
    section.add(
      SafetyFacts.velocity,
      "times the standstill share of \(NumberText.shown(share * 100)) % is \(shown(speed, unit)), finer "
        + "than 3 steps of \(shown(velocityStep, unit)) in which the drive reports; give the joint the "
        + "key 'standstill: \(NumberText.shownUp(least)) \(unit.unit)'"
        + (whole <= StopFacts.mostStandstill
          ? " or safety.yaml a share of at least \(NumberText.shownUp(whole * 100)) %" : ""))
  }
}
