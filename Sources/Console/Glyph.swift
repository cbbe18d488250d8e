/// How single characters stand in cells.
enum Glyph {
  /// Cells that a scalar takes: 0 for marks that combine, 2 for wide East Asian ones, else 1.
  static func width(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    return isWide(value) ? 2 : 1
  }

  /// The scalar itself, or `?` for what would move the cursor or show nothing.
  static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let value = scalar.value
    if value >= 0x20 && value < 0x7F { return scalar }
    if value < 0xA0 { return "?" }
    switch scalar.properties.generalCategory {
    case .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return "?"
    default: return scalar
    }
  }

  /// The nearest ASCII character for a terminal that has no other.
  static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar {
    case "─", "━", "–", "—", "−": return "-"
    case "│", "┃": return "|"
    case "├": return "["
    case "┤": return "]"
    case "┼", "┌", "┐", "└", "┘": return "+"
    case "■", "●", "█", "▓": return "#"
    case "▁", "▂": return "."
    case "▃", "▄", "▅": return "o"
    case "▆", "▇": return "O"
    case "░", "▒": return ":"
    case "◀", "‹": return "<"
    case "▶", "›": return ">"
    case "↑": return "^"
    case "↓": return "v"
    case "·": return "."
    case "…": return "~"
    case "≤": return "<"
    case "≥": return ">"
    case "µ", "μ": return "u"
    case "°": return "o"
    case "×": return "x"
    case "√": return "v"
    default:
      let value = scalar.value
      return value >= 0x20 && value < 0x7F ? scalar : "?"
    }
  }

  /// Blocks that Unicode TR 11 calls wide, without the rare ones.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: true
    case 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF: true
    case 0x20000...0x3FFFD: true
    default: false
    }
  }
}
