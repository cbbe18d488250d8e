import Cycle
import DeviceIO
import RealTime
import RobotCore
import Sensors
import Units
import Wording

/// The supply's INA226, read by a slow thread of the C shim.
final class SupplyReader {
  private let poller: SlowPoller
  /// The loop's side: plain values, no reference.
  let view: View

  /// Registers in the order in which the poller asks for them.
  private static let registers: [INA226.Register] = [.busVoltage, .current]

  /// Sets the sensor up and starts the thread; nil when the robot has none. On a bench a sensor
  /// that is not there is a remark; on a real bus it throws.
  init?(
    _ configuration: borrowing RobotConfiguration, device: String, isBench: Bool,
    remarks: inout [String]
  ) throws {
    let supply = configuration.supply
    guard supply.isPresent else { return nil }
    let sensor: INA226
    do {
      sensor = try SupplyReader.setUp(supply, device: device)
    } catch {
      guard isBench else { throw error }
      remarks.append("supply monitor is not on this bench: \(error)")
      return nil
    }
    let wanted = SupplyReader.registers.map {
      SlowPoller.Register(address: supply.address, number: $0.code, isBigEndian: true)
    }
    poller = try SlowPoller(bus: device, registers: wanted, period: supply.period)
    view = View(port: poller.port, sensor: sensor)
  }

  /// Identifies, configures and reads back the INA226.
  private static func setUp(_ supply: SupplyConfiguration, device: String) throws -> INA226 {
    func check(_ finding: INA226.Mismatch?) throws {
      if let finding { throw refusal(finding, supply, device) }
    }
    let sensor: INA226
    do throws(INA226.Mismatch) {
      sensor = try INA226(supply)
    } catch {
      throw refusal(error, supply, device)
    }
    let bus = try I2CBus(path: device)
    func read(_ register: INA226.Register) throws -> UInt16 {
      try bus.readWord(address: supply.address, register: register.code, isBigEndian: true)
    }
    func write(_ register: INA226.Register, _ value: UInt16) throws {
      try bus.writeWord(
        value, address: supply.address, register: register.code, isBigEndian: true)
    }
    let maker = try read(.manufacturer)
    try check(INA226.identify(manufacturer: maker, die: try read(.die)))
    try write(.configuration, sensor.configurationWord)
    try write(.calibration, sensor.calibrationWord)
    let found = try read(.configuration)
    try check(sensor.verify(configuration: found, calibration: try read(.calibration)))
    return sensor
  }

  private static func refusal(
    _ finding: INA226.Mismatch, _ supply: SupplyConfiguration, _ device: String
  ) -> Refusal {
    let place = "\(device), address 0x\(String(supply.address, radix: 16))"
    switch finding {
    case .differs(let register, let found, let expected):
      return Refusal(
        "\(place): register '\(register)' holds 0x\(String(found, radix: 16)), an INA226 has "
          + "0x\(String(expected, radix: 16)) there; check 'address' and 'device' of the supply with "
          + "i2cdetect", .unavailable)
    case .shuntRange(_, let wanted, let limit):
      return Refusal(
        "\(place): 'current_range' over 'shunt' is \(Digits.text(wanted, 4)) V, an INA226 measures "
          + "up to \(Digits.text(limit, 4)) V; lower one of them", .badInput)
    case .calibrationRange(_, let wanted):
      return Refusal(
        "\(place): 'shunt' and 'current_range' make the calibration word \(Digits.text(wanted, 0)), "
          + "it has 15 bits; change one of them", .badInput)
    }
  }

  /// What the loop holds of it. The owner must outlive it.
  struct View: BitwiseCopyable, Sendable {
    let port: SlowPoller.Port
    let sensor: INA226
    /// What was read last; it ages while nothing newer can be had.
    var report = SlowPoller.Report()

    /// Reads what the thread published last.
    @_noLocks mutating func read(now: Instant, into side: inout SideInputs) {
      _ = port.read(into: &report)
      guard report.registers.count == 2 else { return }
      let voltage = report.registers[0]
      side.isSupplyKnown = voltage.isKnown
      side.supply = sensor.busVoltage(voltage.value)
      side.supplyCurrent = sensor.current(report.registers[1].value)
      side.supplyAge = now - voltage.stamp
    }
  }
}
