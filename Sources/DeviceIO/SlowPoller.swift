import CDeviceIO
public import RealTime
public import Units

/// A thread that asks slow devices at a fixed period, so that the loop never waits for one.
///
/// Start it before arming. The loop copies the newest answers out with `read`, which never waits.
/// Stopped when the owner goes away.
@safe
public struct SlowPoller: ~Copyable {
  /// Registers one poller asks at most.
  public static let registerLimit = 16
  /// Lines one poller asks at most.
  public static let lineLimit = 8

  /// A 16-bit register of an I2C chip.
  public struct Register: Sendable, Equatable {
    /// 7-bit address of the chip.
    public let address: UInt8
    /// Number of the register.
    public let number: UInt8
    /// True when the chip sends the high byte first, unlike SMBus.
    public let isBigEndian: Bool

    /// A register by address and number.
    public init(address: UInt8, number: UInt8, isBigEndian: Bool) {
      self.address = address
      self.number = number
      self.isBigEndian = isBigEndian
    }
  }

  /// What one device said last.
  public struct Answer: BitwiseCopyable, Sendable {
    /// The register, or 1 for an active line. Meaningless when `isKnown` is false.
    public var value: UInt16
    /// When that answer came; its age is the caller's to judge.
    public var stamp: Instant
    /// True when there was a good answer ever.
    public var isKnown: Bool
    /// Failed tries so far.
    public var errors: UInt32
    /// Error number of the last try, 0 when it was good.
    public var errno: Int32

    @_noLocks init(_ raw: device_poller_answer) {
      value = UInt16(truncatingIfNeeded: raw.value)
      stamp = Instant(nanoseconds: raw.stamp)
      isKnown = raw.stamp != 0
      errors = raw.errors
      errno = -raw.error
    }
  }

  /// What all devices said last.
  public struct Report: BitwiseCopyable, Sendable {
    /// Rounds completed so far; 0: nothing was asked yet.
    public var rounds: UInt64
    /// One answer per register, in the order given.
    public var registers: FixedList<Answer, 16>
    /// One answer per line, in the order given.
    public var lines: FixedList<Answer, 8>

    /// Nothing known of anything.
    @_noLocks public init() {
      let none = Answer(device_poller_answer())
      rounds = 0
      registers = FixedList(repeating: none, count: 0)
      lines = FixedList(repeating: none, count: 0)
    }
  }

  /// A running poller as a plain value: what the loop holds. The `SlowPoller` must outlive it.
  @safe
  public struct Port: BitwiseCopyable, @unchecked Sendable {
    // Only read through here, and device_poller_read may be called from any thread.
    fileprivate let raw: OpaquePointer
    fileprivate let registerCount: Int
    fileprivate let lineCount: Int

    /// Copies the newest answers. False when the thread was writing each time we looked: `report`
    /// then stays as it was.
    @_noLocks public func read(into report: inout Report) -> Bool {
      var latest = device_poller_report()
      guard unsafe device_poller_read(raw, &latest) == 0 else { return false }
      report.rounds = latest.rounds
      report.registers.removeAll()
      report.lines.removeAll()
      unsafe withUnsafeBytes(of: &latest.registers) { bytes in
        let list = unsafe bytes.assumingMemoryBound(to: device_poller_answer.self)
        for i in 0..<registerCount { report.registers.append(unsafe Answer(list[i])) }
      }
      unsafe withUnsafeBytes(of: &latest.lines) { bytes in
        let list = unsafe bytes.assumingMemoryBound(to: device_poller_answer.self)
        for i in 0..<lineCount { report.lines.append(unsafe Answer(list[i])) }
      }
      return true
    }

    /// What each output should be, bit by bit, from the thread's next round on. Never waits.
    @_noLocks public func set(outputs: UInt32) { unsafe device_poller_set(raw, outputs) }
  }

  /// The poller as the loop holds it.
  public let port: Port
  private let raw: OpaquePointer
  // Outlive the thread: members go after `deinit` has stopped it.
  private let lines: GPIOLines
  private let outputs: GPIOLines

  /// Starts the thread. A bus that cannot be opened is not an error here: each answer says so, and
  /// the bus is tried again every round.
  /// - Parameters:
  ///   - bus: Path of the I2C bus, or nil with no registers.
  ///   - lines: Inputs to read too; given back when the poller stops.
  ///   - outputs: Outputs to set too, all of them off to begin with and when the poller stops.
  ///   - settle: Rounds in a row that a line must read the same before the answer changes: the
  ///     debouncing of lines that the kernel cannot debounce. At least 1.
  public init(
    bus: String?, registers: [Register], lines: consuming GPIOLines = GPIOLines(),
    outputs: consuming GPIOLines = GPIOLines(), period: Interval, settle: UInt32 = 1
  ) throws(DeviceError) {
    precondition(registers.count <= Self.registerLimit, "more registers than a poller asks")
    precondition(period.nanoseconds > 0, "a period of no time")
    var plan = device_poller_plan()
    let path = Array((bus ?? "").utf8)
    guard path.count < 128 else { throw DeviceError(.startPoller, bus ?? "", errno: 36) }
    unsafe withUnsafeMutableBytes(of: &plan.bus) { unsafe $0.copyBytes(from: path) }
    unsafe withUnsafeMutableBytes(of: &plan.registers) { bytes in
      let list = unsafe bytes.bindMemory(to: device_poller_register.self)
      for (i, register) in registers.enumerated() {
        unsafe list[i] = device_poller_register(
          address: register.address, number: register.number,
          is_big_endian: register.isBigEndian ? 1 : 0, reserved: 0)
      }
    }
    unsafe withUnsafeMutableBytes(of: &plan.lines) { bytes in
      let list = unsafe bytes.bindMemory(to: device_gpio_line.self)
      for i in 0..<lines.count { unsafe list[i] = lines.raw(i) }
    }
    unsafe withUnsafeMutableBytes(of: &plan.outputs) { bytes in
      let list = unsafe bytes.bindMemory(to: device_gpio_line.self)
      for i in 0..<outputs.count { unsafe list[i] = outputs.raw(i) }
    }
    plan.output_count = UInt32(outputs.count)
    plan.register_count = UInt32(registers.count)
    plan.line_count = UInt32(lines.count)
    plan.period = period.nanoseconds
    plan.settle = max(1, settle)
    var made: OpaquePointer?
    try check(unsafe device_poller_start(&plan, &made), .startPoller, bus ?? "")
    guard let made = unsafe made else { preconditionFailure("a poller that is not there") }
    unsafe raw = made
    port = unsafe Port(raw: made, registerCount: registers.count, lineCount: lines.count)
    self.lines = lines
    self.outputs = outputs
  }

  deinit { unsafe device_poller_stop(raw) }
}

/// Up to eight requested lines, kept together for a poller.
public struct GPIOLines: ~Copyable {
  private var lines: InlineArray<8, GPIOLine?>

  /// How many there are.
  public private(set) var count = 0

  /// None.
  public init() { lines = .init { _ in nil } }

  /// Takes a line over. Precondition: fewer than eight so far.
  public mutating func append(_ line: consuming GPIOLine) {
    precondition(count < SlowPoller.lineLimit, "more lines than a poller asks")
    lines[count] = consume line
    count += 1
  }

  borrowing func raw(_ index: Int) -> device_gpio_line {
    switch lines[index] {
    case .some(let line): unsafe line.raw
    case .none: preconditionFailure("a line past the end")
    }
  }
}
