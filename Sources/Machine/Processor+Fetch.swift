internal import KernelCore

// How the execution loop gets at code.
extension Processor {
  /// The code at an address, for a jump to it.
  ///
  /// - Parameters:
  ///   - pc: The address.
  ///   - left: What is left of the budget.
  /// - Returns: Where it is; nil if the run is over.
  @inline(never)
  mutating func fetch(_ pc: UInt64, left: Int) -> CodePlace? {
    self.pc = pc
    self.left = left
    // What is not to be done any more is not even looked for.
    guard left > 0, prepareCode(at: pc) else { return nil }
    return block.code(at: pc)
  }

  /// Decodes the run that begins at an address.
  ///
  /// - Returns: Where it is; nil if the run is over.
  @inline(never)
  mutating func decode(_ pc: UInt64, left: Int) -> CodePlace? {
    guard let place = fetch(pc, left: left), let page = block.codePage(at: pc) else { return nil }
    cache.decodeRun(page, from: Self.halfword(of: pc))
    return place
  }

  /// Puts an instruction together that begins in the last halfword of a page.
  ///
  /// - Returns: Where it is; nil if the run is over.
  @inline(never)
  mutating func straddle(_ pc: UInt64, left: Int) -> CodePlace? {
    guard fetch(pc, left: left) != nil, let first = block.codePage(at: pc) else { return nil }
    let lower = UInt32(cache.halfword(first, Self.halfword(of: pc)))
    let next = pc &+ 2
    // From here on the first page may be gone.
    guard prepareCode(at: next), let second = block.codePage(at: next) else { return nil }
    let bits = UInt32(cache.halfword(second, 0)) << 16 | lower
    return cache.putAside(Instruction(word: bits), pc: pc)
  }

  /// Prepares for the last run, of which only a part may be done.
  ///
  /// - Parameters:
  ///   - place: Where it begins.
  ///   - left: What would be left of the budget after all of it: less than 0.
  /// - Returns: The part; nil if that is nothing, and the run is over.
  @inline(never)
  mutating func beginLastRun(_ place: CodePlace, left: Int) -> CodePlace? {
    let allowed = left + place.slot.runLength
    guard allowed > 0 else {
      pc = place.slot.pc(place.delta)
      self.left = 0
      return nil
    }
    return cache.putAside(place, count: allowed)
  }

  private static func halfword(of pc: UInt64) -> Int {
    Int(truncatingIfNeeded: pc & UInt64(TranslationCache.pageBytes - 1)) / 2
  }

  /// Gets the page of an address into the buffer for code.
  ///
  /// - Returns: Whether it is there; if not, `stop` says why.
  private mutating func prepareCode(at pc: UInt64) -> Bool {
    if block.code(at: pc) != nil { return true }
    guard let page = page(pc, for: .execute) else { return false }
    if cache.isFull {
      cache.removeAll()
      block.forgetCode()
    }
    let bytes = unsafe bytes(of: page)
    let number = unsafe cache.page(of: page.frame, bytes)
    unsafe block.allowExecution(pc, cache.slots(of: number), page: number)
    // Stores to it have to be told from now on.
    unsafe block.forgetWrites(to: bytes)
    return true
  }
}
