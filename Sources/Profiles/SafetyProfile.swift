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

  /// What a drive family may lack (design §4, Capabilities).
  static let capabilities = [
    "identity", "firmware", "read_back", "timeout", "feedback_before_enable", "enable_frame",
    "fault_clear",
  ]
  /// Share of a velocity limit up to which a joint can be said to stand still.
  static let mostStandstill = 0.1
  /// s; a stop that has not ended after a minute does not work.
  static let longestStop = 60.0
  private static let substitutes = ["enable_line", "power_line", "open_loop"]
  /// The waiver for a robot that reads no e-stop: its button cuts the drives' power by itself.
  private static let unreadStop = "emergency_stop"

  static func read(_ path: String, into findings: FindingList) -> SafetyProfile? {
    guard let file = SourceFile.read(path, into: findings),
      let mapping = YAMLDocument.mapping(of: file, into: findings)
    else { return nil }
    let top = Section(
      kind: "safety", path: "", file: path, mapping: mapping, findings: findings)
    top.require(schema: "sinew-safety/1")
    var profile = SafetyProfile(section: top)
    profile.readStops(top)
    profile.readGravity(top)
    profile.readLines(top)
    profile.readWaivers(top)
    top.finish()
    return profile
  }

  private mutating func readStops(_ top: Section) {
    // Arming: stiffness from 0 to its value over at least 200 ms.
    safety.armingRamp = top.interval("arming_ramp", .milliseconds(200, 10_000))
    // A joint at more than a tenth of its speed moves: a stop confirmed there would be no stop.
    let slow = Allowed(words: "more than 0 % up to 10 %") { $0 > 0 && $0 <= Self.mostStandstill }
    safety.standstillSpeed = top.quantity("standstill", .share, slow)
    // Slower than a hundredth an arm is on its way down for minutes, and never within stop_timeout.
    let descent = Allowed(words: "1 % … 100 %") { $0 >= 0.01 && $0 <= 1 }
    safety.descentSpeed = top.quantity("descent_speed", .share, descent)
    safety.dampedTime = top.interval("damped_time", .milliseconds(0, 10_000))
    // No arm comes to rest in less than 100 ms, and what is to follow then is more severe.
    safety.stopTimeout = top.interval("stop_timeout", .milliseconds(100, Self.longestStop * 1e3))
    safety.holdTime = top.interval("hold_time", .milliseconds(0, 86_400_000))
    safety.leaseTimeout = top.interval("lease_timeout", .upTo(milliseconds: 10_000))
  }

  private mutating func readGravity(_ top: Section) {
    let expected = "a list of three such as '[0 m/s^2, 0 m/s^2, -9.81 m/s^2]'"
    guard let texts = top.texts("gravity", expected: expected) else { return }
    guard texts.count == 3 else {
      top.add("gravity", "has \(texts.count) values, expected \(expected)")
      return
    }
    let before = top.findings.count
    let values = texts.enumerated().map { index, entry in
      top.quantity(
        entry.text, at: entry.place, named: "gravity[\(index + 1)]", .gravity,
        .range(-30, 30, "m/s^2"))
    }
    safety.gravityX = values[0]
    safety.gravityY = values[1]
    safety.gravityZ = values[2]
    isGravityKnown = top.findings.count == before
  }

  private mutating func readLines(_ top: Section) {
    var taken: [String: String] = [:]
    for (name, section) in top.entries("lines", kind: "safety.line") {
      var line = LineConfiguration()
      line.name = section.label(of: name, at: section.place, named: "line name")
      let role = section.word(
        "role", ["emergency_stop": LineRole.emergencyStop, "enable": .enable])
      line.role = role ?? .emergencyStop
      line.chip = section.device("chip", example: "/dev/gpiochip0")
      let offset = section.integer("line", 0...1023)
      line.offset = UInt32(offset ?? 0)
      line.isActiveLow = section.flag("active_low")
      if let role { readBias(role, section, &line) }
      // Contacts bounce for a few ms; what is waited for beyond that, the robot moves on.
      line.debounce = section.interval("debounce", .milliseconds(0, 100))
      // What has a finding of its own is no place that another line could take.
      if offset != nil, !line.chip.text.isEmpty {
        let key = "\(line.chip.text) line \(line.offset)"
        if let other = taken[key] {
          section.add(
            "line",
            "\(line.offset) of \(line.chip.text) is taken by '\(other)' already; use another")
        }
        taken[key] = name
      }
      lines.append(line)
      section.finish()
    }
    if lines.count > 8 { top.add("lines", "has \(lines.count) lines, at most 8 fit") }
  }

  /// What pulls an input when its contact opens. Nobody but the board's owner knows, and a line
  /// that floats reads whatever it likes: there is no default.
  private func readBias(_ role: LineRole, _ section: Section, _ line: inout LineConfiguration) {
    let biases: [String: LineBias] = ["pull_up": .pullUp, "pull_down": .pullDown, "none": .none]
    guard role == .emergencyStop else {
      if section.has("bias") {
        section.add("bias", "has no meaning for an output; remove it")
      }
      return
    }
    guard section.has("bias") else {
      section.findings.add(
        section.place,
        "\(section.name(of: "bias")) is missing: an e-stop contact that opens leaves its line floating "
          + "unless something pulls it; write 'bias: pull_up' for a contact to ground, 'bias: pull_down' "
          + "for a contact to the supply, or 'bias: none' where the board has a resistor of its own"
      )
      return
    }
    line.bias = section.word("bias", biases) ?? .none
    // An open contact, and a broken wire, must read as open: the level it is pulled to is inactive.
    if line.bias == .pullUp, !line.isActiveLow {
      section.add(
        "bias",
        "is 'pull_up' while 'active_low' is false: an open contact or a broken wire would read as "
          + "closed; write 'active_low: true' for a contact to ground, or 'bias: pull_down' for one to "
          + "the supply")
    } else if line.bias == .pullDown, line.isActiveLow {
      section.add(
        "bias",
        "is 'pull_down' while 'active_low' is true: an open contact or a broken wire would read as "
          + "closed; write 'active_low: false' for a contact to the supply, or 'bias: pull_up' for one "
          + "to ground")
    }
  }

  private mutating func readWaivers(_ top: Section) {
    guard let section = top.words("waivers") else { return }
    for name in section.names where name == Self.unreadStop {
      guard let substitute = section.word(name, ["power_line": "power_line"]) else { continue }
      waivers.append(Label("\(name): \(substitute)") ?? Label())
    }
    if !section.names.contains(Self.unreadStop), top.has("lines"),
      !lines.contains(where: { $0.role == .emergencyStop })
    {
      top.add(
        "lines",
        "names no input with 'role: emergency_stop'; add one, or where the button cuts the drives' "
          + "power by itself write 'waivers: {emergency_stop: power_line}'")
    }
    for name in section.names where name != Self.unreadStop {
      guard Self.capabilities.contains(name) else {
        let hint = Suggestion.phrase(for: name, among: Self.capabilities, noun: "capabilities")
        section.add(name, "is no capability that can be waived; \(hint)")
        continue
      }
      let words = Dictionary(uniqueKeysWithValues: Self.substitutes.map { ($0, $0) })
      guard let substitute = section.word(name, words) else { continue }
      waivers.append(Label("\(name): \(substitute)") ?? Label())
    }
  }
}
