import Drives
public import RobotCore

extension DriveConfiguration {
  /// Where a drive is to be found, as its family says it: "id 0x04", "node 2", a servo's output.
  public var address: String { family.traits.address(of: self) }
}
