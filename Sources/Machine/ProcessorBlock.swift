/// What the execution loop has at hand: registers and translation buffers, in one piece of memory, so
/// that it reaches all of it from one register of the host.
///
/// The three buffers are direct-mapped by page. An entry of the two for data has the address of its
/// page and what is to be added to an address of the task to get one of the host; an entry for code
/// has the page's decoded slots. An empty entry has an address that no page has.
///
/// Safe, because registers come from decoded instructions, which name one of 33, and an entry is only
/// made for memory that stays until it is taken away.
@safe
struct ProcessorBlock {
  static var dataEntries: Int { 256 }
  static var codeEntries: Int { 64 }
  private static var dataEntryBytes: Int { 16 }
  private static var codeEntryBytes: Int { 32 }
  private static var dataIndexMask: UInt64 { UInt64((dataEntries - 1) * dataEntryBytes) }
  private static var emptyTag: UInt64 { ~0 }
  private static var pageMask: UInt64 { ~0xfff }

  private static var floatOffset: Int { 272 }
  /// Which entries were made since their buffer was emptied, a bit each: those for data, then for code.
  private static var dataMarksOffset: Int { 528 }
  private static var codeMarksOffset: Int { dataMarksOffset + dataEntries / 8 }
  private static var readOffset: Int { 576 }
  private static var writeOffset: Int { readOffset + dataEntries * dataEntryBytes }
  private static var codeOffset: Int { writeOffset + dataEntries * dataEntryBytes }
  private static var byteCount: Int { codeOffset + codeEntries * codeEntryBytes }

  private let base: UnsafeMutableRawPointer

  /// A block of zeroes and empty entries, until `deallocate`.
  init() {
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: Self.byteCount, alignment: 64)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: Self.readOffset)
    // All bits of a tag that no page has are set.
    unsafe (base + Self.readOffset).initializeMemory(
      as: UInt8.self, repeating: 0xff, count: Self.byteCount - Self.readOffset)
  }

  /// Gives the memory back.
  func deallocate() { unsafe base.deallocate() }

  // MARK: Registers

  /// An integer register.
  subscript(register: UInt8) -> UInt64 {
    @inline(__always) get {
      unsafe base.load(fromByteOffset: Int(register) &* 8, as: UInt64.self)
    }
    @inline(__always) nonmutating set {
      unsafe base.storeBytes(of: newValue, toByteOffset: Int(register) &* 8, as: UInt64.self)
    }
  }

  /// The floating-point registers.
  var floats: FloatBlock {
    @inline(__always) get { unsafe FloatBlock(base: base + Self.floatOffset) }
  }

  /// Takes the registers of a task.
  func load(_ hart: borrowing Hart) {
    // Copied once, not for each register.
    let (integers, numbers) = (hart.x.values, hart.f.values)
    for register in integers.indices { self[UInt8(register)] = integers[register] }
    for register in numbers.indices { floats[UInt8(register)] = numbers[register] }
  }

  /// Gives the registers back to a task.
  func store(to hart: inout Hart) {
    var (integers, numbers) = (IntegerRegisters(), FloatRegisters())
    for register in integers.values.indices { integers.values[register] = self[UInt8(register)] }
    for register in numbers.values.indices { numbers.values[register] = floats[UInt8(register)] }
    hart.x = integers
    hart.f = numbers
  }

  // MARK: Data

  /// The place in memory of an address, if it is in the buffer, with all bytes of the access on one
  /// page.
  @inline(__always)
  private func place(
    _ address: UInt64, _ byteCount: Int, _ buffer: Int
  ) -> UnsafeMutableRawPointer? {
    // Sixteen bytes an entry, so a page's entry is its number times sixteen.
    let offset = buffer &+ Int(truncatingIfNeeded: address &>> 8 & Self.dataIndexMask)
    let entry = unsafe base + offset
    let last = address &+ UInt64(byteCount &- 1)
    guard unsafe last & Self.pageMask == entry.load(as: UInt64.self) else { return nil }
    let distance = unsafe entry.load(fromByteOffset: 8, as: UInt.self)
    return unsafe UnsafeMutableRawPointer(
      bitPattern: UInt(truncatingIfNeeded: address) &+ distance)
  }

  /// Reads a number, if its page can be read by the buffer.
  @inline(__always)
  func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ address: UInt64, as type: Number.Type
  ) -> Number? {
    guard let place = unsafe place(address, MemoryLayout<Number>.size, Self.readOffset) else {
      return nil
    }
    return unsafe place.loadUnaligned(as: Number.self)
  }

  /// Carries out the load of an integer, if its page can be read by the buffer.
  ///
  /// A number with a sign fills the register with that, one without with zeroes.
  ///
  /// - Returns: Whether it was.
  @inline(__always)
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ slot: SlotCursor, as type: Number.Type
  ) -> Bool {
    guard let value = read(self[slot.rs1] &+ slot.immediate, as: type) else { return false }
    self[slot.rd] = UInt64(truncatingIfNeeded: value)
    return true
  }

  /// Writes a number, if its page can be written to by the buffer.
  ///
  /// - Returns: Whether it was.
  @inline(__always)
  func write<Number: FixedWidthInteger & BitwiseCopyable>(
    _ address: UInt64, _ value: Number
  ) -> Bool {
    guard let place = unsafe place(address, MemoryLayout<Number>.size, Self.writeOffset) else {
      return false
    }
    unsafe place.storeBytes(of: value, as: Number.self)
    return true
  }

  /// Lets a page be read by the buffer.
  @unsafe
  func allowReads(_ address: UInt64, _ bytes: UnsafeMutableRawPointer) {
    unsafe enter(address, bytes, Self.readOffset)
  }

  /// Lets a page be written to by the buffer.
  @unsafe
  func allowWrites(_ address: UInt64, _ bytes: UnsafeMutableRawPointer) {
    unsafe enter(address, bytes, Self.writeOffset)
  }

  @unsafe
  private func enter(_ address: UInt64, _ bytes: UnsafeMutableRawPointer, _ buffer: Int) {
    let entry = Int(truncatingIfNeeded: address >> 12) & (Self.dataEntries - 1)
    mark(entry, Self.dataMarksOffset)
    let offset = buffer + entry * Self.dataEntryBytes
    let page = address & Self.pageMask
    let distance = UInt(bitPattern: bytes) &- UInt(truncatingIfNeeded: page)
    unsafe base.storeBytes(of: page, toByteOffset: offset, as: UInt64.self)
    unsafe base.storeBytes(of: distance, toByteOffset: offset + 8, as: UInt.self)
  }

  private static func dataOffset(_ address: UInt64) -> Int {
    Int(truncatingIfNeeded: address >> 12 & UInt64(dataEntries - 1)) * dataEntryBytes
  }

  // MARK: Code

  /// The slot of an address, if its page is in the buffer.
  @inline(__always)
  func code(at pc: UInt64) -> CodePlace? {
    let entry = unsafe base + Self.codeOffset(pc)
    guard unsafe entry.load(as: UInt64.self) == pc & Self.pageMask else { return nil }
    let slots = unsafe entry.load(fromByteOffset: 8, as: UnsafeRawPointer.self)
    // Eight bytes of slots for each byte of code.
    let slot = unsafe (slots + Int(truncatingIfNeeded: pc & ~Self.pageMask & ~1) &* 8)
      .assumingMemoryBound(to: Slot.self)
    return CodePlace(
      slot: unsafe SlotCursor(slot),
      delta: unsafe entry.load(fromByteOffset: 16, as: UInt64.self))
  }

  /// The number of the decoded page of an address, if it is in the buffer.
  func codePage(at pc: UInt64) -> Int? {
    let entry = unsafe base + Self.codeOffset(pc)
    guard unsafe entry.load(as: UInt64.self) == pc & Self.pageMask else { return nil }
    return unsafe entry.load(fromByteOffset: 24, as: Int.self)
  }

  /// Lets a page be executed by the buffer.
  @unsafe
  func allowExecution(_ pc: UInt64, _ slots: UnsafePointer<Slot>, page number: Int) {
    mark(Int(truncatingIfNeeded: pc >> 12) & (Self.codeEntries - 1), Self.codeMarksOffset)
    let offset = Self.codeOffset(pc)
    let page = pc & Self.pageMask
    let delta = unsafe SlotCursor(slots).delta(for: page)
    unsafe base.storeBytes(of: page, toByteOffset: offset, as: UInt64.self)
    unsafe base.storeBytes(
      of: UnsafeRawPointer(slots), toByteOffset: offset + 8, as: UnsafeRawPointer.self)
    unsafe base.storeBytes(of: delta, toByteOffset: offset + 16, as: UInt64.self)
    unsafe base.storeBytes(of: number, toByteOffset: offset + 24, as: Int.self)
  }

  @inline(__always)
  private static func codeOffset(_ pc: UInt64) -> Int {
    codeOffset &+ Int(truncatingIfNeeded: pc &>> 12 & UInt64(codeEntries - 1)) &* codeEntryBytes
  }

  // MARK: Forgetting

  // Most code that runs for a short time makes few entries, so those are gone through, not all.

  /// Notes that an entry was made.
  private func mark(_ entry: Int, _ marks: Int) {
    let offset = marks + entry / 64 * 8
    let word = unsafe base.load(fromByteOffset: offset, as: UInt64.self) | 1 << UInt64(entry % 64)
    unsafe base.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
  }

  /// Goes through the entries that were made.
  @inline(__always)
  private func forEachEntry(_ marks: Int, of count: Int, _ body: (Int) -> Void) {
    for start in stride(from: 0, to: count, by: 64) {
      var left = unsafe base.load(fromByteOffset: marks + start / 8, as: UInt64.self)
      while left != 0 {
        body(start + left.trailingZeroBitCount)
        left &= left - 1
      }
    }
  }

  /// Notes that no entry is there any more.
  private func unmarkAll(_ marks: Int, of count: Int) {
    unsafe (base + marks).initializeMemory(as: UInt8.self, repeating: 0, count: count / 8)
  }

  /// Empties an entry.
  private func empty(_ offset: Int) {
    unsafe base.storeBytes(of: Self.emptyTag, toByteOffset: offset, as: UInt64.self)
  }

  /// Empties all buffers.
  func forgetAll() {
    forgetData()
    forgetCode()
  }

  /// Empties the buffers for reading and writing.
  func forgetData() {
    forEachEntry(Self.dataMarksOffset, of: Self.dataEntries) { entry in
      empty(Self.readOffset + entry * Self.dataEntryBytes)
      empty(Self.writeOffset + entry * Self.dataEntryBytes)
    }
    unmarkAll(Self.dataMarksOffset, of: Self.dataEntries)
  }

  /// Empties the buffer for writing.
  func forgetWrites() {
    forEachEntry(Self.dataMarksOffset, of: Self.dataEntries) { entry in
      empty(Self.writeOffset + entry * Self.dataEntryBytes)
    }
  }

  /// Empties the buffer for code.
  func forgetCode() {
    forEachEntry(Self.codeMarksOffset, of: Self.codeEntries) { entry in
      empty(Self.codeOffset + entry * Self.codeEntryBytes)
    }
    unmarkAll(Self.codeMarksOffset, of: Self.codeEntries)
  }

  /// Takes one page out of all buffers.
  func forget(page address: UInt64) {
    for offset in [
      Self.readOffset + Self.dataOffset(address), Self.writeOffset + Self.dataOffset(address),
      Self.codeOffset(address),
    ] where unsafe base.load(fromByteOffset: offset, as: UInt64.self) == address & Self.pageMask {
      empty(offset)
    }
  }

  /// Takes whatever shows certain bytes out of the buffer for writing, at any address of the task.
  func forgetWrites(to bytes: UnsafeMutableRawPointer) {
    forEachEntry(Self.dataMarksOffset, of: Self.dataEntries) { entry in
      let offset = Self.writeOffset + entry * Self.dataEntryBytes
      let page = unsafe base.load(fromByteOffset: offset, as: UInt64.self)
      let distance = unsafe base.load(fromByteOffset: offset + 8, as: UInt.self)
      if page != Self.emptyTag,
        UInt(truncatingIfNeeded: page) &+ distance == UInt(bitPattern: bytes)
      {
        empty(offset)
      }
    }
  }
}

/// The floating-point registers of a `ProcessorBlock`.
@safe
struct FloatBlock {
  let base: UnsafeMutableRawPointer

  /// A floating-point register.
  subscript(register: UInt8) -> UInt64 {
    @inline(__always) get {
      unsafe base.load(fromByteOffset: Int(register) &* 8, as: UInt64.self)
    }
    @inline(__always) nonmutating set {
      unsafe base.storeBytes(of: newValue, toByteOffset: Int(register) &* 8, as: UInt64.self)
    }
  }
}
