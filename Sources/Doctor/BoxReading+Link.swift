import DeviceIO

extension BoxReading.CAN {
  /// Completes the interface with what only the kernel's link interface tells: its kind, the bit
  /// rates and the controller's state. What cannot be asked stays as it is.
  mutating func askKernel() {
    guard let link = try? CANLink(interface: name) else { return }
    isVirtual = link.kind == .bench
    guard let controller = link.controller else { return }
    bitRate = Int(controller.bitRate)
    dataBitRate = Int(controller.dataBitRate)
    state =
      switch controller.state {
      case .active: "error-active"
      case .warning: "error-warning"
      case .passive: "error-passive"
      case .busOff: "bus-off"
      case .stopped: "stopped"
      case .sleeping: "sleeping"
      }
  }
}
