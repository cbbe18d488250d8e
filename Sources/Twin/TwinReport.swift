/// What a served twin did, for the closing line of `sinew twin`.
public struct TwinReport: Sendable {
  /// One drive with its joint.
  public struct Joint: Sendable {
    /// Name in the profile.
    public var name: String
    /// Where the joint is, rad or m.
    public var position: Double
    /// How fast, rad/s or m/s.
    public var velocity: Double
    /// The drive's state in words: disabled, enabled, or its fault.
    public var status: String
    /// Power-ups after the first.
    public var resets: Int
    /// Faults entered.
    public var faults: Int
  }

  /// Commands that reached the drives.
  public var received: UInt64 = 0
  /// Frames that the drives sent.
  public var sent: UInt64 = 0
  /// Commands that arrived while the twin was stopped and did not fit into the drives' memory.
  public var overrun: UInt64 = 0
  /// Replies that the interface did not take.
  public var lost: UInt64 = 0
  /// Times when an interface was found down.
  public var linkDowns: UInt64 = 0
  /// Simulated time, s.
  public var seconds = 0.0
  /// One entry per drive, in the profile's order.
  public var joints: [Joint] = []

  /// Power-ups of all drives after the first.
  public var resets: Int { joints.reduce(0) { $0 + $1.resets } }

  /// One line of JSON.
  public var json: String {
    let list = joints.map { joint in
      "{\"name\":\(Self.quoted(joint.name)),\"position\":\(joint.position),"
        + "\"velocity\":\(joint.velocity),\"status\":\"\(joint.status)\","
        + "\"resets\":\(joint.resets),\"faults\":\(joint.faults)}"
    }
    return "{\"frames\":\(received + sent),\"received\":\(received),\"sent\":\(sent),"
      + "\"overrun\":\(overrun),\"lost\":\(lost),\"link_downs\":\(linkDowns),"
      + "\"resets\":\(resets),\"seconds\":\(seconds),\"joints\":[\(list.joined(separator: ","))]}"
  }

  /// One line for a person.
  public var line: String {
    let states = joints.map { "\($0.name) \($0.status) \(Self.short($0.position))" }
    return "twin: \(received) commands, \(sent) replies, \(overrun) overrun; "
      + states.joined(separator: ", ")
  }

  private static func short(_ value: Double) -> String {
    "\((value * 1000).rounded() / 1000)"
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}

extension VirtualDamiao.Status {
  /// In words, as reports say it.
  var words: String {
    switch self {
    case .disabled: "disabled"
    case .enabled: "enabled"
    case .overVoltage: "over-voltage"
    case .underVoltage: "under-voltage"
    case .overCurrent: "over-current"
    case .stageTemperature: "driver over-temperature"
    case .windingTemperature: "winding over-temperature"
    case .silence: "communication lost"
    case .overload: "overload"
    }
  }
}
