/// The lists of a cycle that can be full.
public enum CapacityCode: UInt16, BitwiseCopyable, Sendable {
  case framesOut, events, faults
}
