import RobotCore

/// The largest figure of each kind that a body can have here. Far beyond every robot this project
/// is for, and near enough that no product or square of them leaves what a simulation can hold.
enum URDFLimit {
  /// m, or rad of a fixed rotation.
  static let origin = 100.0
  /// kg.
  static let mass = 1e-6...1e5
  /// kg·m²; of the principal moments, a millimetre-sized part of a milligram has 1e-12.
  static let inertia = 1e-13...1e6
  /// rad, rad/s and N·m, or m, m/s and N.
  static let joint = 1e6
  /// A direction; it is made one long anyway.
  static let axis = 1e6
}

extension URDFReader {
  /// One number of an attribute; `fallback` when the attribute may be missing.
  func number(
    _ element: MarkupElement, _ attribute: String, of owner: String, within largest: Double,
    default fallback: Double? = nil
  ) -> Double {
    guard let text = element.attributes[attribute] else {
      if let fallback { return fallback }
      findings.add(
        place(element),
        "\(owner): <\(element.name)> has no \(attribute), expected a number; add \(attribute)=\"…\""
      )
      return 0
    }
    guard let value = NumberText.whole(text) else {
      findings.add(
        place(element, attribute),
        "\(owner): \(attribute) is '\(Section.cut(text))', expected a finite number; change it")
      return 0
    }
    return bounded(value, text, element, attribute, owner, largest) ? value : 0
  }

  /// Three numbers of an attribute, zeros when it is missing.
  func vector(
    _ element: MarkupElement, _ attribute: String, of owner: String, within largest: Double
  ) -> SIMD3<Double> {
    guard let text = element.attributes[attribute] else { return SIMD3(0, 0, 0) }
    let words = text.split(whereSeparator: \.isWhitespace)
    let values = words.compactMap { NumberText.whole(String($0)) }
    guard words.count == 3, values.count == 3 else {
      findings.add(
        place(element, attribute),
        "\(owner): \(attribute) is '\(Section.cut(text))', expected three finite numbers; change it"
      )
      return SIMD3(0, 0, 0)
    }
    for value in values where !bounded(value, text, element, attribute, owner, largest) {
      return SIMD3(0, 0, 0)
    }
    return SIMD3(values[0], values[1], values[2])
  }

  func rotation(_ origin: MarkupElement, of owner: String) -> URDFRotation {
    let rpy = vector(origin, "rpy", of: owner, within: URDFLimit.origin)
    return URDFRotation(roll: rpy.x, pitch: rpy.y, yaw: rpy.z)
  }

  private func bounded(
    _ value: Double, _ text: String, _ element: MarkupElement, _ attribute: String,
    _ owner: String, _ largest: Double
  ) -> Bool {
    if value.magnitude <= largest { return true }
    findings.add(
      place(element, attribute),
      "\(owner): \(attribute) of <\(element.name)> is '\(Section.cut(text))', allowed is "
        + "-\(NumberText.shown(largest)) … \(NumberText.shown(largest)); correct it")
    return false
  }

  /// A link's mass. None at all is checked later, together with what is fixed to the link.
  func mass(_ element: MarkupElement, of owner: String) -> Double {
    let mass = number(element, "value", of: owner, within: .infinity)
    if mass < 0 {
      findings.add(
        place(element, "value"),
        "\(owner): mass is \(NumberText.shown(mass)) kg, must not be negative; correct it")
    } else if mass > 0, !URDFLimit.mass.contains(mass) {
      findings.add(
        place(element, "value"),
        "\(owner): mass is \(NumberText.shown(mass)) kg, allowed is "
          + "\(NumberText.shown(URDFLimit.mass.lowerBound)) … "
          + "\(NumberText.shown(URDFLimit.mass.upperBound)) kg; correct it")
    }
    return mass
  }

  /// What a principal moment of inertia must lie in for the motion to be computed.
  func checkInertiaRange(
    _ principal: SIMD3<Double>, _ shown: String, _ place: SourcePlace, _ owner: String
  ) {
    let range = URDFLimit.inertia
    guard principal.x < range.lowerBound || principal.z > range.upperBound else { return }
    findings.add(
      place,
      "\(owner): inertia has the principal moments \(shown) kg*m^2, allowed is "
        + "\(NumberText.shown(range.lowerBound)) … \(NumberText.shown(range.upperBound)) kg*m^2; "
        + "correct it")
  }

  // MARK: What is known

  /// Attributes by element. Elements that are not here are looks or other programs' notes.
  static let attributes: [String: [String]] = [
    "robot": ["name", "version"], "link": ["name"], "joint": ["name", "type"], "inertial": [],
    "origin": ["xyz", "rpy"], "mass": ["value"],
    "inertia": ["ixx", "ixy", "ixz", "iyy", "iyz", "izz"], "parent": ["link"], "child": ["link"],
    "axis": ["xyz"], "limit": ["lower", "upper", "velocity", "effort"],
    "mimic": ["joint", "multiplier", "offset"],
  ]

  /// Refuses attributes that nobody reads: a figure with a slip in its name must not be lost.
  func checkAttributes(_ element: MarkupElement) {
    guard let known = Self.attributes[element.name] else { return }
    for name in element.attributes.keys.sorted()
    where !known.contains(name) && !name.hasPrefix("xmlns") {
      let hint = Suggestion.phrase(for: name, among: known, noun: "attributes here")
      findings.add(
        place(element, name),
        "<\(element.name)> has the attribute '\(Section.cut(name))' which is not known; \(hint)")
    }
  }

  /// Refuses elements and attributes that nobody reads, and the second of what there is one of.
  func checkChildren(_ element: MarkupElement, _ known: [String], repeating: [String] = []) {
    var seen: Set<String> = []
    for child in element.children {
      refuse(child, known, isIgnored: known)
      checkAttributes(child)
      if !seen.insert(child.name).inserted, known.contains(child.name),
        !repeating.contains(child.name)
      {
        findings.add(
          place(child), "<\(child.name)> is there twice in <\(element.name)>; remove one")
      }
    }
  }
}
