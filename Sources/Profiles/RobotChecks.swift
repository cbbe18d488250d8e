import RobotCore
import Units
import Wording

/// Checks that need more than one joint: addresses, bus load, standstill.
struct RobotChecks {
  let top: Section
  let joints: [JointSection]
  let buses: BusSections
  let supply: SupplyConfiguration

  /// Each check takes part whose own figures are good, so that one mistake hides no other.
  func run(safety: SafetyProfile?, timings: [(name: String, timing: TimingConfiguration)]) {
    checkAddresses(timings)
    checkBrakeLines()
    checkRates()
    if let safety {
      checkFeedback(safety)
      checkSafety(safety)
      checkLease(safety, timings)
      StopChecks(joints: joints.filter(\.isSound), safety: safety).run()
    }
  }

  /// One output for two brakes would open the one with the other.
  private func checkBrakeLines() {
    var taken: [UInt8: String] = [:]
    for joint in joints where joint.joint.brake.output == .line && joint.isSound {
      let line = joint.joint.brake.line
      if let other = taken[line] {
        joint.section.add(
          JointFacts.brake, "is on the line of \(other)'s already; give each brake its own line")
      }
      taken[line] = joint.urdf.name
    }
  }

  private func checkSafety(_ safety: SafetyProfile) {
    for joint in joints where joint.isSound {
      if joint.joint.hasFeedback {
        JointChecks(section: joint.section, urdf: joint.urdf, joint: joint.joint)
          .checkStandstill(safety.safety.standstillSpeed)
      }
      if !joint.hasTimeout, !safety.waivers.contains(where: { $0.text.hasPrefix("timeout:") }) {
        joint.section.add(
          JointFacts.drive,
          "'\(joint.driveName)' has no command time-out of its own; name the waiver 'timeout' with "
            + "its substitute in safety.yaml")
      }
    }
  }

  /// A joint that says nothing is refused unless somebody has signed for it.
  func checkFeedback(_ safety: SafetyProfile) {
    let isWaived = safety.waivers.contains { $0.text.hasPrefix(WaiverFacts.feedback.key + ":") }
    for joint in joints where joint.isSound && !joint.joint.hasFeedback && !isWaived {
      joint.section.add(
        JointFacts.drive,
        "'\(joint.driveName)' says nothing of itself, so nothing that it does can be evidence; name "
          + "the waiver '\(WaiverFacts.feedback.key): open_loop' in safety.yaml")
    }
  }

  /// A commander that streams is missed before its lease runs out: the milder answer first.
  private func checkLease(
    _ safety: SafetyProfile, _ timings: [(name: String, timing: TimingConfiguration)]
  ) {
    let lease = safety.safety.leaseTimeout
    guard lease > .zero else { return }
    for (name, timing) in timings where timing.commandTimeout > lease {
      safety.section.add(
        StopFacts.leaseTimeout,
        "is \(TimingSection.milliseconds(lease)) ms, less than \(name).command_timeout "
          + "\(TimingSection.milliseconds(timing.commandTimeout)) ms of robot.yaml, which could never "
          + "run out; write at least \(TimingSection.milliseconds(timing.commandTimeout)) ms or shorten "
          + "the other")
    }
  }

  func checkLoad(_ timing: TimingConfiguration) {
    for (index, name) in buses.canNames.enumerated() {
      let families = joints.filter { Int($0.joint.drive.bus) == index }.map(\.joint.drive.family)
      let drives = families.count
      let load = BusLoad(bus: buses.can[index], families: families, period: timing.period)
      guard load.worstShare > BusLoad.refused else { continue }
      top.add(
        RobotFacts.timing,
        "asks for \(drives) commands and replies on bus '\(name)' in each "
          + "\(TimingSection.milliseconds(timing.period)) ms, which take "
          + "\(TimingSection.milliseconds(load.worst)) ms at worst (\(load.worstPercent) %), at most "
          + "90 % fit; write a rate of at most \(load.fittingRate) Hz or split the bus")
    }
  }
}
