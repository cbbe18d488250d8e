import RealTime
import Units
import Wire

/// What a master says to all nodes of a bus: SYNC, and that it lives. One drive of each bus says
/// both for all.
struct MasterVoice: BitwiseCopyable, Sendable {
  /// It speaks for the master on its bus.
  let isFirst: Bool
  /// Silent before the first preparation, so that a drive which was found enabled can miss its own
  /// master.
  var isSpeaking = false
  private var lastBeat = Instant.zero

  @_noLocks init(isFirst: Bool) { self.isFirst = isFirst }

  /// Once per bus and cycle, before any node is spoken to.
  @_noLocks mutating func open(
    _ address: NodeAddress, every period: Interval, now: Instant, into frames: inout Table<CANFrame>
  ) {
    guard isFirst, isSpeaking else { return }
    if lastBeat == .zero || now - lastBeat >= period {
      lastBeat = now
      frames.append(address.addressed(Heartbeat.frame(of: address.master)))
    }
    if address.isSynchronous {
      frames.append(address.addressed(CANFrame(id: CANopenID.sync, length: 0)))
    }
  }
}
