import CTerminal

/// The terminal that the console paints on. Owns the screen from `init` to `deinit`.
struct Terminal: ~Copyable {
  /// Why there is no screen to paint on.
  enum Obstacle: Error {
    /// Input or output is no terminal.
    case noTerminal
    /// TERM names one that cannot place a cursor.
    case unsuitable
  }

  private var shown: Screen?

  /// Takes the screen.
  init(wantsColour: Bool) throws(Obstacle) {
    switch terminal_open(wantsColour ? 1 : 0) {
    case 0: break
    case -25: throw .noTerminal  // ENOTTY
    default: throw .unsuitable
    }
  }

  deinit { terminal_close() }

  /// True when the locale of the environment writes UTF-8.
  static func hasUnicode() -> Bool { terminal_use_locale() == 1 }

  /// True when a person can look at output and press keys.
  static var isInteractive: Bool { terminal_is_interactive() == 1 }

  /// Rows and columns of the terminal on standard output; nil when there is none.
  static func measured() -> (rows: Int, columns: Int)? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard unsafe terminal_measure(&rows, &columns) == 0 else { return nil }
    return (Int(rows), Int(columns))
  }

  /// Rows and columns of the screen now.
  var size: (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    unsafe terminal_size(&rows, &columns)
    return (max(Int(rows), 1), max(Int(columns), 1))
  }

  /// The signal that asked the process to end; nil when none did.
  var interruption: Int32? {
    let signal = terminal_interrupted()
    return signal == 0 ? nil : signal
  }

  /// Paints a page. Rows that show the same as before are left alone.
  mutating func paint(_ screen: Screen) {
    if shown == screen { return }
    let before = shown?.rows == screen.rows && shown?.columns == screen.columns ? shown : nil
    if before == nil { terminal_clear() }
    for row in 0..<screen.rows {
      let cells = screen.cells(row: row)
      if let before, before.cells(row: row) == cells { continue }
      paint(cells, row)
    }
    terminal_refresh(shown == nil ? 1 : 0)
    shown = screen
  }

  /// Makes the next page repaint everything, after a stray program wrote on the terminal.
  mutating func forget() { shown = nil }

  private func paint(_ cells: ArraySlice<Screen.Cell>, _ row: Int) {
    var column = cells.startIndex
    while column < cells.endIndex {
      let style = cells[column].style
      let end = cells[column...].firstIndex { $0.style != style } ?? cells.endIndex
      var text = String.UnicodeScalarView()
      for cell in cells[column..<end] where cell.scalar != "\0" { text.append(cell.scalar) }
      let bytes = Array(String(text).utf8)
      unsafe bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return }
        unsafe terminal_put(
          Int32(row), Int32(column - cells.startIndex), start.assumingMemoryBound(to: CChar.self),
          Int32(bytes.count), Terminal.attributes(style))
      }
      column = end
    }
  }

  /// Forgets keys that were pressed before what they would answer was on the screen.
  func discardKeys() { terminal_discard_keys() }

  /// Waits for a key.
  func key(milliseconds: Int32) -> Key? {
    let code = terminal_key(milliseconds)
    return Int(code) == TERMINAL_KEY_NONE ? nil : Terminal.named(code)
  }
}

extension Terminal {
  private static func attributes(_ style: Style) -> Int32 {
    let hasColour = terminal_has_colour() == 1
    let bits: Int =
      switch style {
      case .plain: TERMINAL_DEFAULT
      case .faint: TERMINAL_DIM
      case .strong, .heading: TERMINAL_BOLD
      case .good: TERMINAL_GREEN
      case .caution: TERMINAL_YELLOW | TERMINAL_BOLD
      case .bad: hasColour ? TERMINAL_RED | TERMINAL_BOLD : TERMINAL_REVERSE
      case .inverse: TERMINAL_REVERSE
      case .alarm: TERMINAL_RED | TERMINAL_REVERSE | TERMINAL_BOLD
      }
    return Int32(bits)
  }

  private static func named(_ code: Int32) -> Key {
    switch Int(code) {
    case TERMINAL_KEY_UP: .up
    case TERMINAL_KEY_DOWN: .down
    case TERMINAL_KEY_PAGE_UP: .pageUp
    case TERMINAL_KEY_PAGE_DOWN: .pageDown
    case TERMINAL_KEY_HOME: .home
    case TERMINAL_KEY_END: .end
    case TERMINAL_KEY_ENTER: .enter
    case TERMINAL_KEY_ESCAPE: .escape
    case TERMINAL_KEY_RESIZE: .resize
    default: Unicode.Scalar(UInt32(bitPattern: code)).map(Key.character) ?? .other
    }
  }
}
