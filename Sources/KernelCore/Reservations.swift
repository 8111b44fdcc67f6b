/// A processor that runs tasks, by its number: what a reservation belongs to.
package struct HartID: RawRepresentable, Hashable, Sendable {
  /// The number, from 0.
  package let rawValue: UInt16

  /// The processor with a number.
  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }
}

/// What a processor's load-reserved has reserved: an aligned doubleword of memory.
///
/// The word is named as a futex is, so that processes meet that show a page at different addresses,
/// and a copy on write by one thread takes nothing from another.
struct Reservation: Sendable {
  var hart: HartID
  /// Told apart from every other reservation by this.
  var token: UInt64
  var word: FutexKey
}

/// The reservations of all processors, at most one each.
///
/// # Theory of operation
///
/// RISC-V lets a store-conditional succeed if no other processor has stored to what was reserved.
/// Real ones may fail for no reason too; here none does: a reservation goes by a store of another
/// processor or of the kernel to its doubleword, by a trap of its own processor, and when that goes
/// on with other registers than those that made it, which is what a context switch is.
///
/// Source: The RISC-V Instruction Set Manual, volume I, "Zalrsc"; Linux clears the reservation of a
/// processor whenever it returns to a task: `arch/riscv/kernel/entry.S: ret_from_exception`.
struct ReservationTable: Sendable {
  private static var granuleMask: UInt64 { 7 }

  private var reservations: ContiguousArray<Reservation> = []
  private var lastToken: UInt64 = 0

  /// Reserves a word for a processor, in place of what it had reserved.
  ///
  /// - Returns: What tells this reservation apart; never 0.
  mutating func reserve(
    _ address: UInt64, in space: Int32, on page: ReadyPage, by hart: HartID
  ) -> UInt64 {
    lastToken += 1
    let made = Reservation(
      hart: hart, token: lastToken, word: Self.word(of: address, in: space, on: page))
    if let place = reservations.firstIndex(where: { $0.hart == hart }) {
      reservations[place] = made
    } else {
      reservations.append(made)
    }
    return lastToken
  }

  /// Whether a processor's reservation is still there, and on a word.
  func holds(
    _ token: UInt64, by hart: HartID, of address: UInt64, in space: Int32, on page: ReadyPage
  ) -> Bool {
    let word = Self.word(of: address, in: space, on: page)
    return reservations.contains { $0.hart == hart && $0.token == token && $0.word == word }
  }

  /// Takes a processor's reservation away.
  mutating func release(_ hart: HartID) {
    if !reservations.isEmpty { reservations.removeAll { $0.hart == hart } }
  }

  /// Takes a processor's reservation away unless it is a certain one.
  mutating func release(_ hart: HartID, unless token: UInt64) {
    if !reservations.isEmpty { reservations.removeAll { $0.hart == hart && $0.token != token } }
  }

  /// Takes away every reservation of words that a store changes, but that of the processor that
  /// stores; nil for the kernel.
  @inline(__always)
  mutating func noteStore(
    to address: UInt64, byteCount: UInt8, in space: Int32, on page: ReadyPage,
    by hart: HartID? = nil
  ) {
    if !reservations.isEmpty { breakReservations(address, byteCount, space, page, hart) }
  }

  /// The same for a store of any length within a page.
  mutating func noteStores(
    to address: UInt64, byteCount: Int, in space: Int32, on page: ReadyPage
  ) {
    guard !reservations.isEmpty else { return }
    for offset in stride(from: 0, to: byteCount, by: 8) {
      breakReservations(
        address &+ UInt64(offset), UInt8(min(byteCount - offset, 8)), space, page, nil)
    }
  }

  @inline(never)
  private mutating func breakReservations(
    _ address: UInt64, _ byteCount: UInt8, _ space: Int32, _ page: ReadyPage, _ hart: HartID?
  ) {
    let first = Self.word(of: address, in: space, on: page)
    let last = Self.word(of: address &+ UInt64(byteCount) &- 1, in: space, on: page)
    reservations.removeAll { ($0.word == first || $0.word == last) && $0.hart != hart }
  }

  /// Whether another processor has reserved a word of a page.
  func isWatched(
    _ address: UInt64, in space: Int32, on page: ReadyPage, except hart: HartID
  ) -> Bool {
    let wanted = Self.word(of: address & ~Memory.offsetMask, in: space, on: page)
    return reservations.contains {
      $0.hart != hart && $0.word.space == wanted.space
        && $0.word.address & ~Memory.offsetMask == wanted.address
    }
  }

  /// Whether another processor has reserved anything.
  func hasOthers(than hart: HartID) -> Bool { reservations.contains { $0.hart != hart } }

  /// Takes away what was reserved in memory that is mapped anew.
  mutating func forgetMemory(of space: Int32) {
    if !reservations.isEmpty {
      reservations.removeAll { $0.word.space == space || $0.word.sharedFrame != nil }
    }
  }

  private static func word(
    of address: UInt64, in space: Int32, on page: ReadyPage
  ) -> FutexKey {
    page.sharing == .shared
      ? .shared(frame: page.frame, offset: address & Memory.offsetMask & ~granuleMask)
      : FutexKey(space: space, address: address & ~granuleMask)
  }
}
