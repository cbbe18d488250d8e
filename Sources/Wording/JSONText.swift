/// A JSON document, written in the order in which it was built, so the same report is the same
/// bytes.
///
/// Literals build it: `let report: JSONText = ["cycles": 12, "joints": ["a", "b"]]`.
public indirect enum JSONText: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// A whole number that may need all 64 bits. Readers that keep numbers as doubles lose digits
  /// past 2⁵³: write hashes as text (`JSONText.hexadecimal`).
  case unsigned(UInt64)
  /// In its shortest form that reads back as the same double; `null` when NaN or infinite.
  case number(Double)
  /// Text; control characters, quotes and backslashes are escaped.
  case string(String)
  /// A list.
  case array([JSONText])
  /// Members in the order given; the caller keeps the names apart.
  case object([(String, JSONText)])

  /// A whole number of any width.
  public static func int(_ value: some BinaryInteger) -> JSONText {
    Int64(exactly: value).map { .integer($0) } ?? .unsigned(UInt64(truncatingIfNeeded: value))
  }

  /// A single-precision number in the shortest form that reads back as the same `Float`.
  public static func number(_ value: Float) -> JSONText {
    // The decimal digits of the float, not of the double it widens to: 0.1, not 0.10000000149.
    .number(Double(value.description) ?? .nan)
  }

  /// 64 bits as "0x" and sixteen digits.
  public static func hexadecimal(_ value: UInt64) -> JSONText {
    .string("0x" + Digits.hexadecimal(value, digits: 16))
  }

  /// The members of an object, with more behind them; any other value stays as it is.
  public func adding(_ members: [(String, JSONText)]) -> JSONText {
    guard case .object(let old) = self else { return self }
    return .object(old + members)
  }

  /// The whole document on one line, without blanks and without a line feed at the end.
  public var line: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The same for a file that people read and compare: one member or value a line, two blanks a
  /// level.
  public var page: String {
    var text = ""
    write(to: &text, indent: "\n")
    return text + "\n"
  }

  /// `indent`: what begins a line at this level, line feed included; nil: all on one line.
  private func write(to text: inout String, indent: String? = nil) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): JSONText.quote(value, to: &text)
    case .array(let values):
      JSONText.write(values, "[", "]", to: &text, indent: indent) { value, text, inner in
        value.write(to: &text, indent: inner)
      }
    case .object(let members):
      JSONText.write(members, "{", "}", to: &text, indent: indent) { member, text, inner in
        JSONText.quote(member.0, to: &text)
        text += indent == nil ? ":" : ": "
        member.1.write(to: &text, indent: inner)
      }
    }
  }

  private static func write<Part>(
    _ parts: [Part], _ open: String, _ close: String, to text: inout String, indent: String?,
    _ write: (Part, inout String, String?) -> Void
  ) {
    let inner = indent.map { $0 + "  " }
    text += open
    for (index, part) in parts.enumerated() {
      if index > 0 { text += "," }
      text += inner ?? ""
      write(part, &text, inner)
    }
    if !parts.isEmpty { text += indent ?? "" }
    text += close
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // 0x2028 and 0x2029 end a line in JavaScript, 0x7F disturbs terminals.
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028
        || scalar.value == 0x2029:
        text += "\\u" + Digits.hexadecimal(UInt64(scalar.value), digits: 4)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONText: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// An object; the order of the literal is kept.
  public init(dictionaryLiteral elements: (String, JSONText)...) { self = .object(elements) }
  /// A list.
  public init(arrayLiteral elements: JSONText...) { self = .array(elements) }
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
}
