import Units

// What the drive makes of a command, and how it tells what it measures.
extension DriveConfiguration {
  /// The drive closes a loop of its own around the set-point, as stiff as it is tuned: what torque
  /// comes of a command is not known here, and stiffness and damping say nothing about it.
  public var closesOwnLoop: Bool {
    @_noLocks get {
      switch family {
      case .damiao: false
      case .ciA402: canopen.mode != .cyclicTorque
      case .servo: true
      }
    }
  }
}

// How finely a drive's frames tell what it measures, at its own report point; 0: it tells nothing.
extension DriveConfiguration {
  /// Least difference of two positions, rad. Damiao: 16 bits over ± the range (MIT feedback);
  /// CiA 402: one count of 6064.
  public var positionStep: Double {
    @_noLocks get {
      switch family {
      case .damiao: 2 * positionRange.value / 65_535
      case .ciA402: 2 * Double.pi / canopen.countsPerTurn
      case .servo: 0
      }
    }
  }

  /// The same of velocities, rad/s. Damiao: 12 bits; CiA 402: one unit of 606C.
  public var velocityStep: Double {
    @_noLocks get {
      switch family {
      case .damiao: 2 * velocityRange.value / 4095
      case .ciA402: 2 * Double.pi / canopen.velocityPerTurn
      case .servo: 0
      }
    }
  }

  /// The same of torques, N·m. Damiao: 12 bits; CiA 402: one thousandth of the rated torque.
  public var torqueStep: Double {
    @_noLocks get {
      switch family {
      case .damiao: 2 * torqueRange.value / 4095
      case .ciA402: canopen.ratedTorque.value * 1e-3
      case .servo: 0
      }
    }
  }
}
