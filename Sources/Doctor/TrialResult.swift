import Foundation

/// What a trial in another process printed: the reader of `LatencyTrial.json`.
public struct TrialResult: Decodable, Sendable {
  private struct Entry: Decodable {
    let name: String
    let granted: Bool
    let fix: String
    let required: Bool?
  }

  private enum Keys: String, CodingKey {
    case count, p50, p99, p999, max, grants
    case clockStep = "clock_step"
  }

  /// Wake-ups; nil when none were counted.
  public let latency: BoxReading.Latency?
  /// What was asked for.
  public let grants: [BoxReading.Grant]
  /// How far the wall clock moved against the monotonic one meanwhile, ns.
  public let clockStep: Int64

  /// Reads the last line of `text`; nil when it is no such line.
  public init?(lastLineOf text: String) {
    let line = text.split(separator: "\n").last ?? ""
    guard let result = try? JSONDecoder().decode(TrialResult.self, from: Data(line.utf8)) else {
      return nil
    }
    self = result
  }

  /// Reads one JSON object.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Keys.self)
    var latency = BoxReading.Latency()
    latency.count = try values.decode(UInt64.self, forKey: .count)
    latency.p50 = try values.decode(Int64.self, forKey: .p50)
    latency.p99 = try values.decode(Int64.self, forKey: .p99)
    latency.p999 = try values.decode(Int64.self, forKey: .p999)
    latency.maximum = try values.decode(Int64.self, forKey: .max)
    self.latency = latency.count > 0 ? latency : nil
    clockStep = try values.decode(Int64.self, forKey: .clockStep)
    grants = try values.decode([Entry].self, forKey: .grants).map { entry in
      BoxReading.Grant(
        name: entry.name, isGranted: entry.granted, fix: entry.fix,
        isRequired: entry.required ?? true)
    }
  }
}
