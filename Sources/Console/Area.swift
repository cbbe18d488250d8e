/// A rectangle on a page, in cells.
public struct Area: Sendable, Equatable {
  /// First row.
  public var row: Int
  /// First column.
  public var column: Int
  /// Height.
  public var rows: Int
  /// Width.
  public var columns: Int

  /// A rectangle.
  public init(row: Int, column: Int, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = rows
    self.columns = columns
  }

  /// Column behind the last one.
  public var right: Int { column + columns }
}
