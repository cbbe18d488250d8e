import Drives
import RobotCore
import Testing
import Units

/// What guard and cycle ask of a drive, as its family answers when the profile is read.
@Suite struct FamilyTraitsTests {
  private func drive(_ family: DriveFamily) -> DriveConfiguration {
    var drive = DriveConfiguration()
    drive.family = family
    return drive
  }

  @Test("the fields of MIT feedback: 16 bits of position, 12 of velocity and torque")
  func damiao() {
    var drive = drive(.damiao)
    drive.positionRange = Angle(6.5535)
    drive.velocityRange = AngularVelocity(40.95)
    drive.torqueRange = Torque(4.095)
    let traits = drive.family.traits.traits(of: drive)
    #expect(traits.hasFeedback && !traits.closesOwnLoop)
    #expect(abs(traits.positionStep - 0.0002) < 1e-12)
    #expect(abs(traits.velocityStep - 0.02) < 1e-12)
    #expect(abs(traits.torqueStep - 0.002) < 1e-12)
  }

  @Test("a configuration that no profile has filled in speaks for the drive that it describes")
  func unwritten() {
    let drive = DriveConfiguration()
    let traits = drive.family.traits.traits(of: drive)
    #expect(drive.traits.hasFeedback == traits.hasFeedback)
    #expect(drive.traits.closesOwnLoop == traits.closesOwnLoop)
    #expect(drive.traits.positionStep == traits.positionStep)
    #expect(drive.traits.velocityStep == traits.velocityStep)
    #expect(drive.traits.torqueStep == traits.torqueStep)
  }

  @Test("counts per turn, thousandths of the rated torque; a loop of its own but for torques")
  func ciA402() {
    var drive = drive(.ciA402)
    drive.canopen.countsPerTurn = 1000
    drive.canopen.velocityPerTurn = 100
    drive.canopen.ratedTorque = Torque(2)
    for mode in [DriveMode.profilePosition, .cyclicPosition, .cyclicVelocity, .cyclicTorque] {
      drive.canopen.mode = mode
      let traits = drive.family.traits.traits(of: drive)
      #expect(traits.hasFeedback && traits.closesOwnLoop == (mode.number != 10))
      #expect(abs(traits.positionStep - Double.pi / 500) < 1e-12)
      #expect(abs(traits.velocityStep - Double.pi / 50) < 1e-12)
      #expect(abs(traits.torqueStep - 0.002) < 1e-12)
    }
  }

  @Test("a servo says nothing of itself")
  func servo() {
    let drive = drive(.servo)
    let traits = drive.family.traits.traits(of: drive)
    #expect(!traits.hasFeedback && traits.closesOwnLoop)
    #expect(traits.positionStep == 0 && traits.velocityStep == 0 && traits.torqueStep == 0)
    #expect(!drive.family.traits.isOnCAN && drive.family.traits.framesPerCycle == 0)
  }
}
