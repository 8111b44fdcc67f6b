/// Pages of memory as decoded instructions.
///
/// # Theory of operation
///
/// Each frame that code ran from has a slot for each of its halfwords, and a copy of the bytes that
/// those were decoded from. Slots are filled a *run* at a time, when one is reached that is not
/// decoded: up to the next jump, or to the end of the page. Slots say nothing of the address that the
/// page is shown at, so processes that share a frame share its slots.
///
/// What keeps slots true: while a page is *verified*, the processor tells of every store to its frame,
/// and lets no store go past. A page is verified when code begins to run in it, by comparing its
/// bytes with the copy, and stays so until memory may have been changed by somebody else (the kernel,
/// another processor, another copy of the machine). So nothing depends on `fence.i`: code that was
/// just written runs with the next instruction. Bytes that change where nothing was decoded cost
/// nothing but their copy, so data may lie beside code.
@safe
struct TranslationCache: ~Copyable {
  static var pageBytes: Int { 4_096 }
  static var slotsPerPage: Int { pageBytes / 2 }
  /// The most pages that are kept, each of 36 KiB; one more, and all are forgotten.
  static var pagesMax: Int { 1_024 }

  @safe
  private struct Page {
    let slots: UnsafeMutablePointer<Slot>
    let copy: UnsafeMutableRawPointer
    /// The value of `verification` for which it is verified.
    var verifiedFor: UInt64
  }

  private var pages: ContiguousArray<Page> = []
  /// The page of each frame, or -1; the first is of the frame -1, the zeroes of a page that nobody
  /// has written to.
  private var pageOfFrame: ContiguousArray<Int32> = []
  /// What a page must be verified for; 0 is no such number.
  private var verification: UInt64 = 1
  /// Where instructions are put that the loop is to carry out from outside of their page.
  private let aside: UnsafeMutablePointer<Slot>

  init() {
    unsafe aside = .allocate(capacity: Self.slotsPerPage + 2)
    unsafe aside.initialize(repeating: .undecoded, count: Self.slotsPerPage + 2)
  }

  deinit {
    unsafe aside.deallocate()
    for page in pages {
      unsafe page.slots.deallocate()
      unsafe page.copy.deallocate()
    }
  }

  // MARK: - Pages

  var isFull: Bool { pages.count >= Self.pagesMax }

  /// Forgets every page.
  ///
  /// - Precondition: No code of them runs.
  mutating func removeAll() {
    for page in pages {
      unsafe page.slots.deallocate()
      unsafe page.copy.deallocate()
    }
    pages.removeAll(keepingCapacity: true)
    pageOfFrame.removeAll(keepingCapacity: true)
  }

  /// Says that memory may have changed without notice.
  mutating func unverifyAll() { verification += 1 }

  /// Says that a frame was given to another page.
  mutating func unverify(_ frame: Int32) {
    if let page = verifiedPage(of: frame) { pages[page].verifiedFor = 0 }
  }

  /// The verified page of a frame: one whose stores have to be told.
  func verifiedPage(of frame: Int32) -> Int? {
    let place = Int(frame) + 1
    guard place < pageOfFrame.count, pageOfFrame[place] >= 0 else { return nil }
    let page = Int(pageOfFrame[place])
    return pages[page].verifiedFor == verification ? page : nil
  }

  /// The page of a frame, verified.
  ///
  /// - Parameters:
  ///   - frame: The frame; -1 for a page of zeroes.
  ///   - bytes: What it holds.
  /// - Returns: The number of the page.
  /// - Precondition: There is room.
  @unsafe
  mutating func page(of frame: Int32, _ bytes: UnsafeRawPointer) -> Int {
    if let page = verifiedPage(of: frame) { return page }
    let place = Int(frame) + 1
    if place >= pageOfFrame.count {
      pageOfFrame.append(contentsOf: repeatElement(-1, count: place + 1 - pageOfFrame.count))
    }
    var page = Int(pageOfFrame[place])
    if page < 0 {
      page = pages.count
      pages.append(makePage())
      pageOfFrame[place] = Int32(page)
      unsafe pages[page].copy.copyMemory(from: bytes, byteCount: Self.pageBytes)
    } else {
      unsafe update(page, bytes)
    }
    pages[page].verifiedFor = verification
    return page
  }

  private func makePage() -> Page {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: Self.slotsPerPage + 1)
    unsafe slots.initialize(repeating: .undecoded, count: Self.slotsPerPage)
    unsafe (slots + Self.slotsPerPage).initialize(to: .marker(.pageEnd))
    let copy = UnsafeMutableRawPointer.allocate(byteCount: Self.pageBytes, alignment: 8)
    return unsafe Page(slots: slots, copy: copy, verifiedFor: 0)
  }

  /// The slots of a page.
  @unsafe
  func slots(of page: Int) -> UnsafePointer<Slot> {
    unsafe UnsafePointer(pages[page].slots)
  }

  /// Takes over what has changed in a page.
  @unsafe
  private func update(_ page: Int, _ bytes: UnsafeRawPointer) {
    let copy = unsafe pages[page].copy
    func difference(at offset: Int) -> UInt64 {
      unsafe bytes.load(fromByteOffset: offset, as: UInt64.self)
        ^ copy.load(fromByteOffset: offset, as: UInt64.self)
    }
    // Most have not changed, so eight words are looked at together.
    for start in stride(from: 0, to: Self.pageBytes, by: 64) {
      let words = stride(from: start, to: start + 64, by: 8)
      var differences: UInt64 = 0
      for offset in words { differences |= difference(at: offset) }
      guard differences != 0 else { continue }
      for offset in words where difference(at: offset) != 0 {
        _ = unsafe changeBytes(page, at: offset, byteCount: 8, bytes)
      }
    }
  }

  /// Takes over what a store has changed in a verified page.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - offset: Where the store began.
  ///   - byteCount: How much it stored.
  ///   - bytes: The page as it is now.
  /// - Returns: Whether instructions have changed that were decoded: the slots of the page are no
  ///   longer what runs.
  @unsafe
  func changeBytes(
    _ page: Int, at offset: Int, byteCount: Int, _ bytes: UnsafeRawPointer
  ) -> Bool {
    let (slots, copy) = unsafe (pages[page].slots, pages[page].copy)
    for place in offset..<offset + byteCount {
      let now = unsafe bytes.load(fromByteOffset: place, as: UInt8.self)
      unsafe copy.storeBytes(of: now, toByteOffset: place, as: UInt8.self)
    }
    // An instruction that begins a halfword earlier may reach into what was stored.
    let first = max(offset / 2 - 1, 0)
    let last = (offset + byteCount - 1) / 2
    for place in first...last where unsafe slots[place].operation != .undecoded {
      unsafe slots.update(repeating: .undecoded, count: Self.slotsPerPage)
      return true
    }
    return false
  }

  /// The halfword at a place of a page.
  func halfword(_ page: Int, _ index: Int) -> UInt16 {
    precondition(index >= 0 && index < Self.slotsPerPage, "no such halfword")
    return unsafe pages[page].copy.load(fromByteOffset: index * 2, as: UInt16.self)
  }

  // MARK: - Runs

  /// Decodes the instructions from a place of a page on.
  ///
  /// - Parameters:
  ///   - page: A verified page.
  ///   - start: The place, in halfwords.
  mutating func decodeRun(_ page: Int, from start: Int) {
    let slots = unsafe pages[page].slots
    var index = start
    var length = 0
    while true {
      let there = unsafe slots[index]
      if there.operation != .undecoded {
        // It runs into what was decoded before, or into the end of the page.
        length += Int(there.runLength)
        break
      }
      let first = halfword(page, index)
      let isLong = first & 3 == 3
      if isLong, index == Self.slotsPerPage - 1 {
        unsafe slots[index] = .marker(.straddling)
        break
      }
      let bits = isLong ? UInt32(halfword(page, index + 1)) << 16 | UInt32(first) : UInt32(first)
      let slot = Slot(Instruction(bits: bits), at: index * 2)
      unsafe slots[index] = slot
      length += 1
      if slot.operation.endsRun { break }
      index += isLong ? 2 : 1
    }
    // Once more, now that it is known how long the run is.
    index = start
    while length > 0, unsafe slots[index].runLength == 1 {
      unsafe slots[index].runLength = UInt16(length)
      if unsafe slots[index].operation.endsRun { break }
      length -= 1
      index += unsafe Int(slots[index].stride) / MemoryLayout<Slot>.stride
    }
  }

  /// Puts the beginning of a run aside, with a stop behind it.
  ///
  /// - Parameters:
  ///   - place: The start of the run.
  ///   - count: How many of its instructions are to be carried out: fewer than there are.
  /// - Returns: Where they are now.
  func putAside(_ place: CodePlace, count: Int) -> CodePlace {
    var source = place.slot
    var index = 0
    for _ in 0..<count {
      let slot = source.slot
      unsafe aside[index] = slot
      index += Int(slot.stride) / MemoryLayout<Slot>.stride
      source.advance()
    }
    // What is left of the run is given back there, as it is where an instruction fails.
    unsafe aside[index] = .marker(.budgetEnd, runLength: UInt16(source.runLength))
    return asidePlace(place.slot.pc(place.delta))
  }

  /// Puts an instruction aside that is not whole in one page.
  ///
  /// - Parameters:
  ///   - instruction: The instruction.
  ///   - pc: Its address.
  /// - Returns: Where it is now.
  func putAside(_ instruction: Instruction, pc: UInt64) -> CodePlace {
    unsafe aside[0] = Slot(instruction, at: nil)
    unsafe aside[2] = .marker(.pageEnd)
    return asidePlace(pc)
  }

  private func asidePlace(_ pc: UInt64) -> CodePlace {
    let slot = unsafe SlotCursor(aside)
    return CodePlace(slot: slot, delta: slot.delta(for: pc))
  }
}
