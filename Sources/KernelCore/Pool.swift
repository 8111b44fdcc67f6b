/// A table of plain records that are named by small numbers, as a kernel's caches are.
///
/// # Theory of operation
///
/// A record lives in a slot; the slot's index names it, and records link to one another by such
/// indices (`Int32`, -1 for none) instead of references. A slot that is released goes to the head
/// of a list of free slots and is the next to be given out, so what is in use stays close together
/// in memory. Its generation counts how often that happened. A record is no object, so the hot
/// path counts no references.
struct Pool<Record: Sendable>: Sendable {
  private struct Slot: Sendable {
    var record: Record
    var generation: UInt32
    /// The next free slot, `endOfList`, or `inUse`.
    var nextFree: Int32
  }

  private static var endOfList: Int32 { -1 }
  private static var inUse: Int32 { -2 }

  private var slots = Table<Slot>()
  private var firstFree = Self.endOfList
  /// How many records there are.
  private(set) var count = 0

  /// Puts a record into a free slot.
  @inline(__always)
  mutating func allocate(_ record: consuming Record) -> Int32 {
    count &+= 1
    let index = firstFree
    guard index >= 0 else {
      slots.append(Slot(record: record, generation: 0, nextFree: Self.inUse))
      return Int32(slots.count - 1)
    }
    firstFree = slots[Int(index)].nextFree
    slots[Int(index)].nextFree = Self.inUse
    slots[Int(index)].record = record
    return index
  }

  /// Gives out a free slot with whatever was in it, to be overwritten; a new one holds `fresh`.
  @inline(__always)
  mutating func allocateSlot(fresh: @autoclosure () -> Record) -> Int32 {
    let index = firstFree
    guard index >= 0 else { return allocate(fresh()) }
    count &+= 1
    firstFree = slots[Link(Int(index))].nextFree
    slots[Link(Int(index))].nextFree = Self.inUse
    return index
  }

  /// Frees a slot; its record stays readable until the slot is given out again.
  ///
  /// - Precondition: The slot is in use.
  @inline(__always)
  mutating func release(_ index: Int32) {
    precondition(slots[Int(index)].nextFree == Self.inUse, "released twice")
    slots[Int(index)].nextFree = firstFree
    slots[Int(index)].generation &+= 1
    firstFree = index
    count &-= 1
  }

  /// The record in a slot.
  subscript(index: Int32) -> Record {
    @inline(__always) _read { yield slots[Link(Int(index))].record }
    @inline(__always) _modify { yield &slots[Link(Int(index))].record }
  }

  /// Changes a record with a look at another one.
  ///
  /// The two are looked up once: what is taken over goes from place to place, without a copy of either.
  ///
  /// - Precondition: They are two, and there.
  @inline(__always)
  mutating func update(
    _ index: Int32, from other: Int32, _ change: (inout Record, borrowing Record) -> Void
  ) {
    precondition(
      index != other && UInt(bitPattern: Int(index)) < UInt(bitPattern: slots.count)
        && UInt(bitPattern: Int(other)) < UInt(bitPattern: slots.count), "no two records")
    // Both places are within the table, as was just asked, and they do not overlap.
    let start = unsafe slots.start
    unsafe change(&start[Int(index)].record, start[Int(other)].record)
  }

  /// Gives this pool memory of its own.
  mutating func makeUnique() { slots.makeUnique() }

  /// How often a slot was released.
  @inline(__always)
  func generation(of index: Int32) -> UInt32 { slots[Link(Int(index))].generation }

  /// Whether a slot holds a record.
  func isInUse(_ index: Int32) -> Bool {
    index >= 0 && Int(index) < slots.count && slots[Int(index)].nextFree == Self.inUse
  }

  /// Whether a record is among those in use.
  func contains(where isWanted: (Record) -> Bool) -> Bool {
    for index in 0..<slots.count
    where slots[index].nextFree == Self.inUse && isWanted(slots[index].record) {
      return true
    }
    return false
  }

  /// The slots in use, in ascending order.
  var indices: [Int32] {
    (0..<Int32(slots.count)).filter { slots[Int($0)].nextFree == Self.inUse }
  }
}
