import CMemory

/// Where tables get their room from, see `CMemory.h`.
@usableFromInline enum Memory {
  @usableFromInline static func take(_ size: Int) -> UnsafeMutableRawPointer {
    unsafe memory_take(size)
  }

  @usableFromInline static func give(_ block: UnsafeMutableRawPointer) {
    unsafe memory_give(block)
  }
}

/// Rows in a block of memory of their own, read and written where they stand.
///
/// The room is taken once, before arming; how many rows are in use may change up to `capacity`.
/// Every byte of the room is defined, so that the bytes are a picture of the state. A table is not
/// copied but lent (`borrowing`, `inout`). Measured against `FixedList` in a method that does not
/// mutate (swift 6.3.1, 64 rows of 64 bytes): 0.3 to 0.6 ns a row instead of 63 to 128.
@safe public struct Table<Row: BitwiseCopyable>: ~Copyable {
  @usableFromInline let rows: UnsafeMutablePointer<Row>
  @usableFromInline var used: Int
  /// How many rows there is room for.
  public let capacity: Int

  /// `count` copies of `row`; the room behind them holds copies too. Without `capacity` there is
  /// room for these only. Precondition: 0 ≤ `count` ≤ `capacity`.
  @inlinable public init(repeating row: Row, count: Int, capacity: Int? = nil) {
    let room = capacity ?? count
    precondition(count >= 0 && count <= room, "more rows than the table has room for")
    self.capacity = room
    used = count
    let block = unsafe Memory.take(room * MemoryLayout<Row>.stride)
    unsafe rows = block.bindMemory(to: Row.self, capacity: room)
    unsafe rows.initialize(repeating: row, count: room)
  }

  /// A table of its own with the same rows.
  @inlinable public init(copying other: borrowing Table<Row>) {
    let room = other.capacity
    let block = unsafe Memory.take(room * MemoryLayout<Row>.stride)
    unsafe rows = block.bindMemory(to: Row.self, capacity: room)
    unsafe rows.initialize(from: other.rows, count: room)
    capacity = room
    used = other.used
  }

  @inlinable deinit { unsafe Memory.give(rows) }

  /// How many rows are in use.
  @inlinable public var count: Int { used }
  /// The valid indices.
  @inlinable public var indices: Range<Int> { 0..<used }
  /// True when no row is in use.
  @inlinable public var isEmpty: Bool { used == 0 }
  /// True when there is no room for one more.
  @inlinable public var isFull: Bool { used == capacity }

  /// The row at `index`, in place. Precondition: `index` is in `indices`.
  @inlinable public subscript(index: Int) -> Row {
    unsafeAddress {
      precondition(index >= 0 && index < used, "row past the end")
      return unsafe UnsafePointer(rows + index)
    }
    unsafeMutableAddress {
      precondition(index >= 0 && index < used, "row past the end")
      return unsafe rows + index
    }
  }

  /// Adds one row at the end; false (and no change) when there is no room.
  @discardableResult
  @inlinable public mutating func append(_ row: Row) -> Bool {
    guard used < capacity else { return false }
    unsafe rows[used] = row
    used &+= 1
    return true
  }

  /// Forgets every row from `count` on; nothing when there are not that many.
  @inlinable public mutating func shorten(to count: Int) {
    if count >= 0, count < used { used = count }
  }

  /// Forgets every row; the room stays.
  @inlinable public mutating func removeAll() { used = 0 }

  /// `count` copies of `row` from now on. Precondition: there is room for them.
  @inlinable public mutating func fill(_ row: Row, count: Int) {
    precondition(count >= 0 && count <= capacity, "more rows than the table has room for")
    for index in 0..<count { unsafe rows[index] = row }
    used = count
  }

  /// Lets `body` read all rows where they stand, as a system call does.
  @unsafe
  @inlinable public borrowing func withRows<Result>(
    _ body: (UnsafePointer<Row>, Int) -> Result
  ) -> Result {
    unsafe body(rows, used)
  }

  /// Lets `body` fill the room behind the last row, as a system call does: it gets the first free
  /// place and how many there are, and returns how many it filled (none when negative).
  /// Precondition: `body` reports no more than there was room for.
  @unsafe
  @inlinable public mutating func appendInPlace(
    _ body: (UnsafeMutablePointer<Row>, Int) -> Int32
  ) -> Int32 {
    let room = capacity &- used
    let result = unsafe body(rows + used, room)
    if result > 0 {
      precondition(Int(result) <= room, "more rows than there was room for")
      used &+= Int(result)
    }
    return result
  }

  /// Takes over the rows of another table. Precondition: there is room for them.
  @inlinable public mutating func take(_ other: borrowing Table<Row>) {
    precondition(other.used <= capacity, "more rows than the table has room for")
    for index in 0..<other.used { unsafe rows[index] = other.rows[index] }
    used = other.used
  }
}

// One owner at a time: what lends it to another thread waits for it.
extension Table: @unchecked Sendable where Row: Sendable {}
