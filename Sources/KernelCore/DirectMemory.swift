package import LinuxABI

// Memory as a processor's translation buffer needs it: pages by the place of their bytes.

/// An address space, by its number in one kernel.
package struct AddressSpaceID: RawRepresentable, Hashable, Sendable {
  /// The number.
  package let rawValue: Int32

  /// The address space with a number.
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }
}

/// Which memory a kernel has: two kernels have the same one as long as neither has changed since one
/// was copied from the other.
///
/// A class, because only its identity is of interest.
package final class MemoryIdentity: Sendable {}

/// A page that is ready for accesses of one kind by who has the place of its bytes.
@safe
package struct DirectPage {
  /// The frame that holds it, -1 for one that reads as zeroes because nobody has written to it.
  package let frame: Int32
  /// The bytes; nil if it has no frame.
  package let bytes: UnsafeMutableRawPointer?
  /// Whether other processors have reserved words of it, so that each store has to be told.
  package let isWatched: Bool
  /// What has to stay for this to hold.
  package let state: TranslationState
  /// How often the kernel had changed memory by then.
  package let contentStamp: UInt64
}

/// What has to stay for translations of an address space to hold.
package struct TranslationState: Equatable {
  /// Counts changes of the address space.
  package let space: UInt64
  /// Counts the frames that were moved.
  package let moves: UInt

  package init(space: UInt64, moves: UInt) {
    self.space = space
    self.moves = moves
  }
}

extension Kernel {
  /// The address space of a task; nil if it has none any more.
  package func addressSpace(of task: TaskID) -> AddressSpaceID? {
    guard let slot = slot(of: task), taskTable[slot].mm >= 0 else { return nil }
    return AddressSpaceID(rawValue: taskTable[slot].mm)
  }

  /// Gives this kernel memory of its own, as whoever changes it directly needs it.
  package mutating func prepareDirectAccess() { makeUnique() }

  /// Which memory this kernel has.
  package var memoryIdentity: MemoryIdentity { memory.identity }

  /// What the translations of an address space depend on, beside the identity of the memory.
  package func translationState(of space: AddressSpaceID) -> TranslationState {
    TranslationState(
      space: memory.spaces[space.rawValue].stamp, moves: memory.physical.moves)
  }

  /// Changes with every change of the contents of memory by the kernel, and when a processor says
  /// so.
  package var contentStamp: UInt64 { memory.physical.contentStamp }

  /// Says that a processor may have stored through places of bytes.
  package mutating func noteDirectStores() { memory.physical.contentStamp &+= 1 }

  /// Makes a page ready for accesses of one kind.
  ///
  /// The place holds until the translation state of its address space changes. Accesses past the end
  /// of the page are for the caller to split.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: Any address in the page.
  ///   - access: What is to be done: one of the three.
  ///   - hart: Who asks.
  /// - Returns: Where the page is.
  /// - Throws: Why it is not to be had.
  package mutating func directPage(
    _ space: AddressSpaceID, _ address: UInt64, for access: MemoryAccess, by hart: HartID
  ) throws(MemoryFault) -> DirectPage {
    let page = try touch(space.rawValue, address, for: access)
    let isWatched = memory.reservations.isWatched(
      address, in: space.rawValue, on: page, except: hart)
    let bytes: UnsafeMutableRawPointer?
    if page.frame == AddressSpace.noFrame {
      unsafe bytes = nil
    } else if access.contains(.write) {
      unsafe bytes = unsafe memory.physical.ownBytes(of: page.frame)
    } else {
      unsafe bytes = unsafe memory.physical.bytes(of: page.frame)
    }
    return unsafe DirectPage(
      frame: page.frame, bytes: bytes, isWatched: isWatched, state: translationState(of: space),
      contentStamp: contentStamp)
  }

  // MARK: - Reservations

  /// Reserves the doubleword around an address for a processor.
  ///
  /// - Returns: What tells this reservation apart; never 0.
  /// - Throws: If nothing can be read there.
  package mutating func reserve(
    _ address: UInt64, in space: AddressSpaceID, by hart: HartID
  ) throws(MemoryFault) -> UInt64 {
    let page = try touch(space.rawValue, address, for: .read)
    return memory.reservations.reserve(address, in: space.rawValue, on: page, by: hart)
  }

  /// Whether a processor's reservation of the doubleword around an address still holds.
  ///
  /// - Throws: If nothing can be written there.
  package mutating func holdsReservation(
    _ token: UInt64, of address: UInt64, in space: AddressSpaceID, by hart: HartID
  ) throws(MemoryFault) -> Bool {
    let page = try touch(space.rawValue, address, for: .write)
    return memory.reservations.holds(
      token, by: hart, of: address, in: space.rawValue, on: page)
  }

  /// Ends a processor's reservation, as a trap and a context switch do.
  package mutating func endReservation(of hart: HartID) { memory.reservations.release(hart) }

  /// Ends a processor's reservation if it is not the one that the registers know which it goes on
  /// with.
  package mutating func resume(reservation token: UInt64, on hart: HartID) {
    memory.reservations.release(hart, unless: token)
  }

  /// Whether any other processor has a reservation.
  package func hasReservations(besides hart: HartID) -> Bool {
    memory.reservations.hasOthers(than: hart)
  }

  /// Ends the reservations of other processors that a store touches.
  ///
  /// - Parameters:
  ///   - address: Where it begins.
  ///   - byteCount: How long it is; it does not reach across the end of a page.
  ///   - space: The address space.
  ///   - hart: Who stores.
  /// - Throws: If nothing can be written there.
  package mutating func noteStore(
    to address: UInt64, byteCount: UInt8, in space: AddressSpaceID, by hart: HartID
  ) throws(MemoryFault) {
    let page = try touch(space.rawValue, address, for: .write)
    memory.reservations.noteStore(
      to: address, byteCount: byteCount, in: space.rawValue, on: page, by: hart)
  }

  // MARK: - Setting the stage

  /// Takes away what is mapped in a range of pages.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: The start of the first page.
  ///   - pages: How many pages.
  /// - Throws: As munmap(2) fails.
  package mutating func unmap(
    _ space: AddressSpaceID, at address: UserAddress, pages: UInt64
  ) throws(Errno) {
    makeUnique()
    try memory.unmap(
      space.rawValue, address: address.rawValue, length: pages << Memory.pageShift,
      limits: limits)
  }

  /// Takes away all that is mapped, as a program does that is loaded in place of another.
  ///
  /// - Parameter space: The address space.
  package mutating func unmapAll(_ space: AddressSpaceID) {
    makeUnique()
    // The one reason that it could fail, too many areas, can't come from taking all away.
    try? memory.unmap(
      space.rawValue, address: 0, length: UserMemoryLayout.end.rawValue, limits: limits)
  }

  /// Maps zeroes at a place of the caller's choice, as a program is loaded.
  ///
  /// - Parameters:
  ///   - space: The address space.
  ///   - address: The start of the first page.
  ///   - pages: How many pages; all of them have to be free.
  ///   - access: What may be done there.
  ///   - sharing: Whether it stays one memory across fork.
  /// - Throws: EINVAL for a place that is not a page of the user's, EEXIST where something is
  ///   mapped, ENOMEM where a limit is reached.
  package mutating func map(
    _ space: AddressSpaceID, at address: UserAddress, pages: UInt64, access: MemoryAccess,
    sharing: MemorySharing = .private
  ) throws(Errno) {
    makeUnique()
    let end = UserMemoryLayout.end.rawValue
    let start = address.rawValue
    guard start & Memory.offsetMask == 0, start < end, pages > 0,
      pages <= (end - start) >> Memory.pageShift
    else { throw .invalidArgument }
    let first = start >> Memory.pageShift
    let areas = memory.spaces[space.rawValue].areas
    let place = memory.spaces[space.rawValue].placeOfArea(page: first)
    guard place == areas.count || areas[place].firstPage >= first + pages else {
      throw .fileExists
    }
    _ = try memory.map(
      space.rawValue, firstPage: first, pages: pages, access: access, sharing: sharing,
      limits: limits, isLoaded: true)
  }

  /// Writes into mapped memory whatever it is mapped for, as a program is loaded.
  ///
  /// - Parameters:
  ///   - bytes: What is written.
  ///   - address: Where it begins.
  ///   - space: The address space.
  /// - Returns: Whether all of it is mapped; if not, what comes before the gap is written.
  package mutating func load(
    _ bytes: ArraySlice<UInt8>, at address: UserAddress, in space: AddressSpaceID
  ) -> Bool {
    makeUnique()
    var next = address.rawValue
    var rest = bytes
    while !rest.isEmpty {
      let offset = Int(next & Memory.offsetMask)
      let count = min(rest.count, Int(Memory.pageBytes) - offset)
      guard let frame = memory.loadFrame(space.rawValue, at: next) else { return false }
      memory.physical.write(frame, at: offset, rest.prefix(count))
      rest = rest.dropFirst(count)
      next &+= UInt64(count)
    }
    return true
  }
}

extension Memory {
  /// A frame for a page that its address space alone has, or shares, whatever it may do there.
  fileprivate mutating func loadFrame(_ space: Int32, at address: UInt64) -> Int32? {
    let place = spaces[space].placeOfArea(page: address >> Self.pageShift)
    guard place < spaces[space].areas.count else { return nil }
    let access = spaces[space].areas[place].access
    spaces[space].areas[place].access = [.read, .write]
    defer { spaces[space].areas[place].access = access }
    return try? touch(space, address, for: .write).frame
  }
}
