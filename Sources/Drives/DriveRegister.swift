#if !hasFeature(Embedded)
  /// A register of a drive as its manual calls it, for people.
  public struct DriveRegister: Sendable {
    /// How a value is to be told.
    public enum Reading: Sendable {
      /// A number in this unit, "" for none.
      case quantity(String)
      /// A whole number: a version, a count.
      case count
      /// An arbitration id.
      case id
      /// Milliseconds; 0: off.
      case timeout
      /// One of these, the first of which is meant by this number.
      case words([String], from: Int)
      /// Characters, packed into the number.
      case text
    }

    /// Its number, as the family counts.
    public let number: Int
    /// Its name in the manual.
    public let name: String
    /// How its values are told.
    public let reading: Reading
    /// False for what the drive was built with: nobody can write it.
    public let isWritable: Bool

    init(
      _ number: Int, _ name: String, _ reading: Reading = .quantity(""), isWritable: Bool = true
    ) {
      self.number = number
      self.name = name
      self.reading = reading
      self.isWritable = isWritable
    }

    /// Unit in which its values are told, "" for plain numbers.
    public var unit: String {
      switch reading {
      case .quantity(let unit): unit
      case .timeout: "ms"
      case .count, .id, .words, .text: ""
      }
    }
  }
#endif
