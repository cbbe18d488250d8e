import RobotCore
import Units
import Wording

/// `safety.yaml`.
struct SafetyProfile {
  var safety = SafetyConfiguration()
  var lines: [LineConfiguration] = []
  var waivers: [Label] = []
  /// The top of the file, for findings that need the robot too.
  let section: Section
  /// Gravity was read.
  private(set) var isGravityKnown = false

  static func read(_ path: String, into findings: FindingList) -> SafetyProfile? {
    guard let top = Section.top(StopFacts.group, of: path, into: findings) else { return nil }
    var profile = SafetyProfile(section: top)
    profile.readStops(top)
    profile.readGravity(top)
    profile.readLines(top)
    profile.readWaivers(top)
    top.finish()
    return profile
  }

  private mutating func readStops(_ top: Section) {
    safety.armingRamp = top.interval(StopFacts.armingRamp)
    safety.standstillSpeed = top.quantity(StopFacts.standstill)
    safety.descentSpeed = top.quantity(StopFacts.descentSpeed)
    safety.dampedTime = top.interval(StopFacts.dampedTime)
    safety.stopTimeout = top.interval(StopFacts.stopTimeout)
    safety.holdTime = top.interval(StopFacts.holdTime)
    safety.leaseTimeout = top.interval(StopFacts.leaseTimeout)
  }

  private mutating func readGravity(_ top: Section) {
    let expected = "a list of three such as '[0 m/s^2, 0 m/s^2, -9.81 m/s^2]'"
    guard let each = StopFacts.gravity.each,
      let texts = top.texts(StopFacts.gravity, expected: expected)
    else { return }
    guard texts.count == 3 else {
      top.add(StopFacts.gravity, "has \(texts.count) values, expected \(expected)")
      return
    }
    let before = top.findings.count
    let values = texts.enumerated().map { index, entry in
      top.quantity(
        entry.text, at: entry.place, named: "gravity[\(index + 1)]", each, .gravity)
    }
    safety.gravityX = values[0]
    safety.gravityY = values[1]
    safety.gravityZ = values[2]
    isGravityKnown = top.findings.count == before
  }

  private mutating func readLines(_ top: Section) {
    var taken: [String: String] = [:]
    for (name, section) in top.entries(StopFacts.lines) {
      var line = LineConfiguration()
      line.name = section.label(of: name, at: section.place, named: "line name")
      let role = section.word(LineFacts.role, LineFacts.roles)
      line.role = role ?? .emergencyStop
      line.chip = section.device(LineFacts.chip)
      let offset = section.integer(LineFacts.line)
      line.offset = UInt32(offset ?? 0)
      line.isActiveLow = section.flag(LineFacts.activeLow)
      if let role { readBias(role, section, &line) }
      line.debounce = section.interval(LineFacts.debounce)
      // What has a finding of its own is no place that another line could take.
      if offset != nil, !line.chip.text.isEmpty {
        let key = "\(line.chip.text) line \(line.offset)"
        if let other = taken[key] {
          section.add(
            LineFacts.line,
            "\(line.offset) of \(line.chip.text) is taken by '\(other)' already; use another")
        }
        taken[key] = name
      }
      lines.append(line)
      section.finish()
    }
    if lines.count > 8 { top.add(StopFacts.lines, "has \(lines.count) lines, at most 8 fit") }
  }

  /// What pulls an input when its contact opens.
  private func readBias(_ role: LineRole, _ section: Section, _ line: inout LineConfiguration) {
    guard role == .emergencyStop || role == .homing else {
      if section.has(LineFacts.bias) {
        section.add(LineFacts.bias, "has no meaning for an output; remove it")
      }
      return
    }
    guard section.has(LineFacts.bias) else {
      section.findings.add(
        section.place,
        "\(section.name(of: LineFacts.bias.key)) is missing: a contact that opens leaves its line floating "
          + "unless something pulls it; write 'bias: pull_up' for a contact to ground, 'bias: pull_down' "
          + "for a contact to the supply, or 'bias: none' where the board has a resistor of its own"
      )
      return
    }
    line.bias = section.word(LineFacts.bias, LineFacts.biases) ?? .none
    // A switch may close or open its circuit; which, its cable says, and nobody is hurt by a wrong
    // guess: homing finds out.
    guard role == .emergencyStop else { return }
    // An open contact, and a broken wire, must read as open: the level it is pulled to is inactive.
    if line.bias == .pullUp, !line.isActiveLow {
      section.add(
        LineFacts.bias,
        "is 'pull_up' while 'active_low' is false: an open contact or a broken wire would read as "
          + "closed; write 'active_low: true' for a contact to ground, or 'bias: pull_down' for one to "
          + "the supply")
    } else if line.bias == .pullDown, line.isActiveLow {
      section.add(
        LineFacts.bias,
        "is 'pull_down' while 'active_low' is true: an open contact or a broken wire would read as "
          + "closed; write 'active_low: false' for a contact to the supply, or 'bias: pull_up' for one "
          + "to ground")
    }
  }

  private mutating func readWaivers(_ top: Section) {
    guard let section = top.section(StopFacts.waivers) else { return }
    if !section.has(WaiverFacts.unreadStop), top.has(StopFacts.lines),
      !lines.contains(where: { $0.role == .emergencyStop })
    {
      top.add(
        StopFacts.lines,
        "names no input with 'role: emergency_stop'; add one, or where the button cuts the drives' "
          + "power by itself write 'waivers: {emergency_stop: power_line}'")
    }
    for fact in section.group.facts where section.has(fact) {
      guard let substitute = section.choice(fact) else { continue }
      waivers.append(Label("\(fact.key): \(substitute)") ?? Label())
    }
    section.finish()
  }
}
