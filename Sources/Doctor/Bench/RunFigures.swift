import Foundation

/// What the last line of `sinew run --json` says, as far as the bench uses it.
public struct RunFigures: Decodable, Sendable, Equatable {
  /// Quantiles of a distribution, ns.
  public struct Quantiles: Decodable, Sendable, Equatable {
    /// Median.
    public let p50: Int64
    /// 99 %.
    public let p99: Int64
    /// 99.9 %.
    public let p999: Int64
    /// Largest.
    public let max: Int64
  }

  /// Cycles run.
  public let cycles: UInt64
  /// One cycle, ns.
  public let period: Int64?
  /// Cycles that came late or took too long.
  public let overruns: UInt64
  /// decode … record.
  public let compute: Quantiles
  /// Nominal to real start of a cycle.
  public let lateness: Quantiles
  /// Heap calls of the loop thread since arming.
  public let allocations: UInt64
  /// Page faults of the loop thread since arming.
  public let pageFaults: UInt64

  /// Words of the faults that stopped the robot.
  public let faults: [String]

  private struct RecordedFault: Decodable {
    let code: String
  }

  private enum CodingKeys: String, CodingKey {
    case cycles, overruns, allocations, faults
    case period = "period_ns"
    case compute = "compute_ns"
    case lateness = "release_lateness_ns"
    case pageFaults = "page_faults"
  }

  /// Reads the last line of `text`; nil when it is no summary of a run.
  public init?(lastLineOf text: String) {
    let line = text.split(whereSeparator: \.isNewline).last ?? ""
    guard let figures = try? JSONDecoder().decode(RunFigures.self, from: Data(line.utf8)) else {
      return nil
    }
    self = figures
  }

  /// Reads one summary.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    cycles = try values.decode(UInt64.self, forKey: .cycles)
    period = try values.decodeIfPresent(Int64.self, forKey: .period)
    overruns = try values.decode(UInt64.self, forKey: .overruns)
    compute = try values.decode(Quantiles.self, forKey: .compute)
    lateness = try values.decode(Quantiles.self, forKey: .lateness)
    allocations = try values.decode(UInt64.self, forKey: .allocations)
    pageFaults = try values.decode(UInt64.self, forKey: .pageFaults)
    faults = try values.decodeIfPresent([RecordedFault].self, forKey: .faults)?.map(\.code) ?? []
  }

  /// Simulated time over `seconds` of real time; nil without a period.
  public func speed(seconds: Double) -> Double? {
    guard let period, seconds > 0 else { return nil }
    return Double(cycles) * Double(period) * 1e-9 / seconds
  }
}
