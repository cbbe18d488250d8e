#if !hasFeature(Embedded)
  import RobotCore

  /// What others ask of hobby servos on the outputs of a PCA9685: they answer nothing.
  enum ServoTraits: FamilyTraits {
    static let isOnCAN = false
    static let framesPerCycle = 0
    static let sharedFrames = 0
    static let hasIndex = false
    static let hasBrakeOutput = false
    static let registers: [DriveRegister] = []

    static func isSuited(to bus: BusConfiguration) -> Bool { false }

    static func traits(of drive: DriveConfiguration) -> DriveTraits {
      var traits = DriveTraits()
      traits.hasFeedback = false
      traits.closesOwnLoop = true
      traits.positionStep = 0
      traits.velocityStep = 0
      traits.torqueStep = 0
      return traits
    }

    /// "channel 3 of chip 0x40 on bus servos, /dev/i2c-1".
    static func address(of drive: DriveConfiguration) -> String {
      let servo = drive.servo
      let digits = String(servo.address, radix: 16)
      let chip = "0x" + (digits.count < 2 ? "0" : "") + digits
      return "channel \(servo.channel) of chip \(chip) on bus \(servo.bus.text), "
        + servo.device.text
    }

    static func place(ofRegister number: Int) -> String { "register \(number)" }
  }
#endif
