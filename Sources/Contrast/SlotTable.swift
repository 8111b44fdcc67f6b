/// A table of records that are named by their slots; a slot that is free is given out again.
struct SlotTable<Record: Sendable>: Sendable {
  private struct Slot: Sendable {
    var record: Record
    var generation: UInt32 = 0
    var use = Use.taken
  }

  private enum Use: UInt8, Sendable {
    case free
    case taken
  }

  private var slots: ContiguousArray<Slot> = []
  private var free: ContiguousArray<Int32> = []
  /// How many records there are.
  var count: Int { slots.count - free.count }

  /// Puts a record into a free slot.
  mutating func add(_ record: Record) -> Int32 {
    guard let slot = free.popLast() else {
      slots.append(Slot(record: record))
      return Int32(slots.count - 1)
    }
    slots[Int(slot)].record = record
    slots[Int(slot)].use = .taken
    return slot
  }

  /// Frees a slot.
  ///
  /// - Precondition: It holds a record.
  mutating func remove(_ slot: Int32) {
    precondition(slots[Int(slot)].use == .taken, "removed twice")
    slots[Int(slot)].use = .free
    slots[Int(slot)].generation &+= 1
    free.append(slot)
  }

  /// The record in a slot.
  subscript(slot: Int32) -> Record {
    _read { yield slots[Int(slot)].record }
    _modify { yield &slots[Int(slot)].record }
  }

  /// How often a slot was freed.
  func generation(of slot: Int32) -> UInt32 { slots[Int(slot)].generation }

  /// Whether a slot holds a record.
  func contains(_ slot: Int32) -> Bool {
    slots.indices.contains(Int(slot)) && slots[Int(slot)].use == .taken
  }

  /// The slots that hold records, in ascending order.
  var indices: [Int32] {
    (0..<Int32(slots.count)).filter { slots[Int($0)].use == .taken }
  }
}
