import Drives
import RealTime

/// The buses on which nothing is wanted of any drive in a cycle: at the fence, and while a drive
/// that was found enabled is left alone.
struct QuietBuses: BitwiseCopyable, Sendable {
  /// Bit i: bus i is one of them.
  let mask: UInt64

  @_noLocks init(_ axes: borrowing Table<Axis>) {
    var spoken: UInt64 = 0
    // An axis on no bus stands past them all; what is shifted out counts for none.
    for joint in axes.indices where axes[joint].wish != .quiet {
      spoken |= 1 << UInt64(axes[joint].bus)
    }
    mask = ~spoken
  }
}
