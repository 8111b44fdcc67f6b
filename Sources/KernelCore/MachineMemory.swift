package import LinuxABI

/// The memory of a machine for another model of processes than this kernel's.
///
/// Pages, page tables and copy-on-write belong to the machine, however a system describes its
/// processes. Both models therefore run on the same: what differs between them are their records.
package struct MachineMemory: Sendable {
  private var memory = Memory()
  /// Shared with whoever else has the same tables (see `Table`).
  private var owner = TableOwner()
  private let limits: KernelLimits
  /// The pages that were copied when somebody wrote to them, since a fork had left them shared.
  package private(set) var copiedPages = 0

  /// Memory without any address space.
  package init(limits: KernelLimits) {
    self.limits = limits
  }

  /// What describes it.
  package var counts: MemoryCounts { memory.counts }

  private mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&owner) else { return }
    // Given up last: until then nobody else may take the tables for its own.
    defer { owner = TableOwner() }
    memory.makeUnique()
  }

  // MARK: - Address spaces

  /// An address space with the data area that every program starts with.
  ///
  /// - Throws: ENOMEM.
  package mutating func makeProgramSpace() throws(Errno) -> Int32 {
    makeUnique()
    let space = memory.create()
    do throws(Errno) {
      _ = try memory.map(
        space, firstPage: UserMemoryLayout.dataStart.rawValue >> Memory.pageShift,
        pages: UserMemoryLayout.dataPages, access: [.read, .write], sharing: .private,
        limits: limits)
    } catch {
      memory.release(space)
      throw error
    }
    return space
  }

  /// A copy-on-write copy of an address space.
  ///
  /// - Throws: ENOMEM.
  package mutating func fork(_ space: Int32) throws(Errno) -> Int32 {
    makeUnique()
    return try memory.fork(space, limits: limits)
  }

  /// Gives an address space back.
  package mutating func release(_ space: Int32) {
    makeUnique()
    memory.release(space)
  }

  /// Maps zeroes.
  ///
  /// - Returns: The address.
  /// - Throws: EINVAL or ENOMEM.
  package mutating func map(
    _ space: Int32, length: UInt64, access: MemoryAccess, sharing: MemorySharing
  ) throws(Errno) -> UInt64 {
    makeUnique()
    return try memory.map(
      space, length: length, access: access, sharing: sharing, limits: limits)
  }

  /// Takes mappings away.
  ///
  /// - Throws: EINVAL or ENOMEM.
  package mutating func unmap(
    _ space: Int32, address: UserAddress, length: UInt64
  ) throws(Errno) {
    makeUnique()
    try memory.unmap(space, address: address.rawValue, length: length, limits: limits)
  }

  // MARK: - Accesses

  /// What an access gives.
  package enum AccessResult {
    /// What was there; 0 for a store.
    case value(UInt64)
    /// It is not possible, and this signal says so.
    case fault(Signal)
  }

  /// Reads or writes, as a load, a store or an access in one step does.
  package mutating func access(_ space: Int32, _ call: SystemCall) -> AccessResult {
    makeUnique()
    do throws(MemoryFault) {
      switch call {
      case .load(let address, let width):
        return .value(try read(space, address.rawValue, Int(width.rawValue)))
      case .store(let address, let width, let value):
        try write(space, address.rawValue, Int(width.rawValue), value)
        return .value(0)
      case .fetchAdd(let address, let width, let value):
        return .value(try update(space, address, width) { $0 &+ value })
      case .exchange(let address, let width, let value):
        return .value(try update(space, address, width) { _ in value })
      case .compareExchange(let address, let width, let expected, let desired):
        let mask: UInt64 = width == .doubleWord ? ~0 : (1 << (UInt64(width.rawValue) * 8)) - 1
        return .value(
          try update(space, address, width) { $0 == expected & mask ? desired : $0 })
      default: preconditionFailure("no access to memory")
      }
    } catch {
      return .fault(error.signal)
    }
  }

  /// Copies bytes out of memory, as many as can be read.
  package mutating func bytes(_ space: Int32, _ address: UserAddress, count: Int) -> [UInt8] {
    makeUnique()
    var bytes: [UInt8] = []
    for offset in 0..<UInt64(max(count, 0)) {
      guard let byte = try? read(space, address.rawValue &+ offset, 1) else { break }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return bytes
  }

  /// Copies bytes into memory, as many as can be written.
  ///
  /// - Returns: How many those were.
  package mutating func store(
    _ bytes: ArraySlice<UInt8>, _ space: Int32, _ address: UserAddress
  ) -> Int {
    makeUnique()
    var written = 0
    for byte in bytes {
      do throws(MemoryFault) {
        try write(space, address.rawValue &+ UInt64(written), 1, UInt64(byte))
      } catch {
        break
      }
      written += 1
    }
    return written
  }

  private mutating func ready(
    _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) throws(MemoryFault) -> ReadyPage {
    if let page = memory.readyPage(space, address, for: access) { return page }
    let page = try memory.touch(space, address, for: access)
    if case .copied = page.event { copiedPages += 1 }
    return page
  }

  /// Reads bytes, the least significant first; they may reach across the end of a page.
  private mutating func read(
    _ space: Int32, _ address: UInt64, _ count: Int
  ) throws(MemoryFault) -> UInt64 {
    var value: UInt64 = 0
    var done = 0
    while done < count {
      let place = address &+ UInt64(done)
      let offset = Int(place & Memory.offsetMask)
      let part = min(count - done, Int(Memory.pageBytes) - offset)
      let frame = try ready(space, place, for: .read).frame
      if frame != AddressSpace.noFrame {
        value |= memory.physical.read(frame, at: offset, byteCount: part) << UInt64(done * 8)
      }
      done += part
    }
    return value
  }

  /// Writes bytes, the least significant first; none of them if any of them faults.
  private mutating func write(
    _ space: Int32, _ address: UInt64, _ count: Int, _ value: UInt64
  ) throws(MemoryFault) {
    let offset = Int(address & Memory.offsetMask)
    let part = min(count, Int(Memory.pageBytes) - offset)
    let first = try ready(space, address, for: .write).frame
    if part < count {
      let second = try ready(space, address &+ UInt64(part), for: .write).frame
      memory.physical.write(second, at: 0, byteCount: count - part, value >> UInt64(part * 8))
    }
    memory.physical.write(first, at: offset, byteCount: part, value)
  }

  private mutating func update(
    _ space: Int32, _ address: UserAddress, _ width: MemoryWidth, _ change: (UInt64) -> UInt64
  ) throws(MemoryFault) -> UInt64 {
    guard address.rawValue & UInt64(width.rawValue - 1) == 0 else { throw .misaligned }
    let frame = try ready(space, address.rawValue, for: .write).frame
    let offset = Int(address.rawValue & Memory.offsetMask)
    let count = Int(width.rawValue)
    let old = memory.physical.read(frame, at: offset, byteCount: count)
    memory.physical.write(frame, at: offset, byteCount: count, change(old))
    return old
  }

  // MARK: - Words to sleep on

  /// Which word of memory it is, whoever looks at it: its place in shared memory, or its address in
  /// its address space.
  package struct Word: Equatable, Sendable {
    fileprivate let key: FutexKey
  }

  /// The word at an address, and what it holds.
  ///
  /// - Throws: EINVAL if the address is not that of an aligned word, EFAULT if nothing is there.
  package mutating func word(
    _ space: Int32, _ address: UserAddress
  ) throws(Errno) -> (word: Word, value: UInt32) {
    makeUnique()
    guard address.rawValue & 3 == 0 else { throw .invalidArgument }
    let page: ReadyPage
    do throws(MemoryFault) {
      page = try ready(space, address.rawValue, for: .read)
    } catch {
      throw .badAddress
    }
    let offset = address.rawValue & Memory.offsetMask
    let value =
      page.frame == AddressSpace.noFrame
      ? 0 : memory.physical.read(page.frame, at: Int(offset), byteCount: 4)
    let key =
      page.sharing == .shared
      ? FutexKey.shared(frame: page.frame, offset: offset)
      : FutexKey(space: space, address: address.rawValue)
    return (Word(key: key), UInt32(truncatingIfNeeded: value))
  }

  /// Keeps a word's memory for somebody who sleeps on it.
  package mutating func retain(_ word: Word) {
    makeUnique()
    if let frame = word.key.sharedFrame { memory.physical.retain(frame) }
  }

  /// A sleeper on a word is gone.
  package mutating func release(_ word: Word) {
    makeUnique()
    if let frame = word.key.sharedFrame { memory.physical.release(frame) }
  }
}
