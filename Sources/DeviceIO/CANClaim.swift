import CDeviceIO
import Glibc

/// The right to command the drives on one CAN interface: two masters on a bus would feed the same
/// drives in turn, and each would take the other's motion for a fault of its own.
///
/// Held from here to the end of its owner, also when the process is killed. Interfaces of another
/// network name space are others.
public struct CANClaim: ~Copyable {
  private let descriptor: Int32

  /// Claims an interface; it need not exist yet. Nil while another process holds it.
  public init?(interface: String) throws(DeviceError) {
    let result = unsafe device_can_claim(interface)
    if result == -EADDRINUSE { return nil }
    descriptor = try check(result, .claimCAN, interface)
  }

  deinit { _ = device_close(descriptor) }
}
