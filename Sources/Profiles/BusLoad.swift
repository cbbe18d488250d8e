import Drives
public import RobotCore
public import Units
import Wire
import Wording

/// How full a CAN bus is: the frames of 8 bytes that a cycle takes, one command and one reply per
/// drive or what else its family needs.
public struct BusLoad: Sendable, Equatable {
  /// The bus.
  public var name: String
  /// Drives on the bus.
  public var drives: Int
  /// Frames in a cycle.
  public var frames: Int
  /// One frame without stuff bits, inter-frame space included.
  public var frame: Interval
  /// One frame with the most stuff bits.
  public var worstFrame: Interval
  /// All frames of a cycle without stuff bits.
  public var usual: Interval
  /// All frames of a cycle with the most stuff bits.
  public var worst: Interval
  /// One cycle.
  public var period: Interval

  /// Above this share a profile warns (design §4).
  public static let warned = 0.8
  /// Above this share a profile is refused (design §4).
  public static let refused = 0.9

  /// Adds up the frames of `drives` drives with 11-bit ids, a command and a reply each.
  public init(bus: BusConfiguration, drives: Int, period: Interval) {
    self.init(
      bus: bus, families: [DriveFamily](repeating: .damiao, count: drives), period: period)
  }

  /// Adds up the frames of drives of these families. CANopen drives share a SYNC.
  public init(bus: BusConfiguration, families: [DriveFamily], period: Interval) {
    name = bus.name.text
    drives = families.count
    var sum = 0
    for (index, family) in families.enumerated() {
      let isFirst = !families[..<index].contains { $0 == family }
      sum += family.traits.framesPerCycle + (isFirst ? family.traits.sharedFrames : 0)
    }
    frames = sum
    self.period = period
    let exchange = CANFrame(id: 0, flags: bus.isFD ? CANFrame.fd | CANFrame.bitRateSwitch : 0)
    func time(_ stuffing: BitStuffing) -> Interval {
      WireTime(
        bitRate: max(bus.bitRate, 1), dataBitRate: max(bus.dataBitRate, 1), stuffing: stuffing
      ).duration(of: exchange)
    }
    frame = time(.none)
    worstFrame = time(.worstCase)
    usual = frame * Int64(frames)
    worst = worstFrame * Int64(frames)
  }

  /// Share of the cycle that the frames take at worst.
  public var worstShare: Double { worst.seconds / period.seconds }
  /// The same without stuff bits.
  public var usualShare: Double { usual.seconds / period.seconds }
  /// True above `warned`.
  public var isTight: Bool { worstShare > Self.warned }

  /// One line: what a cycle takes, usual and worst, and what is left for diagnosis and stops.
  public var sentence: String {
    let microseconds = { (interval: Interval) in
      NumberText.shown((interval.seconds * 1e7).rounded() / 10)
    }
    let spare = period - worst
    let more = Int(max(0, spare.seconds) / max(worstFrame.seconds, 1e-9))
    let what =
      frames == 2 * drives
      ? "\(drives) commands and \(drives) replies" : "\(frames) frames of \(drives) drives"
    return "\(name): \(what) take \(microseconds(usual)) µs, at "
      + "worst \(microseconds(worst)) µs of \(microseconds(period)) µs (\(usualPercent) %, "
      + "\(worstPercent) %); \(microseconds(spare)) µs are left for "
      + "\(more) more frame\(more == 1 ? "" : "s")"
      + (isTight ? "; above 80 % is tight" : "")
  }

  /// `worstShare` in per cent with one decimal.
  var worstPercent: String { NumberText.shown((worstShare * 1000).rounded() / 10) }
  /// `usualShare` in per cent with one decimal.
  var usualPercent: String { NumberText.shown((usualShare * 1000).rounded() / 10) }
  /// The highest whole rate that fits.
  var fittingRate: Int { Int(Self.refused / max(worst.seconds, 1e-9)) }
}
