import RobotCore
import Units

// Who listens and speaks where: a clash makes two drives answer at once.
extension RobotChecks {
  /// One arbitration id that a joint uses.
  private struct Address {
    let fact: Fact
    let id: Int
    /// As its owner writes it.
    let shown: String
  }

  func checkAddresses() {
    var taken: [String: String] = [:]
    for joint in joints {
      let drive = joint.joint.drive
      guard Int(drive.bus) < buses.canNames.count else { continue }
      let bus = buses.canNames[Int(drive.bus)]
      for address in addresses(of: joint) where address.id > 0 {
        if let other = taken["\(bus) \(address.id)"] {
          joint.section.add(
            address.fact,
            "\(address.shown) is taken on bus '\(bus)' by \(other); give each its own id")
          if drive.family == .ciA402 { break }  // its other ids follow from the same node
          continue
        }
        taken["\(bus) \(address.id)"] = joint.section.name(of: address.fact.key)
      }
    }
    checkModeChannels(taken)
    checkMasters()
  }

  private func addresses(of joint: JointSection) -> [Address] {
    let drive = joint.joint.drive
    switch drive.family {
    case .servo: return []
    case .damiao:
      return [
        (JointFacts.commandID, drive.commandID), (JointFacts.feedbackID, drive.feedbackID),
      ].map { Address(fact: $0, id: Int($1), shown: Section.hex(Int($1))) }
    case .ciA402:
      let node = Int(drive.canopen.node)
      guard node > 0 else { return [] }
      // CiA 301, predefined connection set: emergency, four messages each way, objects, heartbeat.
      return [
        0x080, 0x180, 0x200, 0x280, 0x300, 0x380, 0x400, 0x480, 0x500, 0x580, 0x600, 0x700,
      ].map { base in
        Address(
          fact: JointFacts.node, id: base + node,
          shown: "\(node), which also means id \(Section.hex(base + node)),")
      }
    }
  }

  /// Damiao drives listen on 0x100, 0x200 and 0x300 + id too (position, speed and force modes).
  private func checkModeChannels(_ taken: [String: String]) {
    for joint in joints where joint.joint.drive.family == .damiao {
      let drive = joint.joint.drive
      guard Int(drive.bus) < buses.canNames.count, drive.commandID > 0 else { continue }
      let bus = buses.canNames[Int(drive.bus)]
      for base in [0x100, 0x200, 0x300] {
        let id = base + Int(drive.commandID)
        if let other = taken["\(bus) \(id)"] {
          joint.section.add(
            JointFacts.commandID,
            "\(Section.hex(Int(drive.commandID))) also listens on \(Section.hex(id)), which is "
              + "\(other); choose ids below 0x100")
        }
      }
    }
  }

  /// One master speaks for all CANopen drives of a bus: with one node id, and with SYNC or without.
  private func checkMasters() {
    for index in buses.canNames.indices {
      let nodes = joints.filter {
        Int($0.joint.drive.bus) == index && $0.joint.drive.family == .ciA402
      }
      guard let first = nodes.first?.joint.drive.canopen else { continue }
      for joint in nodes {
        let node = joint.joint.drive.canopen
        if node.node == first.master {
          joint.section.add(
            JointFacts.node,
            "\(node.node) is the master's own node id (canopen.master); choose another")
        }
        if node.master != first.master || node.isSynchronous != first.isSynchronous {
          joint.section.add(
            JointFacts.drive,
            "'\(joint.driveName)' has another canopen.master or canopen.synchronous than "
              + "'\(nodes[0].driveName)' on the same bus; make them alike")
        }
      }
    }
  }

  /// A drive that waits for our heartbeat must not give up after one that was late.
  func checkHeartbeats(_ timings: [(name: String, timing: TimingConfiguration)]) {
    for joint in joints where joint.joint.drive.family == .ciA402 {
      let beat = joint.joint.drive.canopen.masterHeartbeat
      for (name, timing) in timings where beat > .zero && timing.driveTimeout < beat * 3 {
        joint.section.add(
          JointFacts.drive,
          "'\(joint.driveName)' is told every \(TimingSection.milliseconds(beat)) ms that we live "
            + "(canopen.master_heartbeat), but would give up after \(name).drive_timeout "
            + "\(TimingSection.milliseconds(timing.driveTimeout)) ms; let three fit into it")
      }
    }
  }
}
