/// A page of styled characters: what the console shows, as a value that tests can read.
///
/// Each cell holds one scalar. A wide character takes two cells, the second one empty; marks that
/// combine with the character before them are left out, control characters become `?`.
public struct Screen: Sendable, Equatable {
  /// One place on the page.
  public struct Cell: Sendable, Equatable {
    /// What stands there; U+0000 is the second half of a wide character.
    public var scalar: Unicode.Scalar
    /// What it means.
    public var style: Style
    /// An empty place.
    public static let blank = Cell(scalar: " ", style: .plain)
  }

  /// Height in cells.
  public let rows: Int
  /// Width in cells.
  public let columns: Int
  /// False when the terminal has ASCII only: drawn signs are replaced, letters become `?`.
  public let hasUnicode: Bool
  private var cells: [Cell]

  /// An empty page. Sizes below 1 count as 1.
  public init(rows: Int, columns: Int, hasUnicode: Bool = true) {
    self.rows = max(rows, 1)
    self.columns = max(columns, 1)
    self.hasUnicode = hasUnicode
    cells = Array(repeating: .blank, count: self.rows * self.columns)
  }

  /// The cell at a place on the page. Precondition: it is on the page.
  public subscript(row: Int, column: Int) -> Cell {
    precondition((0..<rows).contains(row) && (0..<columns).contains(column), "off the page")
    return cells[row * columns + column]
  }

  /// Writes `text` from (`row`, `column`) on, cut off at `limit` (the page's edge when nil).
  /// Returns the column behind the last cell written.
  @discardableResult
  public mutating func put(
    _ text: String, row: Int, column: Int, limit: Int? = nil, style: Style = .plain
  ) -> Int {
    let end = min(limit ?? columns, columns)
    guard row >= 0, row < rows, column >= 0 else { return column }
    var place = column
    for scalar in text.unicodeScalars {
      let shown = hasUnicode ? Glyph.printable(scalar) : Glyph.ascii(scalar)
      let width = Glyph.width(shown)
      if width == 0 { continue }
      guard place + width <= end else { break }
      cells[row * columns + place] = Cell(scalar: shown, style: style)
      if width == 2 { cells[row * columns + place + 1] = Cell(scalar: "\0", style: style) }
      place += width
    }
    return place
  }

  /// Gives a whole row one style, characters kept.
  public mutating func paint(row: Int, style: Style) {
    guard row >= 0, row < rows else { return }
    for column in 0..<columns { cells[row * columns + column].style = style }
  }

  /// Empties a rectangle of the page.
  public mutating func clear(_ area: Area) {
    for row in max(area.row, 0)..<max(min(area.row + area.rows, rows), max(area.row, 0)) {
      for column in max(area.column, 0)..<max(min(area.column + area.columns, columns), 0) {
        cells[row * columns + column] = .blank
      }
    }
  }

  /// The cells of one row. Precondition: it is on the page.
  public func cells(row: Int) -> ArraySlice<Cell> {
    precondition((0..<rows).contains(row), "off the page")
    return cells[(row * columns)..<((row + 1) * columns)]
  }

  /// The row as plain text, trailing blanks dropped.
  public func text(row: Int) -> String {
    var line = String.UnicodeScalarView()
    for column in 0..<columns {
      let scalar = cells[row * columns + column].scalar
      if scalar != "\0" { line.append(scalar) }
    }
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// The whole page as plain text, one line a row.
  public var text: String {
    (0..<rows).map { text(row: $0) }.joined(separator: "\n") + "\n"
  }
}
