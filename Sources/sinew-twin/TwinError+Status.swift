import Twin
import Wording

extension TwinError {
  /// What the program ends with.
  var status: ExitStatus {
    switch self {
    case .configuration, .physics: .badInput
    case .device: .unavailable
    }
  }
}
