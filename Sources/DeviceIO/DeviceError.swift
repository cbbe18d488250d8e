import CDeviceIO
import Glibc

/// Why a device call failed at set-up: what was asked, of what, and the kernel's answer.
public struct DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked of the kernel.
  public let operation: DeviceOperation
  /// The path, interface or line it was asked of; empty when there is none.
  public let subject: String
  /// The kernel's error number, positive.
  public let errno: Int32

  /// An error that the caller found out itself.
  public init(_ operation: DeviceOperation, _ subject: String, errno: Int32) {
    self.operation = operation
    self.subject = subject
    self.errno = errno
  }

  /// The error number in the C library's words.
  public var reason: String { systemReason(errno) }

  /// True when the caller lacks a permission (exit code 77 rather than 69).
  public var isPermission: Bool { errno == EPERM || errno == EACCES }

  /// One line without the next step: subject, operation, reason.
  public var description: String {
    let what = subject.isEmpty ? "" : "\(subject): "
    return "\(what)cannot \(operation.rawValue): \(reason) (errno \(errno))"
  }
}

/// The C library's sentence for an error number.
func systemReason(_ number: Int32) -> String {
  guard let text = unsafe strerror(number) else { return "error \(number)" }
  return unsafe String(cString: text)
}

/// Turns a negative C result into an error.
@discardableResult
func check(
  _ result: Int32, _ operation: DeviceOperation, _ subject: String
) throws(DeviceError) -> Int32 {
  if result < 0 { throw DeviceError(operation, subject, errno: -result) }
  return result
}
