import CDeviceIO
import Glibc

/// The word of a process that it serves a drive of one id on a CAN interface: of two that do, each
/// command gets two answers.
public struct TwinClaim: ~Copyable {
  private let descriptor: Int32
  /// The process that had said so before; nil when none had, 0 when it cannot be told.
  public let other: Int32?

  /// Says so until the owner goes away.
  public init(interface: String, id: UInt32) throws(DeviceError) {
    var process: Int32 = 0
    let result = unsafe device_can_claim_id(interface, id, &process)
    if result == -EADDRINUSE {
      descriptor = -1
      other = process
      return
    }
    descriptor = try check(result, .claimCAN, interface)
    other = nil
  }

  deinit { if descriptor >= 0 { _ = device_close(descriptor) } }
}
