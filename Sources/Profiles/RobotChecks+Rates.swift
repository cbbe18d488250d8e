import RobotCore
import Wording

extension RobotChecks {
  /// A drive has a handful of bit rates; at any other nothing on the bus would be understood.
  func checkRates() {
    for (index, name) in buses.canNames.enumerated() {
      let bus = buses.can[index]
      let families = joints.filter { Int($0.joint.drive.bus) == index }.map(\.joint.drive.family)
      guard families.contains(where: { $0.bitRateCode(on: bus) < 0 }) else { continue }
      let rate = "\(Double(bus.bitRate) / 1e6) Mbit/s"
      top.add(
        RobotFacts.buses,
        bus.isFD
          ? "runs '\(name)' at \(rate), data at \(Double(bus.dataBitRate) / 1e6) Mbit/s, for which "
            + "a Damiao drive has no setting (register 35 can_br); write bit_rate 1 Mbit/s and "
            + "data_bit_rate 2, 2.5, 3.2, 4, 5 or 8 Mbit/s"
          : "runs '\(name)' at \(rate), for which a Damiao drive has no setting (register 35 "
            + "can_br); write 1 Mbit/s or 125, 200, 250 or 500 kbit/s")
    }
  }
}
