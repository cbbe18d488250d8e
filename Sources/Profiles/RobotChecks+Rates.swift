import RobotCore
import Wording

extension RobotChecks {
  /// A drive has a handful of bit rates; at any other nothing on the bus would be understood.
  func checkRates() {
    for (index, name) in buses.canNames.enumerated() {
      let bus = buses.can[index]
      let families = joints.filter { Int($0.joint.drive.bus) == index }.map(\.joint.drive.family)
      guard let family = families.first(where: { !$0.isSuited(to: bus) }) else { continue }
      let rate = "\(Double(bus.bitRate) / 1e6) Mbit/s"
      let data = bus.isFD ? ", data at \(Double(bus.dataBitRate) / 1e6) Mbit/s" : ""
      top.add(
        RobotFacts.buses, "runs '\(name)' at \(rate)\(data), for which " + remedy(family, bus))
    }
  }

  private func remedy(_ family: DriveFamily, _ bus: BusConfiguration) -> String {
    switch family {
    case .servo: "a servo has no use; it hangs on a PCA9685"
    case .damiao:
      bus.isFD
        ? "a Damiao drive has no setting (register 35 can_br); write bit_rate 1 Mbit/s and "
          + "data_bit_rate 2, 2.5, 3.2, 4, 5 or 8 Mbit/s"
        : "a Damiao drive has no setting (register 35 can_br); write 1 Mbit/s or 125, 200, 250 or "
          + "500 kbit/s"
    case .ciA402:
      "a CANopen drive has no setting (CiA 301, bit rates); write format classic and 1 Mbit/s or "
        + "10, 20, 50, 125, 250, 500 or 800 kbit/s"
    }
  }
}
