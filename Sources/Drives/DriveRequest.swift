/// What a drive can be asked besides a motion command.
public enum DriveRequest: UInt8, BitwiseCopyable, Sendable {
  /// Switch the power stage on; the drive follows commands from then on.
  case enable
  /// Switch the power stage off: a request to the drive, not STO.
  case disable
  /// Forget a latched fault. Starts no motion.
  case clearFault
  /// Send one feedback frame, command nothing.
  case poll
  /// Take the present output position as zero. Provisioning only; the caller refuses it while the
  /// drive is enabled.
  case setZero
  /// Write all parameters to flash (about 10 000 cycles in a life). Only while disabled.
  case storeParameters
}

// A list of all cases is an array, and Embedded Swift without allocations has none.
#if !hasFeature(Embedded)
  extension DriveRequest: CaseIterable {}
#endif
