import DeviceIO
import FlightDeck
import RealTime
import RobotCore

/// What a served twin says of its drives to other twins on the same interfaces: two sets of drives
/// with the same ids answer each command twice. That may be what a test wants, so it is a warning.
final class DriveClaims {
  private final class Held {
    let claim: TwinClaim
    init(_ claim: consuming TwinClaim) { self.claim = claim }
  }

  private var held: [Held] = []
  /// Processes that serve drives of ours, with the interface and the ids; 0: not to be told.
  private var others: [(process: Int32, interface: String, ids: [UInt32])] = []

  /// Claims the id of each drive on the interface of its bus.
  init(_ launch: Launch, interface: (Int) -> String) throws {
    for index in launch.configuration.joints.indices {
      let drive = launch.configuration.joints[index].drive
      guard drive.bus != DriveConfiguration.noBus else { continue }
      let name = interface(Int(drive.bus))
      let claim = Held(try TwinClaim(interface: name, id: drive.commandID))
      held.append(claim)
      guard let other = claim.claim.other else { continue }
      if let known = others.firstIndex(where: { $0.process == other && $0.interface == name }) {
        others[known].ids.append(drive.commandID)
      } else {
        others.append((other, name, [drive.commandID]))
      }
    }
  }

  /// One sentence; nil when nobody else serves these drives.
  var warning: String? {
    guard !others.isEmpty else { return nil }
    let list = others.map { other in
      let ids = other.ids.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
      return "process \(other.process) serves drives of the same ids (\(ids)) on \(other.interface)"
    }
    return
      "WARNING: \(list.joined(separator: "; ")): every command there is answered twice, and no "
      + "run should arm; end one of the two: kill \(others[0].process)"
  }

  /// The report with `same_ids_as`: the other processes.
  func adding(to json: String) -> String {
    guard !others.isEmpty else { return json }
    let list = others.map { "\($0.process)" }.joined(separator: ",")
    return "{\"same_ids_as\":[\(list)]," + json.dropFirst()
  }
}
