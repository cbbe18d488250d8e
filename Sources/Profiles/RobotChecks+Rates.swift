import Drives
import RobotCore

extension RobotChecks {
  /// A drive has a handful of bit rates; at any other nothing on the bus would be understood.
  func checkRates() {
    for (index, name) in buses.canNames.enumerated() {
      let bus = buses.can[index]
      let families = joints.filter { Int($0.joint.drive.bus) == index }.map(\.joint.drive.family)
      guard let family = families.first(where: { !$0.traits.isSuited(to: bus) }) else { continue }
      let rate = "\(Double(bus.bitRate) / 1e6) Mbit/s"
      let data = bus.isFD ? ", data at \(Double(bus.dataBitRate) / 1e6) Mbit/s" : ""
      top.add(
        RobotFacts.buses,
        "runs '\(name)' at \(rate)\(data), for which " + family.keys.remedy(for: bus))
    }
  }
}
