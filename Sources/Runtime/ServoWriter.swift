import DeviceIO
import Drives
public import RealTime
public import RobotCore
public import Units

/// Carries pulses to chips that answer at once, as those of the twin do: the same register writes
/// that a real chip gets, and only what has changed.
public struct ServoWriter {
  /// Registers that one write reaches: device, address, first register, bytes (the first lowest),
  /// how many.
  public typealias Wire = (Label, UInt8, UInt8, UInt32, Int) -> Void

  private let chips: ServoChips
  private var written: SlowOutputs.Words

  /// Sets every chip up: awake, and no pulses.
  public init(_ configuration: borrowing RobotConfiguration, on wire: Wire) {
    chips = ServoChips(configuration)
    written = .init(repeating: PCA9685.off)
    for index in 0..<chips.count {
      let chip = chips.chips[index]
      for step in 0..<PCA9685.setupCount {
        let write = chip.pulses.setup(step)
        wire(chip.device, chip.address, write.register.code, UInt32(write.value), 1)
      }
    }
  }

  /// Writes the outputs whose pulses have changed.
  public mutating func write(_ pulses: borrowing Table<Interval>, on wire: Wire) {
    for index in 0..<chips.count {
      for output in 0..<ServoChips.outputs {
        let word = chips.word(chip: index, output: output, pulses: pulses)
        let place = index * ServoChips.outputs + output
        guard word != written[place] else { continue }
        written[place] = word
        let chip = chips.chips[index]
        wire(chip.device, chip.address, PCA9685.register(of: output), word, 4)
      }
    }
  }
}
