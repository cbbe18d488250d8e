public import RobotCore

extension DriveConfiguration {
  /// Where a drive is to be found, as its family says it: "id 0x4", "node 2", a servo's output.
  public var address: String {
    switch family {
    case .servo: Fault.place(of: servo)
    case .damiao: "id \(Fault.id(UInt16(truncatingIfNeeded: commandID)))"
    case .ciA402: "node \(canopen.node)"
    }
  }
}
