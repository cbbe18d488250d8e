import Foundation
import RobotCore
import Testing
import Yams

@testable import FlightDeck
@testable import Profiles

/// Every key does something: another value makes another configuration, or what the fact says is
/// done while the profile is read. A key that the reader takes and nobody uses is found here.
///
/// The list is that of the facts. A key that stands in no file of the workbench and has no entry in
/// `absent` fails too, so that none is left out.
@Suite struct ActsTests {
  /// Keys with values. Those of `defaults` are the joints' own and act there (`DefaultsTests`).
  private static let leaves = FactBook.entries.filter {
    $0.fact.group == nil && $0.fact.each == nil
  }

  /// All robots as they stand on the workbench.
  private static let robots: [(name: String, loaded: Outcome)] = {
    guard let bench = try? workbench() else { return [] }
    // The smaller ones first: they are read sooner.
    return [
      "canopen-axis-bench", "openarm-classic-bench", "openarm-right", "pan-tilt-bench",
    ].map {
      ($0, outcome(bench, $0))
    }
  }()

  @Test(arguments: leaves) func everyKeyActs(_ entry: FactEntry) throws {
    var tried = 0
    #expect(Self.robots.count == 4)
    for (robot, loaded) in Self.robots {
      guard case .loaded(let before) = loaded else {
        Issue.record("\(robot) is refused as it stands")
        continue
      }
      let bench = try Self.workbench()
      // Only files that this robot reads can make a difference.
      for file in try files(entry, robot, bench) where before.rest.contains("/" + file) {
        let text = try bench.text(file)
        let root = try #require(try Yams.compose(yaml: text))
        for place in places(root, entry.path.split(separator: ".").map(String.init)[...]) {
          for value in candidates(entry, root, place) {
            tried += 1
            try bench.write(
              file, try Yams.serialize(node: changed(root, place[...], Node(value))))
            if acts(entry, before, Self.outcome(bench, robot)) { return }
          }
        }
        try bench.write(file, text)
      }
    }
    Issue.record(
      "\(entry.path) of \(entry.file) acts on nothing: \(tried) other values made no difference")
  }

  /// Its own bytes, and what else comes out of reading.
  private struct Loaded {
    var bytes: [UInt8]
    var rest: [String]
  }
  private enum Outcome { case loaded(Loaded), refused }

  private static func outcome(_ bench: borrowing Workshop, _ robot: String) -> Outcome {
    guard let profile = try? RobotProfile.load(nameOrPath: robot, searchRoots: [bench.root]) else {
      return .refused
    }
    let root = bench.root
    return .loaded(
      Loaded(
        bytes: ConfigurationImage.seal(profile.compile()),
        rest: [profile.summaryLine] + profile.files.map { $0.replacing(root, with: "") }))
  }

  private func acts(_ entry: FactEntry, _ before: Loaded, _ after: Outcome) -> Bool {
    switch (entry.fact.acts, after) {
    case (.core, .loaded(let after)), (.twin, .loaded(let after)):
      return after.bytes != before.bytes
    // Keys that hang on the word have no meaning with another one, or are missing.
    case (.core, .refused), (.twin, .refused): return isSwitch(entry)
    case (.reading, .refused): return true
    case (.reading, .loaded(let after)):
      #expect(after.bytes == before.bytes, "\(entry.path) acts in the core, its fact says not")
      return after.rest != before.rest
    case (.below, _): return false
    }
  }

  private func isSwitch(_ entry: FactEntry) -> Bool {
    let section = entry.name.split(separator: ".").dropLast().joined(separator: ".")
    return FactBook.entries.contains {
      $0.fact.only?.key == entry.fact.key && $0.name.hasPrefix(section + ".")
    }
  }

  // MARK: The workbench

  /// All shipped robots, with a spare of what a name may be changed to.
  private static func workbench() throws -> Workshop {
    let bench = try Workshop()
    for robot in ["openarm-right", "openarm-classic-bench", "pan-tilt-bench"] {
      let folder = "robots/\(robot)"
      try bench.write(
        folder + "/spare.urdf",
        try bench.text(folder + "/robot.urdf").replacing(
          #"mass value="0."#, with: #"mass value="0.0"#))
      // A level that is allowed with either contact.
      let safety = try bench.text(folder + "/safety.yaml")
        .replacing("bias: pull_down", with: "bias: none")
      try bench.write(folder + "/safety.yaml", safety)
      try bench.write(
        folder + "/spare.yaml", safety.replacing("stop_timeout: ", with: "stop_timeout: 1"))
      let text = try bench.text(folder + "/robot.yaml").replacing(
        "\nbuses:\n",
        with: "\nbuses:\n  spare: {type: i2c, device: /dev/i2c-7}\n  other: {type: can, interface: "
          + "can7, format: classic, bit_rate: 1 Mbit/s}\n")
      try bench.write(folder + "/robot.yaml", text)
      try bench.replace(folder + "/robot.yaml", "reducer: direct", "reducer: geared")
      try addBrake(bench, folder)
    }
    // A chip of its own for one model: all servos of a chip have the same frequency.
    let robot = "robots/pan-tilt-bench/robot.yaml"
    try bench.replace(robot, "address: 0x40, channel: 0", "address: 0x41, channel: 0")
    try bench.replace(robot, "channel: 1\n", "channel: 1\n      address: 0x41\n")
    // A joint that its drive homes.
    try bench.replace(
      "robots/canopen-axis-bench/robot.yaml", "    node: 1\n",
      "    node: 1\n    homing: {to: drive, position: 0.1 rad, time: 40 s}\n")
    try bench.write(
      "reducers/geared.yaml", "schema: sinew-reducer/1\nkind: planetary\nratio: 1\n")
    return bench
  }

  /// A joint with a brake on a line, and a second line for it.
  private static func addBrake(_ bench: borrowing Workshop, _ folder: String) throws {
    let lines = ["elbow", "wrist"].enumerated().map { index, name in
      "\n  \(name): {role: brake, chip: /dev/gpiochip1, line: \(index), active_low: false}"
        + "\n  \(name)_end: {role: homing, chip: /dev/gpiochip2, line: \(index), bias: none, "
        + "active_low: false}"
    }
    for file in ["/safety.yaml", "/spare.yaml"] {
      try bench.replace(folder + file, "\nlines:", "\nlines:" + lines.joined())
    }
    let text = try bench.text(folder + "/robot.yaml")
    let place = try #require(text.range(of: "loading: gravity_loaded"))
    try bench.write(
      folder + "/robot.yaml",
      text.replacingCharacters(
        in: place,
        with: "loading: braked\n    brake: {output: line, line: elbow, engage_time: 40 ms, "
          + "release_time: 60 ms, slip_effort: 30 N*m}\n    homing: {to: switch, toward: upper, speed: "
          + "0.1 rad/s, effort: 2 N*m, position: 0.1 rad, line: elbow_end}"))
  }

  private func files(
    _ entry: FactEntry, _ robot: String, _ bench: borrowing Workshop
  ) throws -> [String] {
    guard let folder = entry.file.split(separator: "/").first, entry.file.contains("*") else {
      return ["robots/\(robot)/\(entry.file)"]
    }
    let all = try FileManager.default.subpathsOfDirectory(atPath: "\(bench.root)/\(folder)")
    return all.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  // MARK: Values

  /// What a text may be changed to, and values of keys that the shipped files leave out.
  private static let words: [String: [String]] = [
    "name": ["other"], "description": ["Another line"], "urdf": ["spare.urdf"],
    "safety": ["spare.yaml"], "buses.*.interface": ["can8"], "buses.*.device": ["/dev/i2c-8"],
    "supply.bus": ["spare"], "joints.*.bus": ["other"], "joints.*.reducer": ["geared", "direct"],
    "joints.*.drive": ["damiao/dm-j4310", "damiao/dm-j4340"], "lines.*.chip": ["/dev/gpiochip8"],
    "model": ["DM-0"], "joints.*.servo.bus": ["spare"], "canopen.eds": ["other.eds"],
    "joints.*.brake.line": ["wrist"], "joints.*.homing.line": ["wrist_end"],
    "canopen.name": ["Servo"], "canopen.software": ["1.0"],
  ]
  private static let absent: [String: [String]] = [
    "timing.bench.supply_age_limit": ["3 s"], "supply.highest": ["28 V"],
    "joints.*.standstill": ["0.2 rad/s"], "joints.*.gripper": ["true"],
    "protections.driver_temperature": ["100 degC"], "encoder.multi_turn": ["true"],
    "canopen.homing.offset": ["0.1 rad"],
    "canopen.block_transfer": ["true"],
  ]

  private func candidates(_ entry: FactEntry, _ root: Node, _ place: [String]) -> [String] {
    let node = place.reduce(root as Node?) { node, step in node?.step(step) }
    let old = node?.string
    switch entry.fact.form {
    case .choice(let words):
      // Where there is no other word, a wrong one must be refused.
      return words.count == 1 && old != nil ? ["other"] : words.filter { $0 != old }
    case .constant: return ["other"]
    case .text: return (Self.words[entry.path] ?? []).filter { $0 != old }
    default: break
    }
    guard let old else { return Self.absent[entry.path] ?? [] }
    switch entry.fact.form {
    case .flag: return [old == "true" ? "false" : "true"]
    case .integer(_, _, let word):
      if old == word { return ["7"] }
      let digits = old.hasPrefix("0x") ? Int(old.dropFirst(2), radix: 16) : Int(old)
      return digits.map { [$0 + 1, $0 - 1, $0 + 32].map(String.init) } ?? []
    default:
      guard let (number, unit) = NumberText.split(old) else { return [] }
      let factors: [Double] = [1.02, 0.98, 1.2, 0.5, 1.6, 10]
      let others: [Double] = number == 0 ? [0.01, 1] : factors.map { number * $0 }
      return others.map { "\(NumberText.shown($0)) \(unit)" }
    }
  }

  // MARK: Nodes

  /// Where a path of the book stands in a file: "joints.*.rest" once for each joint. The last key
  /// may be missing.
  private func places(_ node: Node, _ path: ArraySlice<String>) -> [[String]] {
    guard let first = path.first else { return [[]] }
    let rest = path.dropFirst()
    if first.hasSuffix("[]") {
      guard let list = node.step(String(first.dropLast(2))) else { return [] }
      return (list.sequence ?? []).enumerated().flatMap { index, element in
        places(element, rest).map { [String(first.dropLast(2)), "\(index)"] + $0 }
      }
    }
    let names = first == "*" ? node.mapping.map { $0.compactMap(\.key.string) } ?? [] : [first]
    return names.flatMap { name -> [[String]] in
      guard let below = node.step(name) else { return rest.isEmpty ? [[name]] : [] }
      return places(below, rest).map { [name] + $0 }
    }
  }

  private func changed(_ node: Node, _ place: ArraySlice<String>, _ value: Node) -> Node {
    guard let first = place.first else { return value }
    let below = changed(node.step(first) ?? value, place.dropFirst(), value)
    if var list = node.sequence, let index = Int(first) {
      list[index] = below
      return .sequence(list)
    }
    guard var mapping = node.mapping else { return value }
    mapping[Node(first)] = below
    return .mapping(mapping)
  }
}

extension Node {
  /// What stands below a key or at a place of a list.
  fileprivate func step(_ name: String) -> Node? {
    if let sequence {
      return Int(name).flatMap { sequence.indices.contains($0) ? sequence[$0] : nil }
    }
    return mapping?[Node(name)]
  }
}
