import RobotCore

/// Turns XML elements into links and joints, strictly.
struct URDFReader {
  let file: String
  let findings: FindingList

  /// Known but not used here: looks, and other programs' notes.
  private static let ignored = ["material", "gazebo", "transmission", "sensor"]
  private static let linkChildren = ["inertial", "visual", "collision", "material", "gazebo"]
  private static let jointChildren = [
    "parent", "child", "origin", "axis", "limit", "mimic", "dynamics", "calibration",
    "safety_controller", "gazebo",
  ]

  init(file: String, findings: FindingList) {
    self.file = file
    self.findings = findings
  }

  mutating func model(of root: MarkupElement) -> URDFModel {
    var model = URDFModel(file: file)
    guard root.name == "robot" else {
      findings.add(
        place(root),
        "starts with <\(root.name)>, expected <robot>; is this a URDF (xacro: expand it)")
      return model
    }
    model.name = root.attributes["name"] ?? ""
    checkAttributes(root)
    for element in root.children {
      checkAttributes(element)
      switch element.name {
      case "link": if let link = link(element) { model.links.append(link) }
      case "joint": if let joint = joint(element) { model.joints.append(joint) }
      default: refuse(element, Self.ignored + ["link", "joint"], isIgnored: Self.ignored)
      }
    }
    return model
  }

  func place(_ element: MarkupElement, _ attribute: String? = nil) -> SourcePlace {
    if let attribute, let mark = element.mark.attributes[attribute] {
      return SourcePlace(file: file, line: mark.line, column: mark.column)
    }
    return SourcePlace(file: file, line: element.mark.line, column: element.mark.column)
  }

  func refuse(_ element: MarkupElement, _ known: [String], isIgnored: [String]) {
    guard !isIgnored.contains(element.name) else { return }
    let hint = Suggestion.phrase(for: element.name, among: known, noun: "elements here")
    findings.add(place(element), "<\(element.name)> is not known here; \(hint)")
  }

  private func name(_ element: MarkupElement) -> String? {
    guard let name = element.attributes["name"], !name.isEmpty else {
      findings.add(place(element), "<\(element.name)> has no name; add name=\"…\"")
      return nil
    }
    guard name.utf8.count < 48 else {
      findings.add(
        place(element, "name"),
        "\(element.name) '\(Section.cut(name))' has \(name.utf8.count) bytes, at most 47 fit; "
          + "shorten it")
      return nil
    }
    return name
  }

  // MARK: Links

  private func link(_ element: MarkupElement) -> URDFLink? {
    guard let name = name(element) else { return nil }
    checkChildren(
      element, Self.linkChildren, repeating: ["visual", "collision", "material", "gazebo"])
    var link = URDFLink(name: name, place: place(element, "name"))
    guard let inertial = element.child("inertial") else { return link }
    let owner = "link \(name)"
    link.inertialPlace = place(inertial)
    checkChildren(inertial, ["origin", "mass", "inertia"])
    if let origin = inertial.child("origin") {
      link.centreOfMass = vector(origin, "xyz", of: owner, within: URDFLimit.origin)
      link.rotation = rotation(origin, of: owner)
    }
    if let mass = inertial.child("mass") {
      link.mass = self.mass(mass, of: owner)
    } else {
      findings.add(place(inertial), "\(owner): <inertial> has no <mass>; add <mass value=\"…\"/>")
    }
    readInertia(inertial, owner, &link)
    return link
  }

  private func readInertia(_ inertial: MarkupElement, _ owner: String, _ link: inout URDFLink) {
    guard let inertia = inertial.child("inertia") else {
      findings.add(place(inertial), "\(owner): <inertial> has no <inertia>; add ixx … izz")
      return
    }
    let before = findings.count
    func moment(_ attribute: String, default fallback: Double? = nil) -> Double {
      number(
        inertia, attribute, of: owner, within: URDFLimit.inertia.upperBound, default: fallback)
    }
    link.inertiaDiagonal = SIMD3(moment("ixx"), moment("iyy"), moment("izz"))
    link.inertiaProducts = SIMD3(
      moment("ixy", default: 0), moment("ixz", default: 0), moment("iyz", default: 0))
    guard findings.count == before else { return }
    let principal = SymmetricMatrix(
      diagonal: link.inertiaDiagonal, products: link.inertiaProducts
    ).eigenvalues
    let shown = [principal.x, principal.y, principal.z].map(NumberText.shown)
      .joined(separator: ", ")
    if principal.x < 0 || (link.mass > 0 && principal.x <= 0) {
      findings.add(
        place(inertia),
        "\(owner): inertia has the principal moments \(shown) kg*m^2, all must be greater than 0; "
          + "correct it")
    } else if principal.z > (principal.x + principal.y) * (1 + 1e-6) {
      findings.add(
        place(inertia),
        "\(owner): inertia has the principal moments \(shown) kg*m^2, of which one exceeds the sum "
          + "of the others, as no real body's does; correct it")
    } else if link.mass > 0 {
      checkInertiaRange(principal, shown, place(inertia), owner)
    }
  }

  // MARK: Joints

  private func joint(_ element: MarkupElement) -> URDFJoint? {
    guard let name = name(element) else { return nil }
    let owner = "joint \(name)"
    checkChildren(element, Self.jointChildren)
    let here = place(element, "name")
    var joint = URDFJoint(name: name, place: here, parentPlace: here, childPlace: here)
    guard let type = jointType(element, owner) else { return nil }
    joint.type = type
    (joint.parent, joint.parentPlace) = end(element, "parent", owner)
    (joint.child, joint.childPlace) = end(element, "child", owner)
    if let origin = element.child("origin") {
      joint.translation = vector(origin, "xyz", of: owner, within: URDFLimit.origin)
      joint.rotation = rotation(origin, of: owner)
    }
    if type != .fixed {
      readAxis(element, owner, &joint)
      readLimit(element, owner, &joint)
      readMimic(element, owner, &joint)
    }
    return joint
  }

  private func jointType(_ element: MarkupElement, _ owner: String) -> JointType? {
    let known: [String: JointType] = [
      "fixed": .fixed, "revolute": .revolute, "prismatic": .prismatic,
    ]
    let text = element.attributes["type"] ?? ""
    if let type = known[text] { return type }
    let found = text.isEmpty ? "has no type" : "has type '\(Section.cut(text))'"
    findings.add(
      place(element, "type"), "\(owner) \(found), expected one of fixed, prismatic, revolute")
    return nil
  }

  private func end(
    _ element: MarkupElement, _ which: String, _ owner: String
  ) -> (String, SourcePlace) {
    guard let child = element.child(which), let link = child.attributes["link"] else {
      findings.add(place(element), "\(owner) has no <\(which) link=\"…\"/>; add it")
      return ("", place(element))
    }
    return (link, place(child, "link"))
  }

  private func readAxis(_ element: MarkupElement, _ owner: String, _ joint: inout URDFJoint) {
    guard let axis = element.child("axis") else { return }  // URDF's default is x.
    let before = findings.count
    let direction = vector(axis, "xyz", of: owner, within: URDFLimit.axis)
    let length = (direction * direction).sum().squareRoot()
    guard findings.count == before else { return }
    guard length > 1e-6, length.isFinite else {
      findings.add(
        place(axis, "xyz"), "\(owner): axis has the length 0, expected a direction such as '0 0 1'")
      return
    }
    joint.axis = direction / length
    // Rounded figures such as 0.7071 are meant to be one long.
    if abs(length - 1) > 0.01 {
      let unit = [joint.axis.x, joint.axis.y, joint.axis.z].map(NumberText.shown)
        .joined(separator: " ")
      findings.remark(
        place(axis, "xyz"),
        "\(owner): axis has the length \(NumberText.shown(length)), taken as the direction \(unit); "
          + "write that")
    }
  }

  private func readLimit(_ element: MarkupElement, _ owner: String, _ joint: inout URDFJoint) {
    guard let limit = element.child("limit") else {
      findings.add(
        place(element, "name"),
        "\(owner) has no <limit>, every moving joint needs one; add lower, upper, velocity, effort")
      return
    }
    let before = findings.count
    func figure(_ key: String) -> Double {
      number(limit, key, of: owner, within: URDFLimit.joint)
    }
    (joint.lower, joint.upper) = (figure("lower"), figure("upper"))
    (joint.velocity, joint.effort) = (figure("velocity"), figure("effort"))
    guard findings.count == before else { return }
    if joint.lower >= joint.upper {
      findings.add(
        place(limit, "lower"),
        "\(owner): lower \(NumberText.shown(joint.lower)) is not below upper "
          + "\(NumberText.shown(joint.upper)); swap or correct them")
    }
    for (key, value) in [("velocity", joint.velocity), ("effort", joint.effort)] where value <= 0 {
      findings.add(
        place(limit, key),
        "\(owner): \(key) limit is \(NumberText.shown(value)), must be greater than 0; correct it")
    }
  }

  private func readMimic(_ element: MarkupElement, _ owner: String, _ joint: inout URDFJoint) {
    guard let mimic = element.child("mimic") else { return }
    guard let leader = mimic.attributes["joint"] else {
      findings.add(place(mimic), "\(owner): <mimic> names no joint; add joint=\"…\"")
      return
    }
    joint.mimic = URDFMimic(
      leader: leader,
      multiplier: number(mimic, "multiplier", of: owner, within: URDFLimit.joint, default: 1),
      offset: number(mimic, "offset", of: owner, within: URDFLimit.joint, default: 0),
      place: place(mimic, "joint"))
  }
}
