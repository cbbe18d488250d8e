extension Check {
  /// CAN interfaces: kind, state, bit rates, queue, counters.
  static let can = Check { box in
    guard !box.can.isEmpty else {
      return [
        .warning(
          "CAN", "No CAN interface: only the twin can run.",
          fix: "plug in the adapter; for a bench: sudo modprobe vcan; "
            + "sudo ip link add vcan0 type vcan; sudo ip link set vcan0 mtu 72 up")
      ]
    }
    return box.can.map(CANJudgement.finding)
  }
}

/// How one interface is judged.
enum CANJudgement {
  static func finding(_ can: BoxReading.CAN) -> Observation {
    let subject = "CAN \(can.name)"
    let text = describe(can)
    guard can.link != "down" else {
      return .warning(
        subject, text + " The link is down.",
        fix: can.isVirtual
          ? "sudo ip link set \(can.name) up"
          : "sudo ip link set \(can.name) up type can bitrate 1000000 "
            + "(CAN FD: and dbitrate 5000000 fd on)")
    }
    switch can.state.lowercased() {
    case "bus-off":
      return .failure(
        subject, text + " The controller is off the bus.",
        fix: "check cable, termination and bit rate; then sudo ip link set \(can.name) down && "
          + "sudo ip link set \(can.name) up")
    case "error-passive":
      return .failure(
        subject, text + " No node acknowledges: supply, cable, termination or bit rate.",
        fix: "switch the drives on; measure 60 Ω between CAN-H and CAN-L")
    case "error-warning":
      return .warning(
        subject, text + " Errors are being counted.", fix: "check cable and termination")
    default: break
    }
    // A long queue keeps stale commands alive after a stop.
    if !can.isVirtual, can.queueLength > 128 {
      return .warning(
        subject, text + " The transmit queue is long enough to hold old commands.",
        fix: "sudo ip link set \(can.name) txqueuelen 32")
    }
    return .ok(subject, text)
  }

  private static func describe(_ can: BoxReading.CAN) -> String {
    var parts = [can.isVirtual ? "virtual" : "hardware", can.isFD ? "CAN FD" : "classic"]
    if can.bitRate > 0 {
      let data = can.dataBitRate > 0 ? " / \(can.dataBitRate)" : ""
      parts.append("\(can.bitRate)\(data) bit/s")
    }
    if !can.state.isEmpty { parts.append(can.state.lowercased()) }
    parts.append("queue \(can.queueLength)")
    parts.append("\(can.received) received, \(can.sent) sent")
    parts.append("\(can.errors) errors, \(can.dropped) dropped")
    return parts.joined(separator: ", ") + "."
  }
}
