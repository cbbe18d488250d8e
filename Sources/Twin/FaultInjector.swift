/// Seeded disturbances of the virtual bus and drives.
struct FaultInjector {
  /// Bit i: drive i acknowledges frames on the bus but neither obeys nor answers.
  var silenced: UInt64 = 0
  /// Bit i: the index of drive i's encoder does not reach the drive.
  var indexless: UInt64 = 0
  /// Share of commands that a drive does not see, 0…1.
  var commandLoss = 0.0
  /// Share of replies that the host does not see, 0…1.
  var replyLoss = 0.0
  private var chance: Chance

  init(seed: UInt64) { chance = Chance(seed: seed ^ 0x5EED_FA17) }

  func isSilenced(_ drive: Int) -> Bool { silenced >> UInt64(drive) & 1 == 1 }

  mutating func losesCommand() -> Bool { commandLoss > 0 && chance.fraction() < commandLoss }
  mutating func losesReply() -> Bool { replyLoss > 0 && chance.fraction() < replyLoss }
}
