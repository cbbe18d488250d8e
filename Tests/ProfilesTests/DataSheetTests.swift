import Foundation
import Profiles
import Testing

/// EDS and DCF files: what is read from them, and what is said of those that are spoilt.
@Suite struct DataSheetTests {
  private func sheet(_ text: String, node: UInt8? = nil) throws(ProfileError)
    -> ElectronicDataSheet
  {
    let path = FileManager.default.temporaryDirectory.path + "/sinew-\(UUID().uuidString).eds"
    try? text.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ElectronicDataSheet.load(path, node: node)
  }

  private func said(_ text: String) -> [String] {
    do {
      _ = try sheet(text)
      return []
    } catch {
      return error.findings.map { "\($0.line): \($0.sentence)" }
    }
  }

  private let head = "[DeviceInfo]\nVendorNumber=0x1F\nProductNumber=\nProductName=Servo\n"

  @Test func objectsAreRead() throws {
    let text =
      "\u{FEFF}; a comment\r\n" + head.replacingOccurrences(of: "\n", with: "\r\n")
      + "[1000]\r\nParameterName=Device type\r\nObjectType=0x7\r\nDataType=0x0007\r\n"
      + "AccessType=RO\r\nDefaultValue=0x00020192\r\nPDOMapping=0\r\n"
      + "[1800]\nObjectType=9\nSubNumber=2\n"
      + "[1800sub1]\nDataType=7\nAccessType=rw\nDefaultValue=$NODEID+0x180\n"
      + "[6098]\nDataType=0x2\nAccessType=rw\nDefaultValue=-1\nLowLimit=\nHighLimit=\n"
      + "[6041]\nDataType=6\nAccessType=ro\nPDOMapping=1\nDefaultValue=\n"
      + "[1008]\nDataType=9\nDefaultValue=Servo 7\nAccessType=const\n"
    let sheet = try sheet(text, node: 5)
    #expect(sheet.vendor == 0x1F && sheet.product == 0 && sheet.name == "Servo")
    #expect(sheet.node == nil)
    let type = try #require(sheet[0x1000, 0])
    #expect(type.value == 0x20192 && !type.isWritable && type.bits == 32 && type.line == 6)
    #expect(sheet[0x1800, 1]?.value == 0x185 && sheet[0x1800, 1]?.isWritable == true)
    #expect(sheet[0x1800, 0] == nil, "a record's own section is no object")
    #expect(sheet[0x6098, 0]?.value == 0xFF, "two's complement of eight bits")
    #expect(sheet[0x6041, 0]?.isMappable == true && sheet[0x6041, 0]?.value == nil)
    #expect(sheet[0x1008, 0]?.bits == nil && sheet[0x1008, 0]?.value == nil)
  }

  @Test func aConfigurationFileKnowsItsNodeAndValues() throws {
    let sheet = try sheet(
      head + "[DeviceComissioning]\nNodeID=9\nBaudrate=1000\n"
        + "[1800sub1]\nDataType=7\nDefaultValue=$NODEID+0x180\nParameterValue=$NODEID+0x40000180\n"
        + "[1017]\nDataType=6\nDefaultValue=0\nParameterValue=100\n"
        + "[1018sub4]\nDataType=7\nDefaultValue=010\n")
    #expect(sheet.node == 9)
    #expect(sheet[0x1800, 1]?.value == 0x4000_0189)
    #expect(sheet[0x1017, 0]?.value == 100, "what it is to have, not what it has from the factory")
    #expect(sheet[0x1018, 4]?.value == 8, "octal")
  }

  @Test func listsThatAreDescribedAtOnce() throws {
    let sheet = try sheet(
      head + "[1003]\nObjectType=8\nDataType=7\nAccessType=ro\nCompactSubObj=3\nDefaultValue=0\n"
        + "[1003Value]\nNrOfEntries=1\n2=0x77\n")
    #expect((0...3).allSatisfy { sheet[0x1003, $0] != nil } && sheet[0x1003, 4] == nil)
    #expect(sheet[0x1003, 0]?.value == 3 && sheet[0x1003, 1]?.value == 0)
    #expect(sheet[0x1003, 2]?.value == 0x77)
  }

  @Test func spoiltFilesAreRefusedWithTheirLine() {
    #expect(
      said("[1000]\nDataType=7\n") == [
        "0: has no section [DeviceInfo]; is this really an EDS or a DCF"
      ])
    #expect(said(head + "[1000\nDataType=7\n").first?.hasPrefix("5: '[1000' is no section") == true)
    #expect(said(head + "nonsense\n").first?.hasPrefix("5: 'nonsense' is no 'key=value'") == true)
    #expect(said("A=1\n" + head).first?.contains("stands before the first section") == true)
    #expect(
      said(head + "[1000]\nDataType=7\n[1000]\nDataType=7\n").first
        == "7: [1000] stands in line 5 already; remove one of them")
    let number = said(head + "[1000]\nDataType=7\nDefaultValue=twelve\n")
    #expect(
      number.first?.hasPrefix("7: [1000] defaultvalue is 'twelve', expected a number") == true)
    let large = said(head + "[1017]\nDataType=6\nDefaultValue=65536\n")
    #expect(large.first?.contains("does not fit into 16 bits") == true)
    #expect(said(head + "[1017]\nDataType=6\nDefaultValue=0x+1\n").count == 1)
    #expect(said(head + "[1017]\nDataType=6\nDefaultValue=1+2+3\n").count == 1)
    let node = said(head + "[DeviceComissioning]\nNodeID=200\n")
    #expect(node == ["6: [DeviceComissioning] says NodeID 200, allowed is 1 … 127; correct it"])
  }

  @Test func theShippedSheetIsSound() throws {
    let sheet = try ElectronicDataSheet.load(
      shippedRoot + "/drives/cia402/servo-200w.eds", node: 3)
    #expect(sheet.entries.count > 80)
    #expect(sheet[0x1400, 1]?.value == 0x203 && sheet[0x1401, 1]?.value == 0x8000_0303)
    #expect(sheet[0x6502, 0]?.value == 0x3A1)
  }
}
