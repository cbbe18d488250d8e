import RobotCore
import Units
import Wording

/// `safety.yaml`.
struct SafetyProfile {
  var safety = SafetyConfiguration()
  var lines: [LineConfiguration] = []
  var waivers: [Label] = []

  /// What a drive family may lack (design §4, Capabilities).
  static let capabilities = [
    "identity", "firmware", "read_back", "timeout", "feedback_before_enable", "enable_frame",
    "fault_clear",
  ]
  private static let substitutes = ["enable_line", "power_line", "open_loop"]
  /// The waiver for a robot that reads no e-stop: its button cuts the drives' power by itself.
  private static let unreadStop = "emergency_stop"

  static func read(_ path: String, into findings: FindingList) -> SafetyProfile? {
    guard let file = SourceFile.read(path, into: findings),
      let mapping = YAMLDocument.mapping(of: file, into: findings)
    else { return nil }
    let before = findings.count
    let top = Section(
      kind: "safety", path: "", file: path, mapping: mapping, findings: findings)
    top.require(schema: "sinew-safety/1")
    var profile = SafetyProfile()
    profile.readStops(top)
    profile.readGravity(top)
    profile.readLines(top)
    profile.readWaivers(top)
    top.finish()
    return findings.count == before ? profile : nil
  }

  private mutating func readStops(_ top: Section) {
    // Arming: stiffness from 0 to its value over at least 200 ms.
    safety.armingRamp = top.interval("arming_ramp", .milliseconds(200, 10_000))
    // A joint at more than a tenth of its speed moves: a stop confirmed there would be no stop.
    let slow = Allowed(words: "more than 0 % up to 10 %") { $0 > 0 && $0 <= 0.1 }
    safety.standstillSpeed = top.quantity("standstill", .share, slow)
    // Slower than a hundredth an arm is on its way down for minutes, and never within stop_timeout.
    let descent = Allowed(words: "1 % … 100 %") { $0 >= 0.01 && $0 <= 1 }
    safety.descentSpeed = top.quantity("descent_speed", .share, descent)
    safety.dampedTime = top.interval("damped_time", .milliseconds(0, 10_000))
    // No arm comes to rest in less than 100 ms, and what is to follow then is more severe; a stop
    // that has not ended after a minute does not work.
    safety.stopTimeout = top.interval("stop_timeout", .milliseconds(100, 60_000))
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
    let values = texts.enumerated().map { index, entry in
      top.quantity(
        entry.text, at: entry.place, named: "gravity[\(index + 1)]", .gravity,
        .range(-30, 30, "m/s^2"))
    }
    safety.gravityX = values[0]
    safety.gravityY = values[1]
    safety.gravityZ = values[2]
  }

  private mutating func readLines(_ top: Section) {
    var taken: [String: String] = [:]
    for (name, section) in top.entries("lines", kind: "safety.line") {
      var line = LineConfiguration()
      line.name = section.label(of: name, at: section.place, named: "line name")
      line.role =
        section.word("role", ["emergency_stop": LineRole.emergencyStop, "enable": .enable])
        ?? .emergencyStop
      line.chip = section.label("chip", expected: "a device such as '/dev/gpiochip0'")
      line.offset = UInt32(section.integer("line", 0...1023) ?? 0)
      line.isActiveLow = section.flag("active_low")
      // Contacts bounce for a few ms; what is waited for beyond that, the robot moves on.
      line.debounce = section.interval("debounce", .milliseconds(0, 100))
      let key = "\(line.chip.text) line \(line.offset)"
      if let other = taken[key] {
        section.add(
          "line", "\(line.offset) of \(line.chip.text) is taken by '\(other)' already; use another")
      }
      taken[key] = name
      lines.append(line)
      section.finish()
    }
    if lines.count > 8 { top.add("lines", "has \(lines.count) lines, at most 8 fit") }
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
