import Foundation
import RobotCore
import SwiftProtobuf
import Wording

// One cycle of the deck as the message of a recording.
extension Sinew_Cycle {
  /// The message of a cycle; events are added as they come.
  init(_ cycle: DeckCycle) {
    self.init()
    self.cycle = cycle.cycle
    time = UInt64(bitPattern: cycle.time)
    realtime = UInt64(bitPattern: cycle.realtime)
    lateness = cycle.lateness
    compute = cycle.compute
    stages = cycle.stages
    phase = Sinew_Phase(rawValue: Int(cycle.phase.rawValue)) ?? .latched
    stop = Sinew_StopKind(rawValue: Int(cycle.stopKind.rawValue)) ?? .none
    emergencyStopOpen = cycle.isEmergencyStopOpen
    overrun = cycle.isOverrun
    motion = Int32(clamping: cycle.motion)
    request = cycle.request.rawValue
    leaseHolder = cycle.leaseHolder
    framesLeftOut = cycle.framesLeftOut
    if cycle.fault != .none {
      fault.code = UInt32(cycle.fault.rawValue)
      fault.subject = Int32(clamping: cycle.faultSubject)
      fault.value = cycle.faultValue
      fault.limit = cycle.faultLimit
      fault.word = cycle.fault.word
      fault.setting = Float(cycle.faultSetting)
      fault.detail = UInt32(cycle.faultDetail)
    }
    if cycle.isSupplyKnown {
      supply.voltage = cycle.supplyVoltage
      supply.current = cycle.supplyCurrent
      supply.age = cycle.supplyAge
      supply.present = cycle.isSupplyPresent
    }
    joints = cycle.joints.map(Sinew_Joint.init)
    frames = cycle.frames.map(Sinew_Frame.init)
    inputs = Data(cycle.inputs)
  }
}

extension Sinew_Frame {
  init(_ frame: DeckFrame) {
    self.init()
    id = frame.id
    flags = UInt32(frame.flags)
    bus = UInt32(frame.bus)
    sent = frame.isSent
    age = frame.age
    data = .init(frame.data)
  }
}

extension Sinew_Event {
  init(_ event: DeckEvent) {
    self.init()
    number = event.number
    code = UInt32(event.code.rawValue)
    detail = UInt32(event.detail)
    subject = Int32(clamping: event.subject)
    value = event.value
    limit = event.limit
    time = UInt64(bitPattern: event.time)
    word = event.code.word
    setting = Float(event.setting)
    faultDetail = UInt32(event.faultDetail)
    cycle = event.cycle
  }
}
