import CFlightDeck
public import RobotCore

/// One bus as last seen.
public struct DeckBus: Sendable, Equatable {
  /// Frames handed to the kernel.
  public var sent: UInt64
  /// Frames received, own confirmations left out.
  public var received: UInt64
  /// Own frames confirmed to have been on the wire.
  public var confirmed: UInt64
  /// Error frames.
  public var errors: UInt64
  /// Frames of no known drive.
  public var unknown: UInt64
  /// Frames the kernel did not take from us: its queue was full, or the link down.
  public var refused: UInt64
  /// Frames the kernel dropped because the receive queue was full.
  public var missed: UInt64
  /// Cycles in which more frames waited than one cycle reads.
  public var unread: UInt64
  /// Own frames sent and not yet confirmed.
  public var inFlight: UInt32
  /// State of the controller.
  public var state: BusState
  /// Share of wire time used over the last second, 0…1.
  public var load: Float
  /// Transmit error counter.
  public var transmitErrors: UInt32
  /// Receive error counter.
  public var receiveErrors: UInt32

  init(_ raw: flight_deck_bus) {
    sent = raw.sent
    received = raw.received
    confirmed = raw.confirmed
    errors = raw.errors
    unknown = raw.unknown
    refused = raw.refused
    missed = raw.missed
    unread = raw.unread
    inFlight = raw.in_flight
    state = BusState(rawValue: UInt8(truncatingIfNeeded: raw.state)) ?? .gone
    load = raw.load
    transmitErrors = raw.tx_errors
    receiveErrors = raw.rx_errors
  }
}
