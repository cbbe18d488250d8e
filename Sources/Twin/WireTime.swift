public import RobotCore
public import Units

/// How many stuff bits a frame is taken to carry.
public enum BitStuffing: Sendable {
  /// As if no run of five equal bits ever came.
  case none
  /// One per four bits, the most that can happen.
  case worstCase
}

/// How long frames occupy a bus, inter-frame space included (ISO 11898-1:2015, figures 11–17).
///
/// Counted from the fields, not from the payload's bits: the virtual bus assumes the worst case for
/// each frame, so that a schedule which holds here holds on copper.
public struct WireTime: Sendable {
  /// Bit rate of the arbitration phase, bit/s.
  public let bitRate: Int64
  /// Bit rate of the data phase, bit/s.
  public let dataBitRate: Int64
  /// Stuff bits counted.
  public let stuffing: BitStuffing

  /// The times of a bus. Precondition: both rates are above 0.
  public init(_ bus: BusConfiguration, stuffing: BitStuffing = .worstCase) {
    precondition(bus.bitRate > 0 && bus.dataBitRate > 0, "a bus without a bit rate")
    bitRate = Int64(bus.bitRate)
    dataBitRate = Int64(bus.dataBitRate)
    self.stuffing = stuffing
  }

  /// From the start of the frame to the moment when the next may start.
  public func duration(of frame: CANFrame) -> Interval {
    frame.has(CANFrame.fd) ? flexible(frame) : classic(frame)
  }

  /// SOF 1, identifier and control 18 (38 extended), data, CRC 15; then CRC delimiter, ACK 2,
  /// EOF 7 and inter-frame space 3, which are never stuffed.
  private func classic(_ frame: CANFrame) -> Interval {
    let payload = frame.has(CANFrame.remote) ? 0 : 8 * Int64(frame.length)
    let stuffable = (frame.has(CANFrame.extended) ? 54 : 34) + payload
    return time(nominal: stuffable + 13 + stuffBits(stuffable), data: 0)
  }

  /// CAN FD: the data phase reaches from ESI to the CRC delimiter; stuff count and CRC carry fixed
  /// stuff bits of their own (6 with CRC-17, 7 with CRC-21).
  private func flexible(_ frame: CANFrame) -> Interval {
    let payload = 8 * FDLength.padded(Int64(frame.length))
    let header: Int64 = frame.has(CANFrame.extended) ? 36 : 17
    let check: Int64 = payload > 128 ? 4 + 21 + 7 : 4 + 17 + 6
    let inHeader = stuffBits(header)
    let inData = stuffBits(header + 5 + payload) - inHeader
    let nominal = header + inHeader + 12
    let data = 5 + payload + inData + check + 1
    return frame.has(CANFrame.bitRateSwitch)
      ? time(nominal: nominal, data: data) : time(nominal: nominal + data, data: 0)
  }

  private func stuffBits(_ stuffable: Int64) -> Int64 {
    stuffing == .worstCase ? (stuffable - 1) / 4 : 0
  }

  private func time(nominal: Int64, data: Int64) -> Interval {
    Interval(
      nanoseconds: nominal * 1_000_000_000 / bitRate + data * 1_000_000_000 / dataBitRate)
  }
}

/// The payload lengths that CAN FD knows.
enum FDLength {
  /// The next length that a DLC can name.
  static func padded(_ length: Int64) -> Int64 {
    switch length {
    case ...8: return length
    case ...24: return (length + 3) / 4 * 4
    case ...32: return 32
    case ...48: return 48
    default: return 64
    }
  }
}
