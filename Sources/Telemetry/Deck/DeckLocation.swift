import FlightDeck
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

  /// The robot that `name` means: itself; with no name the only one that runs, or when none does
  /// the one that ended last.
  public static func robot(named name: String?) throws(Refusal) -> String {
    let all = robots
    if let name {
      guard !name.contains("/"), !name.isEmpty else {
        throw Refusal("\"\(name)\" is no robot's name; give it without a folder.", .usage)
      }
      guard all.contains(name) else {
        let others =
          all.isEmpty ? "no robot runs here" : "there are: \(all.joined(separator: ", "))"
        throw Refusal(
          "no robot \"\(name)\" in \(folder) (\(others)); start it with: sinew run \(name)",
          .unavailable)
      }
      return name
    }
    guard !all.isEmpty else {
      throw Refusal(
        "no robot runs here (no deck in \(folder)); start one with: sinew run", .unavailable)
    }
    let alive = living
    guard alive.count <= 1 else {
      throw Refusal(
        "\(alive.count) robots run in \(folder): \(alive.joined(separator: ", ")); "
          + "name one with --robot.", .usage)
    }
    return alive.first ?? lastToEnd(of: all)
  }

  /// Names of the robots whose run lives, sorted. What ended or killed runs left behind does not
  /// count; a deck that only another build understands does.
  public static var living: [String] {
    robots.filter { robot in
      // The head alone is mapped: the lock and the word of farewell are in it.
      guard let map = try? DeckMap(path: deck(of: robot), prefix: DeckHeader.size) else {
        return false
      }
      return map.isOwned && map.counter(.ended) == 0
    }
  }

  /// Of robots whose runs are over, the one that was seen alive last.
  private static func lastToEnd(of robots: [String]) -> String {
    let seen = robots.map { robot -> (robot: String, time: Int64) in
      guard let reader = try? DeckReader(path: deck(of: robot)) else { return (robot, .min) }
      let seen = reader.lastSeen
      return (robot, seen > 0 ? seen : reader.identity.startedRealtime)
    }
    return seen.max { $0.time < $1.time }?.robot ?? ""
  }

  /// Opens the deck that `name` means.
  public static func open(robot name: String?) throws(Refusal) -> DeckReader {
    try DeckReader(path: deck(of: robot(named: name)))
  }
}
