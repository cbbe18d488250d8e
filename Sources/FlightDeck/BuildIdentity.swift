import CFlightDeck
import DeviceIO

/// Which program this is: two programs that are the same compute the same, to the last bit; of any
/// two others nobody can say.
public enum BuildIdentity {
  /// The checksum of a program's file; 0 when it cannot be read.
  public static func number(ofProgramAt path: String) -> UInt64 {
    guard let file = try? SharedMemory(opening: path, writable: false) else { return 0 }
    return unsafe flight_deck_checksum(UnsafeRawPointer(file.base), UInt64(file.size))
  }

  /// The number of the program that runs.
  public static let own = number(ofProgramAt: CurrentProcess.executablePath ?? "")

  /// Number of the architecture that this was built for, as ELF files state it; 0: another one.
  public static var machine: UInt64 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      0
    #endif
  }

  /// What an architecture is called.
  public static func word(machine: UInt64) -> String {
    switch machine {
    case 62: "x86-64"
    case 183: "arm64"
    default: "machine \(machine)"
    }
  }
}
