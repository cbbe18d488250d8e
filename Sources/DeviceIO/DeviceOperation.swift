/// What a device call was asked to do, in words that follow "cannot".
public enum DeviceOperation: String, Sendable {
  /// `device_memory_create`.
  case createMemory = "create the shared memory file"
  /// `device_memory_open`.
  case openMemory = "map the shared memory file"
  /// `device_memory_locked`.
  case testLock = "test the lock of the file"
  /// `device_memory_seal`.
  case sealMemory = "make a sealed memory file"
  /// `device_file_open`, `device_file_read`.
  case readFile = "read the file"
  /// `device_file_write`.
  case writeFile = "write the file"
  /// `device_file_remove`.
  case removeFile = "remove the file"
  /// `device_file_rename`.
  case renameFile = "rename the file"
  /// `device_can_claim`.
  case claimCAN = "claim the CAN interface"
  /// `device_can_open`.
  case openCAN = "open the CAN interface"
  /// `device_can_open` with CAN FD on a link with the classic mtu of 16.
  case openCANFD = "open the CAN interface for CAN FD frames (its mtu is 16, CAN FD needs 72)"
  /// `device_can_pair`.
  case makePair = "make a pair of connected CAN ends"
  /// `device_can_filter`.
  case filterCAN = "set the receive filter"
  /// `device_can_buffers`.
  case sizeBuffers = "size the socket buffers"
  /// `device_link_read`.
  case readLink = "read the state of the CAN link"
  /// `device_controller_read`.
  case readController = "read the state of the CAN controller"
  /// `device_link_set_up`, `device_link_set_queue_length`.
  case setLink = "change the CAN link"
  /// `device_controller_set_timing`, `device_controller_set_restart`.
  case setTiming = "set the bit timing of the CAN controller"
  /// `device_link_purge`.
  case purgeLink = "throw away the frames that wait to be sent"
  /// `device_controller_restart`.
  case restartController = "restart the CAN controller"
  /// `device_i2c_open`.
  case openI2C = "open the I2C bus"
  /// `device_i2c_read_…`.
  case readI2C = "read the register"
  /// `device_i2c_write_…`.
  case writeI2C = "write the register"
  /// `device_i2c_transfer`.
  case transferI2C = "transfer bytes"
  /// `device_gpio_count`.
  case openChip = "open the GPIO chip"
  /// `device_gpio_find`.
  case findLine = "find the GPIO line"
  /// `device_gpio_input`, `device_gpio_output`.
  case requestLine = "request the GPIO line"
  /// `device_gpio_read`, `device_gpio_next_edge`.
  case readLine = "read the GPIO line"
  /// `device_gpio_write`.
  case writeLine = "set the GPIO line"
  /// `device_poller_start`.
  case startPoller = "start the thread for slow devices"
  /// `device_outputs_start`.
  case startOutputs = "start the thread that writes slow outputs"
  /// `device_teller_start`.
  case startTeller = "start the thread that writes to people"
  /// `device_spawn`.
  case startProgram = "start the program"
  /// `device_exec`.
  case execute = "become the program"
  /// `device_child_status`.
  case askProcess = "ask about the process"
  /// `device_kill`.
  case signalProcess = "send a signal to the process"
  /// `device_stop_signals_catch`.
  case catchSignals = "catch stop signals"
}
