import CDeviceIO
public import RealTime
public import Units

/// A thread that keeps the outputs of slow I2C chips as the loop wants them, so that the loop never
/// waits for one.
///
/// Start it before arming. The loop hands over all outputs once a cycle; the newest win. A loop
/// that hands over nothing for longer than the time-out is gone, and every output goes idle. They
/// also go idle when the owner goes away. A process that is killed takes the thread with it: then
/// the chips go on with what they have.
@safe
public struct SlowOutputs: ~Copyable {
  /// An output each, sixteen for each of four chips.
  public typealias Words = InlineArray<64, UInt32>

  /// Chips at most.
  public static let chipLimit = 4
  /// Outputs of one chip.
  public static let outputLimit = 16

  /// One register to write while a chip is set up, and what to wait then.
  public struct Step: Sendable {
    /// Which.
    public let number: UInt8
    /// What.
    public let value: UInt8
    /// Before the next one.
    public let wait: Interval

    /// A write.
    public init(_ number: UInt8, _ value: UInt8, wait: Interval = .zero) {
      self.number = number
      self.value = value
      self.wait = wait
    }
  }

  /// One chip with outputs of four registers each, one after the other.
  public struct Chip: Sendable {
    /// Path of its I2C bus.
    public var bus = ""
    /// 7-bit address.
    public var address: UInt8 = 0
    /// Register of its first output.
    public var first: UInt8 = 0
    /// An output that does nothing, the first register lowest.
    public var idle: UInt32 = 0
    /// Registers that hold these values in a chip of its kind, at most four.
    public var signature: [(number: UInt8, value: UInt8)] = []
    /// Its set-up, at most eight writes.
    public var setup: [Step] = []
    /// The register that tells that it still is as it was set up, by the bits in `mask`.
    public var mode: (number: UInt8, mask: UInt8, value: UInt8) = (0, 0, 0)

    /// A chip without outputs.
    public init() {}
  }

  /// How one chip does.
  public struct Answer: BitwiseCopyable, Sendable {
    /// When all was as wanted last.
    public var stamp: Instant
    /// Failed rounds so far.
    public var errors: UInt32
    /// Error number of the last round, 0 when it was good; `ENODEV`: another chip is there.
    public var errno: Int32
    /// Times when it was found as after power-on.
    public var restarts: UInt32
    /// It restarted, and stays idle until idle outputs were handed over.
    public var isHeld: Bool

    /// A chip of which nothing is known.
    @_noLocks public init() { self.init(device_outputs_answer()) }

    @_noLocks init(_ raw: device_outputs_answer) {
      stamp = Instant(nanoseconds: raw.stamp)
      errors = raw.errors
      errno = -raw.error
      restarts = raw.restarts
      isHeld = raw.is_held != 0
    }
  }

  /// The running thread as a plain value: what the loop holds. The `SlowOutputs` must outlive it.
  @safe
  public struct Port: BitwiseCopyable, @unchecked Sendable {
    // Handed to one loop only, and the C side allows reads from any thread.
    fileprivate let raw: OpaquePointer
    fileprivate let count: Int

    /// Hands over all outputs: sixteen for each chip, in the order given.
    @_noLocks public func put(_ words: Words) {
      unsafe withUnsafeBytes(of: words) { bytes in
        guard let first = unsafe bytes.assumingMemoryBound(to: UInt32.self).baseAddress
        else { return }
        unsafe device_outputs_put(raw, first)
      }
    }

    /// Copies how the chips do. False when the thread was writing each time we looked: `answers`
    /// then stay as they were.
    @_noLocks public func read(into answers: inout FixedList<Answer, 4>) -> Bool {
      var latest = device_outputs_report()
      guard unsafe device_outputs_read(raw, &latest) == 0 else { return false }
      answers.removeAll()
      unsafe withUnsafeBytes(of: &latest.chips) { bytes in
        let list = unsafe bytes.assumingMemoryBound(to: device_outputs_answer.self)
        for i in 0..<count { answers.append(unsafe Answer(list[i])) }
      }
      return true
    }
  }

  /// The thread as the loop holds it.
  public let port: Port
  private let raw: OpaquePointer

  /// Starts the thread. A bus or a chip that is not there is not an error here: each answer says
  /// so, and it is tried again every round.
  /// - Parameter timeout: After so long without a hand-over the loop counts as gone.
  public init(
    _ chips: [Chip], period: Interval, timeout: Interval
  ) throws(DeviceError) {
    precondition(chips.count <= Self.chipLimit, "more chips than one thread keeps")
    var plan = device_outputs_plan()
    var raws: [device_outputs_chip] = []
    for chip in chips { raws.append(try Self.raw(chip)) }
    unsafe withUnsafeMutableBytes(of: &plan.chips) { bytes in
      let list = unsafe bytes.bindMemory(to: device_outputs_chip.self)
      for (index, chip) in raws.enumerated() { unsafe list[index] = chip }
    }
    plan.chip_count = UInt32(chips.count)
    plan.period = period.nanoseconds
    plan.timeout = timeout.nanoseconds
    var made: OpaquePointer?
    let bus = chips.first?.bus ?? ""
    try check(unsafe device_outputs_start(&plan, &made), .startOutputs, bus)
    guard let made = unsafe made else { preconditionFailure("a thread that is not there") }
    unsafe raw = made
    port = unsafe Port(raw: made, count: chips.count)
  }

  deinit { unsafe device_outputs_stop(raw) }

  private static func raw(_ chip: Chip) throws(DeviceError) -> device_outputs_chip {
    var raw = device_outputs_chip()
    let path = Array(chip.bus.utf8)
    guard path.count < 64 else { throw DeviceError(.startOutputs, chip.bus, errno: 36) }
    precondition(
      chip.setup.count <= 8 && chip.signature.count <= 4, "more than a chip's plan holds")
    unsafe withUnsafeMutableBytes(of: &raw.bus) { unsafe $0.copyBytes(from: path) }
    raw.address = chip.address
    raw.first = chip.first
    raw.words = UInt8(Self.outputLimit)
    raw.idle = chip.idle
    (raw.mode, raw.mode_mask, raw.mode_value) = chip.mode
    raw.steps = UInt8(chip.setup.count)
    raw.signature = UInt8(chip.signature.count)
    unsafe withUnsafeMutableBytes(of: &raw.step) { bytes in
      let list = unsafe bytes.bindMemory(to: device_outputs_step.self)
      for (index, step) in chip.setup.enumerated() {
        unsafe list[index] = device_outputs_step(
          number: step.number, value: step.value,
          wait: UInt16(clamping: step.wait.nanoseconds / 1_000))
      }
    }
    unsafe withUnsafeMutableBytes(of: &raw.known) { bytes in
      for (index, known) in chip.signature.enumerated() {
        unsafe bytes[2 * index] = known.number
        unsafe bytes[2 * index + 1] = known.value
      }
    }
    return raw
  }
}
