public import Units

/// How many stuff bits a frame is taken to carry.
public enum BitStuffing: UInt8, BitwiseCopyable, Sendable {
  /// As if no run of five equal bits ever came.
  case none
  /// One per four bits, the most that can happen.
  case worstCase
}

/// How long frames occupy a bus, inter-frame space included (ISO 11898-1:2015, figures 11–17).
///
/// The one arithmetic of it: the profile's budget, the core's account of a bus and the virtual bus
/// of the twin count with these numbers. Counted from the fields, not from the payload's bits: the
/// worst case for each frame, so that a schedule which holds here holds on copper.
public struct WireTime: BitwiseCopyable, Sendable {
  /// Bit rate of the arbitration phase, bit/s.
  public let bitRate: Int64
  /// Bit rate of the data phase, bit/s.
  public let dataBitRate: Int64
  /// Stuff bits counted.
  public let stuffing: BitStuffing

  /// The times of a bus with these bit rates, bit/s; a data bit rate of 0 is the other one, as on a
  /// bus that knows classic frames only. Precondition: `bitRate` is above 0.
  @_noLocks public init(bitRate: UInt32, dataBitRate: UInt32, stuffing: BitStuffing = .worstCase) {
    precondition(bitRate > 0, "a bus without a bit rate")
    self.bitRate = Int64(bitRate)
    self.dataBitRate = Int64(dataBitRate == 0 ? bitRate : dataBitRate)
    self.stuffing = stuffing
  }

  /// From the start of the frame to the moment when the next may start.
  @_noLocks public func duration(of frame: CANFrame) -> Interval {
    frame.has(CANFrame.fd) ? flexible(frame) : classic(frame)
  }

  /// SOF 1, identifier and control 18 (38 extended), data, CRC 15; then CRC delimiter, ACK 2,
  /// EOF 7 and inter-frame space 3, which are never stuffed.
  @_noLocks private func classic(_ frame: CANFrame) -> Interval {
    let payload = frame.has(CANFrame.remote) ? 0 : 8 * Int64(frame.length)
    let stuffable = (frame.has(CANFrame.extended) ? 54 : 34) + payload
    return time(nominal: stuffable + 13 + stuffBits(stuffable), data: 0)
  }

  /// CAN FD: the data phase reaches from ESI to the CRC delimiter; stuff count and CRC carry fixed
  /// stuff bits of their own (6 with CRC-17, 7 with CRC-21).
  @_noLocks private func flexible(_ frame: CANFrame) -> Interval {
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

  @_noLocks private func stuffBits(_ stuffable: Int64) -> Int64 {
    switch stuffing {
    case .none: 0
    case .worstCase: (stuffable - 1) / 4
    }
  }

  @_noLocks private func time(nominal: Int64, data: Int64) -> Interval {
    Interval(
      nanoseconds: nominal * 1_000_000_000 / bitRate + data * 1_000_000_000 / dataBitRate)
  }
}

/// The payload lengths that CAN FD knows.
enum FDLength {
  /// The next length that a DLC can name.
  @_noLocks static func padded(_ length: Int64) -> Int64 {
    switch length {
    case ...8: return length
    case ...24: return (length + 3) / 4 * 4
    case ...32: return 32
    case ...48: return 48
    default: return 64
    }
  }
}
