import Foundation
public import Wording

/// Where decks and mailboxes lie, and which one is meant when no robot is named.
public enum DeckLocation {
  /// `SINEW_RUNTIME_DIR`, or /dev/shm.
  public static var folder: String {
    let named = ProcessInfo.processInfo.environment["SINEW_RUNTIME_DIR"] ?? ""
    return named.isEmpty ? "/dev/shm" : named
  }

  /// Path of a robot's deck.
  public static func deck(of robot: String) -> String { "\(folder)/sinew-\(robot).deck" }

  /// Path of a robot's mailbox.
  public static func mailbox(of robot: String) -> String { "\(folder)/sinew-\(robot).mailbox" }

  /// Names of all robots that have a deck, sorted.
  public static var robots: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("sinew-") && $0.hasSuffix(".deck") }
      .map { String($0.dropFirst("sinew-".count).dropLast(".deck".count)) }
      .filter { !$0.isEmpty }.sorted()
  }

  /// The robot that `name` means: itself, or with no name the only one that has a deck.
  public static func robot(named name: String?) throws(Refusal) -> String {
    let all = robots
    if let name {
      guard !name.contains("/"), !name.isEmpty else {
        throw Refusal("\"\(name)\" is no robot's name; give it without a folder.", .usage)
      }
      guard all.contains(name) else {
        let others = all.isEmpty ? "no robot runs here" : "running: \(all.joined(separator: ", "))"
        throw Refusal(
          "no robot \"\(name)\" in \(folder) (\(others)); start it with: sinew run \(name)",
          .unavailable)
      }
      return name
    }
    guard let first = all.first else {
      throw Refusal(
        "no robot runs here (no deck in \(folder)); start one with: sinew run", .unavailable)
    }
    guard all.count == 1 else {
      throw Refusal(
        "\(all.count) robots have a deck in \(folder): \(all.joined(separator: ", ")); "
          + "name one with --robot.", .usage)
    }
    return first
  }

  /// Opens the deck that `name` means.
  public static func open(robot name: String?) throws(Refusal) -> DeckReader {
    try DeckReader(path: deck(of: robot(named: name)))
  }
}
