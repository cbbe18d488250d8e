import Cycle
import DeviceIO
import Drives
import Glibc
import RealTime
import RobotCore
import Units
import Wording

/// The chips of servos on real I2C buses, kept by one slow thread of the C shim.
final class ServoOutputs {
  private let outputs: SlowOutputs
  /// The loop's side: plain values, no reference.
  let view: View

  /// How often the thread looks: four times within a period of 50 Hz.
  private static let period = Interval(milliseconds: 5)

  /// Nil for a robot without servos. Every chip is set up here once, so that one that is not there
  /// is told before anything moves. `timeout`: so long the loop may say nothing before everything
  /// goes off, since the chips have no time-out of their own.
  init?(
    _ configuration: borrowing RobotConfiguration, timeout: Interval, isBench: Bool,
    remarks: inout [String]
  ) throws {
    let chips = ServoChips(configuration)
    guard chips.count > 0 else { return nil }
    var plans: [SlowOutputs.Chip] = []
    for index in 0..<chips.count {
      let joint = configuration.joints[chips.firstJoint(of: index)]
      let plan = ServoOutputs.plan(of: chips.chips[index])
      do {
        try ServoOutputs.setUp(plan)
      } catch {
        // A bench may have no I2C at all; a bus that is there is taken at its word.
        let isMissing = error.operation == .openI2C && error.errno == ENOENT
        guard isBench, isMissing else { throw ServoOutputs.refusal(error, joint.drive.servo) }
        remarks.append("servo outputs are not on this bench: \(error.description)")
        return nil
      }
      plans.append(plan)
    }
    outputs = try SlowOutputs(plans, period: ServoOutputs.period, timeout: timeout)
    view = View(port: outputs.port, chips: chips)
  }

  private static func plan(of chip: ServoChips.Chip) -> SlowOutputs.Chip {
    var plan = SlowOutputs.Chip()
    plan.bus = chip.device.text
    plan.address = chip.address
    plan.first = PCA9685.register(of: 0)
    plan.idle = PCA9685.off
    for index in 0..<PCA9685.signatureCount {
      let known = PCA9685.signature(index)
      plan.signature.append((known.register.code, known.value))
    }
    for index in 0..<PCA9685.setupCount {
      let write = chip.pulses.setup(index)
      plan.setup.append(SlowOutputs.Step(write.register.code, write.value, wait: write.wait))
    }
    plan.mode = (PCA9685.Register.mode1.code, PCA9685.sleepBit | PCA9685.awake, PCA9685.awake)
    return plan
  }

  /// Identifies and sets one chip up, and reads back what can be read.
  private static func setUp(_ plan: SlowOutputs.Chip) throws(DeviceError) {
    let bus = try I2CBus(path: plan.bus)
    for known in plan.signature {
      let found = try bus.readByte(address: plan.address, register: known.number)
      guard found == known.value else {
        throw DeviceError(.readI2C, "\(known.number):\(found):\(known.value)", errno: ENODEV)
      }
    }
    for step in plan.setup {
      try bus.writeByte(step.value, address: plan.address, register: step.number)
      if step.wait > .zero { _ = Clock.sleep(until: Clock.monotonic() + step.wait) }
    }
    for (register, mask) in [
      (plan.mode.number, plan.mode.mask), (PCA9685.Register.prescale.code, 255),
    ] {
      let wanted = plan.setup.last { $0.number == register }?.value ?? 0
      let found = try bus.readByte(address: plan.address, register: register)
      guard found & mask == wanted & mask else {
        throw DeviceError(.readI2C, "\(register):\(found):\(wanted)", errno: ENODEV)
      }
    }
  }

  private static func refusal(_ error: DeviceError, _ servo: ServoConfiguration) -> Refusal {
    let address = "0x" + String(servo.address, radix: 16)
    let place = "bus \(servo.bus.text) (\(servo.device.text)), chip \(address)"
    let fields = error.subject.split(separator: ":").compactMap { Int($0) }
    if error.errno == ENODEV, fields.count == 3 {
      let (number, found, wanted) = (hex(fields[0]), hex(fields[1]), hex(fields[2]))
      return Refusal(
        "\(place): register \(number) holds \(found), a PCA9685 has \(wanted) there: another chip "
          + "is at that address, or one that somebody else uses; nothing moves. Check the address pins "
          + "and 'address' of the servos with i2cdetect", .unavailable)
    }
    let reason =
      switch error.errno {
      case ENXIO, EREMOTEIO: "no chip answers at that address"
      case ETIMEDOUT: "the bus hangs: something holds SDA or SCL low"
      case EBUSY: "a driver of the kernel owns the chip"
      default: "cannot \(error.operation.rawValue): \(error.reason)"
      }
    return Refusal(
      "\(place): \(reason); check the cable, the chip's supply and its address pins with i2cdetect",
      error.isPermission ? .noPermission : .unavailable)
  }

  private static func hex(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// What the loop holds of it. The owner must outlive it.
  struct View: BitwiseCopyable, Sendable {
    let port: SlowOutputs.Port
    let chips: ServoChips
    /// How the chips were last; it ages while nothing newer can be had.
    var answers: FixedList<SlowOutputs.Answer, 4>

    init(port: SlowOutputs.Port, chips: ServoChips) {
      self.port = port
      self.chips = chips
      answers = FixedList(repeating: SlowOutputs.Answer(), count: 0)
    }

    /// Hands over what every output should do. Never waits.
    @_noLocks func put(_ pulses: borrowing Table<Interval>) {
      var words = SlowOutputs.Words(repeating: PCA9685.off)
      for chip in 0..<chips.count {
        for output in 0..<ServoChips.outputs {
          words[chip * ServoChips.outputs + output] = chips.word(
            chip: chip, output: output, pulses: pulses)
        }
      }
      port.put(words)
    }

    /// Tells the chip that has been the longest without its outputs as wanted.
    @_noLocks mutating func read(now: Instant, into side: inout SideInputs) {
      _ = port.read(into: &answers)
      side.outputJoint = -1
      side.outputAge = .zero
      side.outputError = 0
      side.hasOutputRestarted = false
      for chip in answers.indices {
        let answer = answers[chip]
        guard answer.errno != 0 || answer.isHeld else { continue }
        let age = now - answer.stamp
        if side.outputJoint >= 0, age <= side.outputAge { continue }
        side.outputJoint = Int16(truncatingIfNeeded: chips.firstJoint(of: chip))
        side.outputAge = answer.stamp == .never ? .zero : age
        side.outputError = answer.errno
        side.hasOutputRestarted = answer.errno == 0
      }
    }
  }
}
