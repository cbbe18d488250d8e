/// A moment of `CLOCK_REALTIME` as people write it, in UTC, without Foundation.
public struct WallTime: Sendable, Equatable {
  /// Calendar year, month 1…12, day 1…31.
  public let year: Int
  /// 1…12.
  public let month: Int
  /// 1…31.
  public let day: Int
  /// ns since midnight.
  public let nanosecondOfDay: Int64

  /// The moment `realtime` ns after 1970.
  public init(_ realtime: Int64) {
    let length: Int64 = 86_400_000_000_000
    var days = realtime / length
    var rest = realtime % length
    if rest < 0 {
      days -= 1
      rest += length
    }
    nanosecondOfDay = rest
    // Days to date in the proleptic Gregorian calendar, counted in eras of 400 years from
    // 1 March 0000 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  private var clock: (hour: Int64, minute: Int64, second: Int64) {
    let seconds = nanosecondOfDay / 1_000_000_000
    return (seconds / 3_600, seconds / 60 % 60, seconds % 60)
  }

  /// "20260131T235959Z": a part of file names.
  public var stamp: String {
    let (hour, minute, second) = clock
    return WallTime.digits(Int64(year), 4) + WallTime.digits(Int64(month), 2)
      + WallTime.digits(Int64(day), 2) + "T" + WallTime.digits(hour, 2)
      + WallTime.digits(minute, 2) + WallTime.digits(second, 2) + "Z"
  }

  /// "2026-01-31T23:59:59.123Z": ISO 8601 with milliseconds.
  public var text: String { "\(date)T\(timeOfDay)Z" }

  /// "2026-01-31".
  public var date: String {
    "\(WallTime.digits(Int64(year), 4))-\(WallTime.digits(Int64(month), 2))-"
      + WallTime.digits(Int64(day), 2)
  }

  /// "23:59:59.123".
  public var timeOfDay: String {
    let (hour, minute, second) = clock
    let milliseconds = nanosecondOfDay / 1_000_000 % 1_000
    return "\(WallTime.digits(hour, 2)):\(WallTime.digits(minute, 2)):"
      + "\(WallTime.digits(second, 2)).\(WallTime.digits(milliseconds, 3))"
  }
}
