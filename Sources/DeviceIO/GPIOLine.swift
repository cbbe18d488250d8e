import CDeviceIO
public import Units

/// One requested GPIO line. Given back when the owner goes away.
@safe
public struct GPIOLine: ~Copyable {
  /// Where a line is.
  public struct Place: Sendable, Equatable, CustomStringConvertible {
    /// Path of the chip, for example `/dev/gpiochip0`.
    public let chip: String
    /// Number of the line on the chip.
    public let offset: UInt32

    /// A line by chip and number.
    public init(chip: String, offset: UInt32) {
      self.chip = chip
      self.offset = offset
    }

    /// Finds a line by the name that the board gives it. `errno` is `ENOENT` when no chip that may
    /// be opened has one of that name.
    public init(named name: String) throws(DeviceError) {
      var path = [CChar](repeating: 0, count: 280)
      let offset = unsafe path.withUnsafeMutableBufferPointer { buffer -> Int32 in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe device_gpio_find(name, base, Int32(buffer.count))
      }
      self.offset = UInt32(try check(offset, .findLine, name))
      let bytes = path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      chip = String(decoding: bytes, as: UTF8.self)
    }

    /// As people write it.
    public var description: String { "\(chip) line \(offset)" }
  }

  /// The resistor at an input.
  public enum Pull: Sendable, Equatable {
    /// As the board has it.
    case asIs
    /// To the supply: an open contact reads high.
    case up
    /// To ground: an open contact reads low.
    case down
    /// None, whatever firmware or boot left on: the board pulls the line.
    case off
  }

  var raw: device_gpio_line
  private let place: Place

  /// True when the kernel debounces this line; where it cannot (no interrupt), `SlowPoller` does.
  public var isDebounced: Bool { unsafe raw.is_debounced == 1 }

  /// Requests an input. `errno`: `EBUSY` somebody else has it, `EOPNOTSUPP` a pull
  /// asked of a chip that has none to switch.
  /// - Parameters:
  ///   - isActiveLow: The line reads active when its voltage is low.
  ///   - debounce: How long it must be quiet; none when zero.
  public init(
    input place: Place, isActiveLow: Bool = false, pull: Pull = .asIs,
    debounce: Interval = .zero
  ) throws(DeviceError) {
    var flags: UInt32 = isActiveLow ? DEVICE_GPIO_ACTIVE_LOW : 0
    switch pull {
    case .asIs: break
    case .up: flags |= DEVICE_GPIO_PULL_UP
    case .down: flags |= DEVICE_GPIO_PULL_DOWN
    case .off: flags |= DEVICE_GPIO_NO_PULL
    }
    let microseconds = UInt32(clamping: debounce.nanoseconds / 1000)
    var line = unsafe device_gpio_line()
    try check(
      unsafe device_gpio_input(place.chip, place.offset, flags, microseconds, "sinew", &line),
      .requestLine, place.description)
    unsafe raw = line
    self.place = place
  }

  /// Requests an output with its first value.
  public init(output place: Place, isActive: Bool, isActiveLow: Bool = false) throws(DeviceError) {
    let flags: UInt32 = isActiveLow ? DEVICE_GPIO_ACTIVE_LOW : 0
    var line = unsafe device_gpio_line()
    try check(
      unsafe device_gpio_output(
        place.chip, place.offset, flags, isActive ? 1 : 0, "sinew", &line),
      .requestLine, place.description)
    unsafe raw = line
    self.place = place
  }

  deinit {
    var line = unsafe raw
    unsafe device_gpio_release(&line)
  }

  /// False when the chip's driver is known to have no pull resistors to switch. The kernel accepts
  /// the wish for one on any chip and says nothing where the driver cannot, so true is no proof.
  public static func canPull(chip: String) -> Bool { unsafe device_gpio_can_pull(chip) != 0 }

  /// How many lines a chip has.
  public static func count(chip: String) throws(DeviceError) -> Int {
    Int(try check(unsafe device_gpio_count(chip), .openChip, chip))
  }

  /// True when the line is active. Takes as long as the bus the chip is on.
  public borrowing func isActive() throws(DeviceError) -> Bool {
    var line = unsafe raw
    return try check(unsafe device_gpio_read(&line), .readLine, place.description) == 1
  }

  /// Sets an output.
  public borrowing func setActive(_ isActive: Bool) throws(DeviceError) {
    var line = unsafe raw
    try check(
      unsafe device_gpio_write(&line, isActive ? 1 : 0), .writeLine, place.description)
  }
}
