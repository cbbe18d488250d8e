/// At most `capacity` values held in place: the count is known at run time, the room at compile
/// time.
///
/// Reading in place: through a list that can be changed here (a `var`, an `inout`, a stored `var`
/// of a mutating `self`) the subscript reads in place. Through one that cannot (a parameter, a
/// `let`, a method that does not mutate) swift 6.3.1 copies all of `storage` at every access,
/// release builds included: 60 ns instead of 0.5 ns for 64 elements of 64 bytes. What a cycle reads
/// stands in a `Table`.
public struct FixedList<Element, let capacity: Int> {
  /// The whole room, for reading in place in hot loops; what lies from `count` on means nothing.
  public var storage: InlineArray<capacity, Element>
  @usableFromInline var used: Int

  /// `count` copies of `element`; the room behind them holds copies too, so every byte is defined.
  @inlinable public init(repeating element: Element, count: Int) {
    precondition(0...capacity ~= count, "more elements than the list has room for")
    storage = .init(repeating: element)
    used = count
  }

  /// How many elements are in use.
  @inlinable public var count: Int { used }
  /// The valid indices.
  @inlinable public var indices: Range<Int> { 0..<used }
  /// True when nothing is in use.
  @inlinable public var isEmpty: Bool { used == 0 }
  /// True when there is no room for one more.
  @inlinable public var isFull: Bool { used == capacity }

  /// Adds one element at the end; false (and no change) when the list is full.
  @discardableResult
  @inlinable public mutating func append(_ element: Element) -> Bool {
    guard used < capacity else { return false }
    storage[used] = element
    used &+= 1
    return true
  }

  /// Forgets every element from `count` on; nothing when there are not that many.
  @inlinable public mutating func shorten(to count: Int) {
    if count >= 0, count < used { used = count }
  }

  /// Forgets every element; the room stays.
  @inlinable public mutating func removeAll() { used = 0 }

  /// Lets `body` fill the room behind the last element in place, as a system call does: it gets the
  /// first free place and how many there are, and returns how many it filled (none when negative).
  ///
  /// For plain values only. Precondition: `body` reports no more than there was room for.
  @unsafe
  @inlinable public mutating func appendInPlace(
    _ body: (UnsafeMutablePointer<Element>, Int) -> Int32
  ) -> Int32 where Element: BitwiseCopyable {
    let first = used
    let room = capacity &- used
    let result = unsafe Swift.withUnsafeMutablePointer(to: &storage) { whole in
      // An InlineArray is its elements one after the other and nothing else (SE-0453).
      let places = unsafe UnsafeMutableRawPointer(whole).assumingMemoryBound(to: Element.self)
      return unsafe body(places + first, room)
    }
    if result > 0 {
      precondition(Int(result) <= room, "more elements than there was room for")
      used &+= Int(result)
    }
    return result
  }

  /// Lets `body` read all elements in place.
  @unsafe
  @inlinable public func withElements<Result>(
    _ body: (UnsafePointer<Element>, Int) -> Result
  ) -> Result where Element: BitwiseCopyable {
    let inUse = used
    return unsafe Swift.withUnsafePointer(to: storage) { whole in
      let places = unsafe UnsafeRawPointer(whole).assumingMemoryBound(to: Element.self)
      return unsafe body(places, inUse)
    }
  }

  /// The element at `index`. Precondition: `index` is in `indices`.
  @inlinable public subscript(index: Int) -> Element {
    _read {
      precondition(index >= 0 && index < used, "index past the end")
      yield storage[index]
    }
    _modify {
      precondition(index >= 0 && index < used, "index past the end")
      yield &storage[index]
    }
  }
}

extension FixedList: Sendable where Element: Sendable {}
extension FixedList: BitwiseCopyable where Element: BitwiseCopyable {}
