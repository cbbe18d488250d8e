import Profiles
import RealTime
import RobotCore
import Testing
import Units
import Wording

@testable import FlightDeck

/// The way from a profile to the core and back.
@Suite struct ImageTests {
  @Test func sealedBytesOpenAgain() throws {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
      .compile()
    let bytes = ConfigurationImage.seal(robot)
    let opened = try ConfigurationImage.open(bytes)
    #expect(opened.name.text == "openarm-right")
    #expect(ConfigurationImage.seal(opened) == bytes)
    #expect(opened.joints[7].reducer.metresPerRadian == 0.0420168)
  }

  /// Two loads give the same bytes: nothing in the image depends on where or when it was made.
  @Test func imagesAreReproducible() throws {
    let one = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
    let two = try RobotProfile.load(
      nameOrPath: shippedRoot + "/robots/openarm-right/robot.yaml", searchRoots: [])
    let bytes = ConfigurationImage.seal(one.compile())
    let isSame = bytes == ConfigurationImage.seal(two.compile())
    #expect(isSame)
  }

  /// A vector of three has the room of four; each pair has 7 bytes between flag and number.
  private struct Row: BitwiseCopyable {
    var number: UInt32 = 0
    var kind = JointType.fixed
    var list = FixedList<Pair, 2>(repeating: Pair(), count: 0)
    var vector = SIMD3<Double>(0, 0, 0)
  }
  private struct Pair: BitwiseCopyable {
    var flag = false
    var number = 0.0
  }

  @Test func knowsWhichBytesAreFields() {
    let used = FieldBytes(of: Row.self).isUsed
    let pair = [true] + [Bool](repeating: false, count: 7) + [Bool](repeating: true, count: 8)
    let head = [Bool](repeating: true, count: 5) + [Bool](repeating: false, count: 3)
    let count = [Bool](repeating: true, count: 8)
    let vector = [Bool](repeating: true, count: 24) + [Bool](repeating: false, count: 8)
    #expect(used == head + pair + pair + count + vector)
    // A field that the map forgot would be sealed as 0. A body: a name of 48 bytes, two numbers of
    // 4, a kind, a flag, three numbers of 8 and eight vectors of 24.
    let body = FieldBytes(of: BodyConfiguration.self).isUsed
    #expect(body.filter { $0 }.count == 48 + 2 * 4 + 1 + 1 + 3 * 8 + 8 * 24)
  }

  /// What memory held before between the fields does not reach the image.
  @Test func sealClearsWhatNoFieldOccupies() throws {
    let isUsed = FieldBytes(of: RobotConfiguration.self).isUsed
    let unused = isUsed.indices.filter { !isUsed[$0] }
    #expect(unused.count > 0)
    var robot = RobotConfiguration()
    unsafe withUnsafeMutableBytes(of: &robot) { memory in
      for index in unused { unsafe memory[index] = 0xFF }
    }
    let bytes = ConfigurationImage.seal(robot)
    #expect(unused.filter { bytes[$0] != 0 } == [])
  }

  @Test func oneChangedByteIsSeen() throws {
    let robot = try RobotProfile.load(nameOrPath: "openarm-right", searchRoots: [shippedRoot])
      .compile()
    var bytes = ConfigurationImage.seal(robot)
    bytes[bytes.count / 2] ^= 1
    #expect(throws: ConfigurationRefusal.checksum) { try ConfigurationImage.open(bytes) }
  }
}
