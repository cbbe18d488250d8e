import CFlightDeck
public import FlightDeck
public import RobotCore
import Units

/// One cycle of the loop, copied out of the deck.
public struct DeckCycle: Sendable, Equatable {
  /// Number of the cycle: 0, 1, 2 …
  public var cycle: UInt64 = 0
  /// Nominal time, ns on the loop's clock (`CLOCK_MONOTONIC`, or simulated).
  public var time: Int64 = 0
  /// The same moment on `CLOCK_REALTIME`, ns since 1970.
  public var realtime: Int64 = 0
  /// How late the cycle was released, ns.
  public var lateness: Int64 = 0
  /// Decode … record of the previous cycle, ns.
  public var compute: Int64 = 0
  /// Time of each `CycleStage` in the previous cycle, ns, by raw value.
  public var stages: [Int64] = []
  /// Where the robot stood.
  public var phase = RobotPhase.latched
  /// The stop under way or latched.
  public var stopKind = StopKind.none
  /// An e-stop line was open.
  public var isEmergencyStopOpen = false
  /// The supply monitor had a value.
  public var isSupplyKnown = false
  /// The drives had their supply.
  public var isSupplyPresent = false
  /// The cycle overran.
  public var isOverrun = false
  /// The latched fault; its instant is that of this cycle.
  public var fault = FaultCode.none
  /// The fault's joint or bus, −1 for the whole robot.
  public var faultSubject = -1
  /// The fault's value.
  public var faultValue = 0.0
  /// The fault's limit.
  public var faultLimit = 0.0
  /// See `Fault`.
  public var faultSetting = 0.0
  /// See `Fault`.
  public var faultDetail: UInt16 = 0
  /// Index of the motion, −1 point-to-point, −2 none.
  public var motion = -2
  /// Frames that did not fit into the slot.
  public var framesLeftOut: UInt32 = 0
  /// Supply, V.
  public var supplyVoltage: Float = 0
  /// Supply, A.
  public var supplyCurrent: Float = 0
  /// Age of the supply's values, s.
  public var supplyAge: Float = 0
  /// The request taken in this cycle.
  public var request = RequestKind.none
  /// Process that holds the lease, 0 none.
  public var leaseHolder: UInt64 = 0
  /// Each joint, in the configuration's order.
  public var joints: [JointRow] = []
  /// Frames received and sent.
  public var frames: [DeckFrame] = []
  /// Everything the cycle was told, as bytes: `flight_deck_inputs` of CFlightDeck, the links,
  /// frames received and requests. A replay needs it.
  public var inputs: [UInt8] = []

  /// An empty cycle.
  public init() {}

  /// The latched fault as the core has it.
  public var latchedFault: Fault {
    Fault(
      fault, subject: faultSubject, value: faultValue, limit: faultLimit,
      setting: faultSetting, detail: Int(faultDetail), instant: Instant(nanoseconds: time))
  }

  /// Reads a copied slot; nil when it is too short for its head.
  init?(_ bytes: SlotBytes, jointCount: Int, busCount: Int, frameArea: Int) {
    guard let head = bytes.value(flight_deck_cycle.self, at: 0) else { return nil }
    takeHead(head)
    let start = MemoryLayout<flight_deck_cycle>.size
    let stride = MemoryLayout<JointRow>.size
    joints.reserveCapacity(jointCount)
    for index in 0..<jointCount {
      guard let row = bytes.value(JointRow.self, at: start + index * stride) else { return nil }
      joints.append(row)
    }
    let place = DeckLayout.framesOffset(joints: jointCount, buses: busCount)
    let first = DeckLayout.inputsOffset(joints: jointCount)
    guard let told = bytes.value(flight_deck_inputs.self, at: first) else { return nil }
    let used = min(Int(head.frame_bytes), frameArea)
    let received = min(Int(told.received_bytes), used)
    let behind = min(received + Int(told.request_bytes), used)
    inputs = Array(bytes.bytes[first..<max(first, min(place + behind, bytes.bytes.count))])
    frames =
      DeckFrame.list(in: bytes, at: place, used: received)
      + DeckFrame.list(in: bytes, at: place + behind, used: used - behind)
  }

  private mutating func takeHead(_ head: flight_deck_cycle) {
    cycle = head.cycle
    time = head.time
    realtime = head.realtime
    lateness = head.lateness
    compute = head.compute
    let s = head.stages
    stages = [s.0, s.1, s.2, s.3, s.4, s.5, s.6, s.7]
    phase = RobotPhase(rawValue: head.phase) ?? .latched
    stopKind = StopKind(rawValue: head.stop_kind) ?? .none
    isEmergencyStopOpen = head.inputs & 1 != 0
    isSupplyKnown = head.inputs & 2 != 0
    isSupplyPresent = head.inputs & 4 != 0
    isOverrun = head.overrun != 0
    fault = FaultCode(rawValue: head.fault) ?? .none
    faultSubject = Int(head.fault_subject)
    faultValue = head.fault_value
    faultLimit = head.fault_limit
    faultSetting = Double(head.fault_setting)
    faultDetail = head.fault_detail
    motion = Int(head.motion)
    framesLeftOut = head.frames_left_out
    supplyVoltage = head.supply_voltage
    supplyCurrent = head.supply_current
    supplyAge = head.supply_age
    request = RequestKind(rawValue: head.mailbox_request) ?? .none
    leaseHolder = head.lease_holder
  }
}
