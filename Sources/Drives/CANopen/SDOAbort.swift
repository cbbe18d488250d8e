/// Why an object could not be read or written (CiA 301, table 22): the codes that this client
/// sends or acts on. All others are told as they are.
public enum SDOAbort {
  /// Toggle bit not alternated.
  public static var toggle: UInt32 { @_noLocks get { 0x0503_0000 } }
  /// The other side took too long.
  public static var timeout: UInt32 { @_noLocks get { 0x0504_0000 } }
  /// Command specifier not valid.
  public static var command: UInt32 { @_noLocks get { 0x0504_0001 } }
  /// Invalid block size.
  public static var blockSize: UInt32 { @_noLocks get { 0x0504_0002 } }
  /// Invalid sequence number.
  public static var sequence: UInt32 { @_noLocks get { 0x0504_0003 } }
  /// CRC error.
  public static var checksum: UInt32 { @_noLocks get { 0x0504_0004 } }
  /// Out of memory.
  public static var memory: UInt32 { @_noLocks get { 0x0504_0005 } }
  /// Length of the parameter does not match.
  public static var length: UInt32 { @_noLocks get { 0x0607_0010 } }

  /// The device has no such object, or not this part of it.
  @_noLocks public static func isMissing(_ code: UInt32) -> Bool {
    code == 0x0602_0000 || code == 0x0609_0011
  }
}
