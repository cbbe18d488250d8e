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
  private var lastBeat = Instant.never

  @_noLocks init(isFirst: Bool) { self.isFirst = isFirst }

  /// That the master lives, when it is time to say so. It goes on whatever is asked of the nodes:
  /// they guard us by it (1016), and one that misses it stops itself.
  @_noLocks mutating func beat(
    _ address: NodeAddress, every period: Interval, now: Instant, into frames: inout Table<CANFrame>
  ) {
    guard isFirst, isSpeaking else { return }
    guard lastBeat == .never || now - lastBeat >= period else { return }
    lastBeat = now
    frames.append(address.addressed(Heartbeat.frame(of: address.master)))
  }

  /// SYNC, before any node is spoken to. It may pause: that a SYNC comes is watched by a node only
  /// where 1006 names its period, and the plan leaves that 0 (CiA 301, 7.5.2.6).
  @_noLocks func synchronise(_ address: NodeAddress, into frames: inout Table<CANFrame>) {
    guard isFirst, isSpeaking, address.isSynchronous else { return }
    frames.append(address.addressed(CANFrame(id: CANopenID.sync, length: 0)))
  }
}
