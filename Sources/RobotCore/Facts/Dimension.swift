#if !hasFeature(Embedded)
  /// A kind of quantity with the units in which profiles may write it.
  package struct Dimension: Sendable {
    /// With its article, for sentences: "an angle".
    package let noun: String
    /// Spelling → factor to SI. The first is shown first.
    package let units: [(spelling: String, factor: Double)]
    /// A correct value, for sentences.
    package let example: String

    /// The factor of a unit as the user spelled it.
    package func factor(of unit: String) -> Double? {
      let wanted = Self.plain(unit)
      return units.first { Self.plain($0.spelling) == wanted }?.factor
    }

    /// `N·m/rad`, `N.m/rad`, `Nm/rad` and `N*m/rad` are one spelling, so are `s²` and `s^2`.
    private static func plain(_ unit: String) -> String {
      var text = ""
      for scalar in unit.unicodeScalars where !" *·.^".unicodeScalars.contains(scalar) {
        switch scalar {
        case "\u{B2}": text += "2"
        case "\u{B5}", "\u{3BC}": text += "u"
        case "\u{3A9}", "\u{2126}": text += "ohm"
        case "\u{B0}": text += "deg"
        default: text.unicodeScalars.append(scalar)
        }
      }
      return text
    }

    /// The SI unit, for showing values.
    package var unit: String { units[0].spelling }
    package var spellings: String { units.map(\.spelling).joined(separator: ", ") }

    /// "an angle such as '1.57 rad'".
    package var expected: String { "\(noun) such as '\(example)'" }

    /// Values are not shown in the SI unit alone: times, and shares in percent.
    package var isScaled: Bool { unit == "s" || unit == "%" }

    /// A value as people write it.
    package func shown(_ value: Double) -> String {
      if unit == "s", value != 0, value.magnitude < 1 {
        return NumberText.shown(value * 1e3) + " ms"
      }
      return NumberText.shown(value / units[0].factor) + " " + unit
    }
  }

  /// Degree in rad.
  private let degree = Double.pi / 180

  extension Dimension {
    package static let angle = Dimension(
      noun: "an angle", units: [("rad", 1), ("mrad", 1e-3), ("deg", degree)], example: "1.57 rad")
    package static let length = Dimension(
      noun: "a length", units: [("m", 1), ("mm", 1e-3)], example: "0.044 m")
    package static let angularVelocity = Dimension(
      noun: "an angular velocity",
      units: [("rad/s", 1), ("deg/s", degree), ("rpm", 2 * Double.pi / 60)], example: "3 rad/s")
    package static let linearVelocity = Dimension(
      noun: "a velocity", units: [("m/s", 1), ("mm/s", 1e-3)], example: "0.1 m/s")
    package static let angularAcceleration = Dimension(
      noun: "an angular acceleration", units: [("rad/s^2", 1), ("deg/s^2", degree)],
      example: "20 rad/s^2")
    package static let linearAcceleration = Dimension(
      noun: "an acceleration", units: [("m/s^2", 1), ("mm/s^2", 1e-3)], example: "2 m/s^2")
    package static let torque = Dimension(
      noun: "a torque", units: [("N*m", 1), ("mN*m", 1e-3)], example: "9 N*m")
    package static let force = Dimension(
      noun: "a force", units: [("N", 1), ("kN", 1e3)], example: "100 N")
    package static let angularStiffness = Dimension(
      noun: "a stiffness", units: [("N*m/rad", 1)], example: "80 N*m/rad")
    package static let linearStiffness = Dimension(
      noun: "a stiffness", units: [("N/m", 1), ("N/mm", 1e3)], example: "1500 N/m")
    package static let angularDamping = Dimension(
      noun: "a damping", units: [("N*m*s/rad", 1)], example: "2 N*m*s/rad")
    package static let linearDamping = Dimension(
      noun: "a damping", units: [("N*s/m", 1)], example: "60 N*s/m")
    package static let time = Dimension(
      noun: "a time", units: [("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("min", 60)],
      example: "100 ms")
    package static let frequency = Dimension(
      noun: "a rate", units: [("Hz", 1), ("kHz", 1e3)], example: "1000 Hz")
    package static let bandwidth = Dimension(
      noun: "a bandwidth", units: [("rad/s", 1), ("Hz", 2 * Double.pi)], example: "300 rad/s")
    package static let bitRate = Dimension(
      noun: "a bit rate", units: [("bit/s", 1), ("kbit/s", 1e3), ("Mbit/s", 1e6)],
      example: "1 Mbit/s")
    package static let share = Dimension(noun: "a share", units: [("%", 0.01)], example: "75 %")
    package static let voltage = Dimension(
      noun: "a voltage", units: [("V", 1), ("mV", 1e-3)], example: "24 V")
    package static let current = Dimension(
      noun: "a current", units: [("A", 1), ("mA", 1e-3)], example: "40 A")
    package static let resistance = Dimension(
      noun: "a resistance", units: [("ohm", 1), ("mohm", 1e-3)], example: "2 mohm")
    package static let inductance = Dimension(
      noun: "an inductance", units: [("H", 1), ("mH", 1e-3), ("uH", 1e-6)], example: "345 uH")
    package static let temperature = Dimension(
      noun: "a temperature", units: [("degC", 1)], example: "90 degC")
    package static let inertia = Dimension(
      noun: "an inertia", units: [("kg*m^2", 1), ("g*cm^2", 1e-7)], example: "1.8e-5 kg*m^2")
    package static let torqueConstant = Dimension(
      noun: "a torque constant", units: [("N*m/A", 1)], example: "0.945 N*m/A")
    package static let thermalResistance = Dimension(
      noun: "a thermal resistance", units: [("K/W", 1)], example: "2 K/W")
    package static let heatCapacity = Dimension(
      noun: "a heat capacity", units: [("J/K", 1)], example: "60 J/K")
    package static let travel = Dimension(
      noun: "a travel per turn", units: [("m/rad", 1), ("mm/rad", 1e-3)], example: "0.042 m/rad")
    package static let gravity = Dimension(
      noun: "an acceleration", units: [("m/s^2", 1)], example: "-9.81 m/s^2")
  }

  /// The dimensions of one joint: angular or linear.
  package struct JointDimensions {
    package let position: Dimension
    package let velocity: Dimension
    package let acceleration: Dimension
    package let effort: Dimension
    package let stiffness: Dimension
    package let damping: Dimension

    package init(_ type: JointType) {
      func one(_ both: [Dimension]) -> Dimension { both[type == .prismatic ? 1 : 0] }
      position = one(Self.position)
      velocity = one(Self.velocity)
      acceleration = one(Self.acceleration)
      effort = one(Self.effort)
      stiffness = one(Self.stiffness)
      damping = one(Self.damping)
    }

    package static let position: [Dimension] = [.angle, .length]
    package static let velocity: [Dimension] = [.angularVelocity, .linearVelocity]
    package static let acceleration: [Dimension] = [.angularAcceleration, .linearAcceleration]
    package static let effort: [Dimension] = [.torque, .force]
    package static let stiffness: [Dimension] = [.angularStiffness, .linearStiffness]
    package static let damping: [Dimension] = [.angularDamping, .linearDamping]
  }
#endif
