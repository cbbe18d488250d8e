/// The arbitration ids of the predefined connection set (CiA 301, 7.3.3): a function's base, to
/// which the node id is added.
enum CANopenID {
  /// Network management, from the master to one node or all.
  static var management: UInt32 { @_noLocks get { 0x000 } }
  /// SYNC; with a node id added, the node's emergency message.
  static var sync: UInt32 { @_noLocks get { 0x080 } }
  static var emergency: UInt32 { @_noLocks get { 0x080 } }
  /// Process data of the node, the first of four; each next lies 0x100 higher.
  static var transmit: UInt32 { @_noLocks get { 0x180 } }
  /// Process data for the node, the first of four.
  static var receive: UInt32 { @_noLocks get { 0x200 } }
  /// Answers of the node's object server, and the requests to it.
  static var answer: UInt32 { @_noLocks get { 0x580 } }
  static var request: UInt32 { @_noLocks get { 0x600 } }
  /// Boot-up and heartbeat.
  static var heartbeat: UInt32 { @_noLocks get { 0x700 } }
  /// Layer setting services of a master: they can give a node another id (CiA 305).
  static var layerSetting: UInt32 { @_noLocks get { 0x7E5 } }
}
