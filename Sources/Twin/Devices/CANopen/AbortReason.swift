/// Why a server refuses or ends an SDO transfer (CiA 301 4.2.0, 7.2.4.3.17, table of abort codes).
enum AbortReason: UInt32 {
  case toggle = 0x0503_0000
  case timeout = 0x0504_0000
  case command = 0x0504_0001
  case blockSize = 0x0504_0002
  case sequence = 0x0504_0003
  case checksum = 0x0504_0004
  case memory = 0x0504_0005
  case access = 0x0601_0000
  case writeOnly = 0x0601_0001
  case readOnly = 0x0601_0002
  case noObject = 0x0602_0000
  case notMappable = 0x0604_0041
  case mappingLength = 0x0604_0042
  case incompatible = 0x0604_0043
  case length = 0x0607_0010
  case tooLong = 0x0607_0012
  case tooShort = 0x0607_0013
  case noSubIndex = 0x0609_0011
  case range = 0x0609_0030
  case tooHigh = 0x0609_0031
  case tooLow = 0x0609_0032
  case cannotStore = 0x0800_0020
  case state = 0x0800_0022
}
