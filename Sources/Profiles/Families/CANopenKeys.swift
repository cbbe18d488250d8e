import RobotCore
import Units

/// Keys of drives that speak CiA 402 over CANopen: what their objects are to hold, a node id.
enum CANopenKeys: FamilyKeys {
  static func readModel(_ top: Section, from path: String, into profile: inout DriveProfile) {
    if let section = top.section(DriveFacts.canopen) {
      CANopenSection.read(section, into: &profile.drive, from: path, files: &profile.files)
    }
    profile.readOnCAN(top)
    profile.drive.canopen.peakCurrent = Current(profile.plant.currentLimit)
  }

  static func readAddress(of joint: inout JointSection) {
    joint.refuse(
      [JointFacts.commandID, JointFacts.feedbackID],
      "has no meaning for a CANopen drive, whose ids follow from 'node'; remove it")
    let node = UInt32(joint.section.integer(JointFacts.node) ?? 0)
    joint.joint.drive.canopen.node = UInt8(node)
    // Its first process data each way (CiA 301, predefined connection set).
    joint.joint.drive.commandID = node == 0 ? 0 : 0x200 + node
    joint.joint.drive.feedbackID = node == 0 ? 0 : 0x180 + node
  }

  /// The drive is to allow itself no more torque than the joint may have.
  static func finish(_ joint: inout JointSection, _: DriveProfile, _: BusSections) {
    let atDrive = Torque(joint.joint.effortLimit.value / joint.joint.reducer.drivePerJoint)
    let peak = joint.joint.drive.peakTorque
    joint.joint.drive.canopen.torqueLimit = peak.value > 0 && peak < atDrive ? peak : atDrive
  }

  /// CiA 301, predefined connection set: emergency, four messages each way, objects, heartbeat.
  static func addresses(of joint: JointSection) -> [DriveAddress] {
    let node = Int(joint.joint.drive.canopen.node)
    guard node > 0 else { return [] }
    return [
      0x080, 0x180, 0x200, 0x280, 0x300, 0x380, 0x400, 0x480, 0x500, 0x580, 0x600, 0x700,
    ].map { base in
      DriveAddress(
        fact: JointFacts.node, id: base + node,
        shown: "\(node), which also means id \(Section.hex(base + node)),")
    }
  }

  static func check(
    _ joints: [JointSection], of robot: RobotChecks, taken _: [String: String],
    _ timings: [(name: String, timing: TimingConfiguration)]
  ) {
    for index in robot.buses.canNames.indices {
      checkMaster(of: joints.filter { Int($0.joint.drive.bus) == index })
    }
    for joint in joints { checkHeartbeat(of: joint, timings) }
  }

  static func remedy(for _: BusConfiguration) -> String {
    "a CANopen drive has no setting (CiA 301, bit rates); write format classic and 1 Mbit/s or "
      + "10, 20, 50, 125, 250, 500 or 800 kbit/s"
  }

  /// One master speaks for all CANopen drives of a bus: with one node id, and with SYNC or without.
  private static func checkMaster(of nodes: [JointSection]) {
    guard let first = nodes.first?.joint.drive.canopen else { return }
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

  /// A drive that waits for our heartbeat must not give up after one that was late.
  private static func checkHeartbeat(
    of joint: JointSection, _ timings: [(name: String, timing: TimingConfiguration)]
  ) {
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
