import FlightDeck
import RealTime
import RobotCore
import Telemetry
import Units
import Wording

extension DeckView {
  /// Each joint: limits from the configuration, the rest from the newest cycle.
  func joints(_ newest: DeckCycle?) -> [ConsoleState.Joint] {
    deck.jointNames.enumerated().map { index, name in
      var joint = ConsoleState.Joint()
      let settings = deck.configuration.joints[index]
      joint.name = name
      joint.isLinear = settings.type == .prismatic
      joint.lower = settings.lower.value
      joint.upper = settings.upper.value
      joint.velocityLimit = settings.velocityLimit.value
      joint.effortLimit = settings.effortLimit.value
      joint.temperatureLimits = JointRow.temperatures.map { $0.limit?(settings) ?? 0 }
      joint.isOpenLoop = !settings.hasFeedback
      guard let newest, newest.joints.indices.contains(index) else { return joint }
      joint.row = newest.joints[index]
      return joint
    }
  }

  /// Each bus.
  var buses: [ConsoleState.Bus] {
    zip(deck.busNames, deck.buses).enumerated().map { index, pair in
      var bus = ConsoleState.Bus()
      bus.name = pair.0
      bus.isFD = deck.configuration.buses[index].isFD
      bus.state = pair.1.state
      bus.load = Double(pair.1.load)
      (bus.sent, bus.received, bus.confirmed) = (pair.1.sent, pair.1.received, pair.1.confirmed)
      (bus.errors, bus.unknown) = (pair.1.errors, pair.1.unknown)
      (bus.refused, bus.missed, bus.unread) = (pair.1.refused, pair.1.missed, pair.1.unread)
      bus.inFlight = Int(pair.1.inFlight)
      bus.transmitErrors = Int(pair.1.transmitErrors)
      bus.receiveErrors = Int(pair.1.receiveErrors)
      return bus
    }
  }

  /// Counters and distributions.
  func timing(_ snapshot: DeckSnapshot) -> ConsoleState.Timing {
    var timing = ConsoleState.Timing()
    timing.period = deck.identity.period
    timing.cycles = snapshot.cycles
    timing.overruns = snapshot.overruns
    timing.allocations = snapshot.allocations
    timing.pageFaults = snapshot.pageFaults
    timing.lateness = ConsoleState.Distribution(deck.lateness)
    timing.compute = ConsoleState.Distribution(deck.compute)
    return timing
  }

  /// What each safety function has done.
  var counts: [ConsoleState.Count] {
    deck.safety.map { row in
      let text = row.text(in: deck.configuration)
      var count = ConsoleState.Count()
      count.name = text.word
      count.acted = row.acted
      count.left = row.nearest?.left
      count.nearest = text.nearest
      return count
    }
  }

  /// Phase, stop, fault, supply.
  func fill(_ safety: inout ConsoleState.Safety, _ newest: DeckCycle) {
    safety.stopKind = newest.stopKind
    safety.isEmergencyStopOpen = newest.isEmergencyStopOpen
    safety.emergencyStopLines = deck.configuration.lines.indices.count { index in
      deck.configuration.lines[index].role == .emergencyStop
    }
    safety.leaseHolder = Int64(truncatingIfNeeded: newest.leaseHolder)
    if newest.fault != .none {
      safety.fault = newest.latchedFault.sentence(in: deck.configuration)
      safety.nextStep = newest.latchedFault.nextStep(
        in: deck.configuration, run: deck.liveness.runState)
    }
    if deck.configuration.supply.isPresent, newest.isSupplyKnown {
      var supply = ConsoleState.Supply()
      supply.voltage = Double(newest.supplyVoltage)
      supply.current = Double(newest.supplyCurrent)
      supply.age = Double(newest.supplyAge)
      supply.isPresent = newest.isSupplyPresent
      safety.supply = supply
    }
  }
}

extension ConsoleState.Distribution {
  /// Quantiles of a histogram, and its buckets gathered by octave.
  init(_ histogram: Histogram) {
    self.init()
    total = histogram.total
    p50 = histogram.quantile(0.5)
    p99 = histogram.quantile(0.99)
    p999 = histogram.quantile(0.999)
    maximum = histogram.maximum
    octaves = Array(repeating: 0, count: 44)
    for bucket in 0..<Histogram.bucketCount {
      let count = histogram.count(bucket: bucket)
      guard count > 0 else { continue }
      let bound = Histogram.upperBound(of: bucket)
      let octave = min(64 - bound.leadingZeroBitCount, 43)
      octaves[octave] = Figures.sum(octaves[octave], count)
    }
  }
}
