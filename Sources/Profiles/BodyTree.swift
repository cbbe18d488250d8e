import RobotCore
import Wording

/// The links of a URDF in an order in which parents come first, checked to be one tree.
struct BodyTree {
  /// Links in order, each with the joint that carries it; the root has none.
  private(set) var bodies: [(link: URDFLink, joint: URDFJoint?, parent: Int)] = []

  /// Nil after adding findings.
  init?(_ model: URDFModel, into findings: FindingList) {
    let before = findings.count
    Self.checkNames(model, findings)
    Self.checkEnds(model, findings)
    guard findings.count == before, let root = Self.root(model, findings) else { return nil }
    walk(model, from: root)
    checkReach(model, findings)
    checkMasses(findings)
    checkMimics(model, findings)
    guard findings.count == before else { return nil }
  }

  private static func checkNames(_ model: URDFModel, _ findings: FindingList) {
    var seen: Set<String> = []
    for link in model.links where !seen.insert(link.name).inserted {
      findings.add(link.place, "link '\(link.name)' is there twice; rename one")
    }
    seen = []
    for joint in model.joints where !seen.insert(joint.name).inserted {
      findings.add(joint.place, "joint '\(joint.name)' is there twice; rename one")
    }
    if model.links.isEmpty {
      findings.add(SourcePlace(file: model.file), "has no <link>; a robot needs at least one")
    }
    if model.links.count > 96 {
      findings.add(
        SourcePlace(file: model.file), "has \(model.links.count) links, at most 96 fit; merge some")
    }
  }

  private static func checkEnds(_ model: URDFModel, _ findings: FindingList) {
    let names = model.links.map(\.name)
    let known = Set(names)
    var carriers: [String: String] = [:]
    for joint in model.joints {
      for (end, place) in [(joint.parent, joint.parentPlace), (joint.child, joint.childPlace)]
      where !known.contains(end) {
        let hint = Suggestion.phrase(for: end, among: names, noun: "links")
        findings.add(
          place,
          "joint \(joint.name) names the link '\(Section.cut(end))' which is not there; \(hint)")
      }
      if joint.parent == joint.child {
        findings.add(joint.childPlace, "joint \(joint.name) joins a link to itself; correct it")
      } else if let other = carriers[joint.child] {
        findings.add(
          joint.childPlace,
          "link '\(joint.child)' is carried by joint \(other) already, a link has one parent; "
            + "remove one joint")
      }
      carriers[joint.child] = joint.name
    }
  }

  private static func root(_ model: URDFModel, _ findings: FindingList) -> Int? {
    let carried = Set(model.joints.map(\.child))
    let roots = model.links.indices.filter { !carried.contains(model.links[$0].name) }
    guard let first = roots.first else {
      findings.add(
        model.links.first?.place ?? SourcePlace(file: model.file),
        "every link is carried by a joint, so the joints form a cycle; remove the joint that closes it"
      )
      return nil
    }
    for other in roots.dropFirst() {
      findings.add(
        model.links[other].place,
        "link '\(model.links[other].name)' is a second root beside '\(model.links[first].name)'; "
          + "join it with a joint")
    }
    return roots.count == 1 ? first : nil
  }

  /// Depth first, children in the order of the file.
  private mutating func walk(_ model: URDFModel, from root: Int) {
    let index = Dictionary(uniqueKeysWithValues: model.links.enumerated().map { ($1.name, $0) })
    var below: [String: [URDFJoint]] = [:]
    for joint in model.joints { below[joint.parent, default: []].append(joint) }
    var pending: [(link: Int, joint: URDFJoint?, parent: Int)] = [(root, nil, -1)]
    while let next = pending.popLast() {
      let link = model.links[next.link]
      bodies.append((link, next.joint, next.parent))
      let here = bodies.count - 1
      for joint in (below[link.name] ?? []).reversed() {
        if let child = index[joint.child] { pending.append((child, joint, here)) }
      }
    }
  }

  private func checkReach(_ model: URDFModel, _ findings: FindingList) {
    let reached = Set(bodies.map(\.link.name))
    let lost = model.links.filter { !reached.contains($0.name) }
    guard let first = lost.first else { return }
    findings.add(
      first.place,
      "link '\(first.name)' and \(lost.count - 1) more cannot be reached from the root, their joints "
        + "form a cycle; remove the joint that closes it")
  }

  /// Whatever a joint moves must have a mass, its own or of what is fixed to it.
  private func checkMasses(_ findings: FindingList) {
    var mass = bodies.map(\.link.mass)
    for index in bodies.indices.reversed() where bodies[index].joint?.type == .fixed {
      mass[bodies[index].parent] += mass[index]
    }
    for index in bodies.indices {
      guard let joint = bodies[index].joint, joint.type != .fixed, mass[index] <= 0 else {
        continue
      }
      let link = bodies[index].link
      findings.add(
        link.inertialPlace ?? link.place,
        "link '\(link.name)' is moved by joint \(joint.name) but has a mass of "
          + "\(NumberText.shown(mass[index])) kg, must be greater than 0; give it an <inertial>")
    }
  }

  private func checkMimics(_ model: URDFModel, _ findings: FindingList) {
    let leaders = model.joints.filter { $0.type != .fixed && $0.mimic == nil }
    for joint in model.joints {
      guard let mimic = joint.mimic else { continue }
      guard let leader = leaders.first(where: { $0.name == mimic.leader }) else {
        let hint = Suggestion.phrase(
          for: mimic.leader, among: leaders.map(\.name), noun: "moving joints")
        findings.add(
          mimic.place,
          "joint \(joint.name) mimics '\(Section.cut(mimic.leader))' which is no moving joint "
            + "of its own; \(hint)")
        continue
      }
      if leader.type != joint.type {
        findings.add(
          mimic.place,
          "joint \(joint.name) is \(joint.type) and mimics \(leader.name) which is \(leader.type); "
            + "both must be of one type")
      }
    }
  }

  /// The tree as the core takes it. `joints`: name → index of each controlled joint.
  func configurations(joints: [String: Int]) -> [BodyConfiguration] {
    bodies.map { link, joint, parent in
      var body = BodyConfiguration()
      body.name = Label(link.name) ?? Label()
      body.parent = Int32(parent)
      if let joint { Self.attach(joint, joints, &body) }
      let inertia = SymmetricMatrix(
        diagonal: link.inertiaDiagonal, products: link.inertiaProducts
      ).rotated(by: link.rotation)
      body.mass = link.mass
      body.centreOfMass = link.centreOfMass
      body.inertiaDiagonal = inertia.diagonal
      body.inertiaProducts = inertia.products
      return body
    }
  }

  private static func attach(
    _ joint: URDFJoint, _ joints: [String: Int], _ body: inout BodyConfiguration
  ) {
    body.type = joint.type
    body.translation = joint.translation
    body.rotationX = joint.rotation.x
    body.rotationY = joint.rotation.y
    body.rotationZ = joint.rotation.z
    guard joint.type != .fixed else { return }
    body.axis = joint.axis
    body.joint = Int32(joints[joint.mimic?.leader ?? joint.name] ?? -1)
    if let mimic = joint.mimic {
      body.isMimic = true
      body.multiplier = mimic.multiplier
      body.offset = mimic.offset
    }
  }
}
