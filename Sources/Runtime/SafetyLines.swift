import Cycle
import DeviceIO
import Glibc
import RealTime
import RobotCore
import Units
import Wording

/// E-stop inputs, homing switches and the outputs that open brakes, read and set by one slow thread
/// of the C shim. It is theirs alone: an I2C bus that hangs must hold up none of them.
final class SafetyLines {
  private let poller: SlowPoller
  /// The loop's side: plain values, no reference.
  let view: View

  /// Requests the lines and starts the thread; nil when the robot has none. On a bench a line that
  /// is not there is a remark; on a real bus it throws.
  init?(
    _ configuration: borrowing RobotConfiguration, isBench: Bool, remarks: inout [String]
  ) throws {
    var lines = GPIOLines()
    var names = FixedList<Int16, 8>(repeating: -1, count: 0)
    var stops: UInt8 = 0
    for index in configuration.lines.indices {
      let line = configuration.lines[index]
      guard line.role == .emergencyStop || line.role == .homing else { continue }
      let place = GPIOLine.Place(chip: line.chip.text, offset: line.offset)
      do {
        lines.append(
          try GPIOLine(
            input: place, isActiveLow: line.isActiveLow, pull: SafetyLines.pull(line.bias),
            debounce: line.debounce))
        if line.role == .emergencyStop { stops |= 1 << UInt8(names.count) }
        names.append(Int16(index))
      } catch {
        guard isBench else { throw SafetyLines.refusal(error, line, place) }
        remarks.append("input \(line.name.text) is not on this bench: \(error.reason)")
      }
    }
    var brakes = FixedList<UInt8, 8>(repeating: 0, count: 0)
    let outputs = try SafetyLines.brakeLines(
      configuration, isBench: isBench, joints: &brakes, remarks: &remarks)
    guard names.count > 0 || brakes.count > 0 else { return nil }
    poller = try SlowPoller(
      bus: nil, registers: [], lines: lines, outputs: outputs,
      period: BrakeConfiguration.lineRound)
    view = View(
      port: poller.port, lines: names, stops: stops, brakes: brakes,
      ageLimit: configuration.supply.ageLimit(
        under: isBench ? configuration.benchTiming : configuration.timing))
  }

  /// The outputs that open brakes, all of them off, and the joint of each.
  private static func brakeLines(
    _ configuration: borrowing RobotConfiguration, isBench: Bool,
    joints: inout FixedList<UInt8, 8>, remarks: inout [String]
  ) throws -> GPIOLines {
    var outputs = GPIOLines()
    for joint in configuration.joints.indices {
      let brake = configuration.joints[joint].brake
      guard configuration.joints[joint].loading == .braked, brake.output == .line else { continue }
      let line = configuration.lines[Int(brake.line)]
      let place = GPIOLine.Place(chip: line.chip.text, offset: line.offset)
      do {
        outputs.append(
          try GPIOLine(output: place, isActive: false, isActiveLow: line.isActiveLow))
        joints.append(UInt8(joint))
      } catch {
        guard isBench else { throw error }
        remarks.append("brake line \(line.name.text) is not on this bench: \(error.reason)")
      }
    }
    return outputs
  }

  private static func pull(_ bias: LineBias) -> GPIOLine.Pull {
    switch bias {
    case .none: .off
    case .pullUp: .up
    case .pullDown: .down
    }
  }

  /// A chip that cannot pull the line would leave it floating with no word. `EINVAL`: a kernel, or
  /// a driver, that knows no such wish.
  private static func refusal(
    _ error: DeviceError, _ line: LineConfiguration, _ place: GPIOLine.Place
  ) -> any Error {
    guard line.bias != .none, error.errno == EOPNOTSUPP || error.errno == EINVAL else {
      return error
    }
    return Refusal(
      "input \(line.name.text) (\(place)): this chip or kernel cannot pull a line "
        + "\(line.bias == .pullUp ? "up" : "down") (\(error.reason)), an open contact would float; fit a "
        + "resistor to the board and write 'bias: none' in safety.yaml, or use a chip that can",
      .unavailable)
  }

  /// What the loop holds of it. The owner must outlive it.
  struct View: BitwiseCopyable, Sendable {
    let port: SlowPoller.Port
    /// What the poller's lines are in the configuration.
    var lines: FixedList<Int16, 8>
    /// Bit i: the poller's line i is an e-stop; the others are homing switches.
    let stops: UInt8
    /// The joint whose brake each output opens.
    let brakes: FixedList<UInt8, 8>
    /// A line that was read longer ago counts as open.
    let ageLimit: Interval
    /// What was read last; it ages while nothing newer can be had.
    var report = SlowPoller.Report()

    /// Reads what the thread published last. A line that cannot be read counts as open: a broken
    /// e-stop circuit must not look closed.
    @_noLocks mutating func read(now: Instant, into side: inout SideInputs) {
      _ = port.read(into: &report)
      side.emergencyStopOpen = stops != 0 && report.lines.count < lines.count
      side.openLine = -1
      side.switches = 0
      for index in report.lines.indices {
        let isStop = stops >> UInt8(index) & 1 == 1
        // What cannot be read is open: a switch that never comes ends the search.
        guard isOpen(report.lines[index], now) else {
          if !isStop { side.switches |= 1 << UInt8(lines[index]) }
          continue
        }
        guard isStop else { continue }
        side.emergencyStopOpen = true
        if side.openLine < 0, index < lines.count { side.openLine = lines[index] }
      }
    }

    /// Opens and closes brakes: bit i of `released` is joint i.
    @_noLocks func switchBrakes(_ released: UInt64) {
      guard brakes.count > 0 else { return }
      var outputs: UInt32 = 0
      for index in brakes.indices where released >> UInt64(brakes[index]) & 1 == 1 {
        outputs |= 1 << UInt32(index)
      }
      port.set(outputs: outputs)
    }

    @_noLocks private func isOpen(_ line: SlowPoller.Answer, _ now: Instant) -> Bool {
      if !line.isKnown { return true }
      if line.value == 0 { return true }
      return now - line.stamp > ageLimit
    }
  }
}
