/// Elements in a row, in memory of its own, that are changed in place.
///
/// # Theory of operation
///
/// An `Array` asks at every change whether somebody else has its buffer too; with a dozen tables
/// that are changed some forty times in the life of one thread, that question was most of the
/// work. A kernel asks it once for all its tables, when a call comes in (`Kernel.makeUnique`), and
/// the tables then trust it. So a table must never be changed through a kernel, or a copy of a
/// kernel, that has not asked.
///
/// The memory itself is owned by a reference that counts as usual: nothing has to be freed by hand.
/// An empty table has no memory, so that a copy of a kernel has only what was ever needed to copy.
@safe
struct Table<Element: Sendable>: @unchecked Sendable {
  private var storage: TableStorage<Element>?
  /// Where the elements are; as long as there were none, an address that nothing is at.
  private var base: UnsafeMutablePointer<Element>
  /// How many elements there are.
  private(set) var count = 0

  /// An empty table.
  init() {
    unsafe base =
      unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }

  /// A table of equal elements.
  init(repeating element: Element, count: Int) {
    self.init()
    append(repeating: element, count: count)
  }

  /// The element at an index.
  ///
  /// - Precondition: There is one.
  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      return unsafe base + index
    }
  }

  /// Where the first element is: for as long as no element is added, and the table has not been
  /// made unique.
  @unsafe var start: UnsafeMutablePointer<Element> {
    @inline(__always) get { unsafe base }
  }

  /// The element at an index that this table's owner has given out itself.
  ///
  /// It is checked in debug builds alone: a kernel follows some two hundred of its own links in the
  /// life of one thread, and the checks were a fifth of the work. What comes from outside never is
  /// such an index.
  subscript(link: Link) -> Element {
    @inline(__always) unsafeAddress {
      assert(UInt(bitPattern: link.index) < UInt(bitPattern: count), "no such element")
      return unsafe UnsafePointer(base + link.index)
    }
    @inline(__always) unsafeMutableAddress {
      assert(UInt(bitPattern: link.index) < UInt(bitPattern: count), "no such element")
      return unsafe base + link.index
    }
  }

  /// Adds an element at the end.
  @inline(__always)
  mutating func append(_ element: consuming Element) {
    if count == capacity { move(toCapacity: max(count * 2, Self.capacityMin)) }
    unsafe (base + count).initialize(to: element)
    setCount(count + 1)
  }

  /// Takes the last element away.
  @inline(__always)
  mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    setCount(count - 1)
    return unsafe (base + count).move()
  }

  /// Adds equal elements at the end.
  mutating func append(repeating element: Element, count added: Int) {
    guard added > 0 else { return }
    if count + added > capacity { move(toCapacity: max(capacity * 2, count + added)) }
    unsafe (base + count).initialize(repeating: element, count: added)
    setCount(count + added)
  }

  /// Overwrites elements with equal ones.
  mutating func fill(_ range: Range<Int>, with element: Element) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "no such elements")
    unsafe (base + range.lowerBound).update(repeating: element, count: range.count)
  }

  /// Overwrites elements with others that do not overlap them.
  mutating func copy(_ range: Range<Int>, to start: Int) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && start >= 0
        && start + range.count <= count, "no such elements")
    unsafe (base + start).update(from: base + range.lowerBound, count: range.count)
  }

  /// Gives this table memory of its own, with the same elements.
  mutating func makeUnique() {
    guard let shared = storage else { return }
    let copy = TableStorage<Element>.make(capacity: shared.room)
    unsafe copy.base.initialize(from: base, count: count)
    copy.setCount(count)
    storage = copy
    unsafe base = unsafe copy.base
  }

  /// Gives this table memory of its own if another one has that too: for a table that changes so seldom
  /// that it is asked by itself.
  mutating func makeUniqueIfShared() {
    if storage != nil, !isKnownUniquelyReferenced(&storage) { makeUnique() }
  }

  /// The least room of a table that has any.
  private static var capacityMin: Int { 8 }

  @inline(__always)
  private var capacity: Int { storage?.room ?? 0 }

  @inline(__always)
  private mutating func setCount(_ count: Int) {
    self.count = count
    // What the memory has to end when it goes.
    storage?.setCount(count)
  }

  @inline(never)
  private mutating func move(toCapacity capacity: Int) {
    let larger = TableStorage<Element>.make(capacity: capacity)
    unsafe larger.base.moveInitialize(from: base, count: count)
    larger.setCount(count)
    // What was moved out is no longer the old memory's to end.
    storage?.setCount(0)
    storage = larger
    unsafe base = unsafe larger.base
  }
}

/// An index that a table's owner has given out itself; see `Table.subscript`.
struct Link {
  let index: Int

  @inline(__always)
  init(_ index: Int) {
    self.index = index
  }
}

/// The memory of a table, in one piece with what is known of it.
///
/// A class, so that the memory goes when the last kernel goes that has it. What is known of it is
/// reached by pointer: the property of a class would be watched for accesses that overlap.
private final class TableStorage<Element>: ManagedBuffer<TableHeader, Element> {
  /// Memory without elements.
  static func make(capacity: Int) -> TableStorage {
    let made = create(minimumCapacity: capacity) { _ in TableHeader(capacity: capacity) }
    return unsafe unsafeDowncast(made, to: TableStorage.self)
  }

  /// Where the elements are, as long as the memory is there.
  @inline(__always)
  var base: UnsafeMutablePointer<Element> {
    unsafe withUnsafeMutablePointerToElements { unsafe $0 }
  }

  /// How many elements there is room for.
  @inline(__always)
  var room: Int {
    unsafe withUnsafeMutablePointerToHeader { unsafe $0.pointee.capacity }
  }

  /// Says how many elements are there, from the start.
  @inline(__always)
  func setCount(_ count: Int) {
    unsafe withUnsafeMutablePointerToHeader { unsafe $0.pointee.count = count }
  }

  deinit {
    unsafe withUnsafeMutablePointers { header, elements in
      _ = unsafe elements.deinitialize(count: header.pointee.count)
    }
  }
}

/// What is known of the memory of a table.
private struct TableHeader {
  let capacity: Int
  /// The elements that are there, from the start.
  var count = 0
}
