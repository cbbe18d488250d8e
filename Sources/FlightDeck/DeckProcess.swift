import Glibc

/// A process that a deck, a mailbox or a recorder's line names.
public enum DeckProcess {
  /// True while a process with this id is there, whoever owns it; false for 0, which names nobody.
  public static func exists(_ process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno == EPERM)
  }
}
