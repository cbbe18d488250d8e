import CFlightDeck
public import FlightDeck
import RealTime
import RobotCore
import Wording

/// The metadata records that stand at the beginning of a recording.
enum RecordingMetadata {
  /// One record.
  typealias Record = (name: String, map: [(String, String)])

  /// Robot, clock and run. `foxglove` is what Foxglove's own tools look for.
  static func records(of deck: DeckReader) -> [Record] {
    let identity = deck.identity
    return [
      ("robot", robot(of: deck)),
      (
        "clock",
        [
          ("started_monotonic_ns", String(identity.startedMonotonic)),
          ("started_realtime_ns", String(identity.startedRealtime)),
          ("started", WallTime(identity.startedRealtime).text),
          ("period_ns", String(identity.period)),
          ("log_time", "CLOCK_REALTIME"),
        ]
      ),
      (
        "run",
        [
          ("world", identity.world.word), ("bench", String(identity.isBench)),
          ("process", String(identity.processID)), ("boot", String(identity.bootID, radix: 16)),
          ("guarantees", "0x" + String(identity.guarantees, radix: 16)),
          ("layout", "0x" + String(ConfigurationImage.layoutHash, radix: 16)),
          ("deck", String(FLIGHT_DECK_VERSION)),
          ("build", "0x" + String(identity.build, radix: 16)),
          ("machine", BuildIdentity.word(machine: identity.machine)),
        ]
      ),
      ("foxglove", [("deviceName", identity.robot)]),
    ]
  }

  private static func robot(of deck: DeckReader) -> [(String, String)] {
    var map = [
      ("name", deck.identity.robot), ("joints", deck.jointNames.joined(separator: ",")),
      ("buses", deck.busNames.joined(separator: ",")),
      ("motions", deck.motionNames.joined(separator: ",")),
    ]
    for index in deck.jointNames.indices {
      let joint = deck.configuration.joints[index]
      map.append(
        (
          "joint.\(index)",
          "\(joint.name.text) \(joint.type.positionUnit) \(joint.drive.model.text) "
            + "0x\(String(joint.drive.commandID, radix: 16))"
        ))
    }
    return map
  }
}

extension World {
  /// The word that `--world` and reports use.
  public var word: String {
    switch self {
    case .hardware: "hardware"
    case .twin: "twin"
    case .virtualTime: "virtual-time"
    case .serveTwin: "serve-twin"
    }
  }
}
