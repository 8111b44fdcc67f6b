internal import LinuxABI

// Accesses to memory: those of tasks, and those of the kernel on their behalf.
extension Kernel {
  /// Carries out a load, a store or an access in one step.
  mutating func access(_ call: SystemCall, by task: Int32) -> Outcome {
    let space = taskTable[task].mm
    let address: UInt64
    do throws(MemoryFault) {
      switch call {
      case .load(let place, let width):
        address = place.rawValue
        return .value(Int64(bitPattern: try readMemory(space, address, width)))
      case .store(let place, let width, let value):
        address = place.rawValue
        try writeMemory(space, address, width, value)
        return .value(0)
      case .fetchAdd(let place, let width, let value):
        address = place.rawValue
        return .value(try update(space, address, width) { $0 &+ value })
      case .exchange(let place, let width, let value):
        address = place.rawValue
        return .value(try update(space, address, width) { _ in value })
      case .compareExchange(let place, let width, let expected, let desired):
        address = place.rawValue
        let mask: UInt64 = width == .doubleWord ? ~0 : (1 << (UInt64(width.rawValue) * 8)) - 1
        return .value(
          try update(space, address, width) { $0 == expected & mask ? desired : $0 })
      default: return .value(0)
      }
    } catch {
      return raise(error, at: address, call, task)
    }
  }

  /// Reads and writes a word in one step; the page has to be writable even if nothing changes.
  private mutating func update(
    _ space: Int32, _ address: UInt64, _ width: MemoryWidth, _ change: (UInt64) -> UInt64
  ) throws(MemoryFault) -> Int64 {
    // No processor of Linux's splits an access in one step: `arch/riscv/kernel/traps.c:
    // do_trap_store_misaligned`.
    guard address & UInt64(width.rawValue - 1) == 0 else { throw .misaligned }
    let page = try touch(space, address, for: .write)
    memory.reservations.noteStore(to: address, byteCount: width.rawValue, in: space, on: page)
    let frame = page.frame
    let offset = Int(address & Memory.offsetMask)
    let count = Int(width.rawValue)
    let old = memory.physical.read(frame, at: offset, byteCount: count)
    memory.physical.write(frame, at: offset, byteCount: count, change(old))
    return Int64(bitPattern: old)
  }

  /// Reads a word, least significant byte first; it may reach across the end of a page.
  mutating func readMemory(
    _ space: Int32, _ address: UInt64, _ width: MemoryWidth
  ) throws(MemoryFault) -> UInt64 {
    let count = Int(width.rawValue)
    let offset = Int(address & Memory.offsetMask)
    let firstCount = min(count, Int(Memory.pageBytes) - offset)
    let first = try touch(space, address, for: .read).frame
    var value = readFrame(first, at: offset, byteCount: firstCount)
    if firstCount < count {
      let second = try touch(space, address &+ UInt64(firstCount), for: .read).frame
      value |= readFrame(second, at: 0, byteCount: count - firstCount) << UInt64(firstCount * 8)
    }
    return value
  }

  @inline(__always)
  private func readFrame(_ frame: Int32, at offset: Int, byteCount: Int) -> UInt64 {
    frame == AddressSpace.noFrame
      ? 0 : memory.physical.read(frame, at: offset, byteCount: byteCount)
  }

  /// Writes a word, least significant byte first; nothing of it if any of it faults.
  mutating func writeMemory(
    _ space: Int32, _ address: UInt64, _ width: MemoryWidth, _ value: UInt64
  ) throws(MemoryFault) {
    let count = Int(width.rawValue)
    let offset = Int(address & Memory.offsetMask)
    let firstCount = min(count, Int(Memory.pageBytes) - offset)
    let first = try touch(space, address, for: .write)
    if firstCount < count {
      let next = address &+ UInt64(firstCount)
      let second = try touch(space, next, for: .write)
      memory.reservations.noteStore(
        to: next, byteCount: UInt8(count - firstCount), in: space, on: second)
      memory.physical.write(
        second.frame, at: 0, byteCount: count - firstCount, value >> UInt64(firstCount * 8))
    }
    memory.reservations.noteStore(
      to: address, byteCount: UInt8(firstCount), in: space, on: first)
    memory.physical.write(first.frame, at: offset, byteCount: firstCount, value)
  }

  /// Makes a page ready for an access, and tells the trace what became of it.
  @inline(__always)
  mutating func touch(
    _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) throws(MemoryFault) -> ReadyPage {
    if let page = memory.readyPage(space, address, for: access) { return page }
    return try makeReady(space, address, for: access)
  }

  @inline(never)
  private mutating func makeReady(
    _ space: Int32, _ address: UInt64, for access: MemoryAccess
  ) throws(MemoryFault) -> ReadyPage {
    let page: ReadyPage
    do throws(MemoryFault) {
      page = try memory.touch(space, address, for: access)
    } catch {
      page = try resolve(error, space, address, for: access)
    }
    if page.event != .none { recordPage(page, address) }
    return page
  }

  @inline(never)
  private mutating func recordPage(_ page: ReadyPage, _ address: UInt64) {
    let start = Int64(bitPattern: address & ~Memory.offsetMask)
    switch page.event {
    case .none: break
    case .zeroed: record(.pageZeroed, start, Int64(page.frame), 0, 0)
    case .copied(let old): record(.pageCopied, start, Int64(page.frame), Int64(old), 0)
    }
  }

  /// Sends a task the signal for an access that is not allowed.
  ///
  /// If the task outlives that, since it handles the signal or its tracer keeps it away, the access is
  /// made again: no instruction is left out.
  ///
  /// Source: `kernel/signal.c: force_sig_fault`.
  private mutating func raise(
    _ fault: MemoryFault, at address: UInt64, _ call: SystemCall, _ task: Int32
  ) -> Outcome {
    record(.fault, Int64(bitPattern: address), Int64(fault.signal.rawValue), 0, 0)
    let index = ensureExtra(of: task)
    extras[index].access = call
    taskTable[task].blockedCall = .access
    taskTable[task].restart = .always
    force(fault.signal, fault.code, on: task)
    return .value(0)
  }

  /// Makes an access again that faulted.
  mutating func resumeAccess(of task: Int32) -> Outcome {
    // A handler that changes nothing comes back for ever; others have their turns meanwhile.
    if runQueue.count > 0, sliceUsedNanoseconds >= profile.costs.sliceNanoseconds {
      taskTable[task].flags.insert(.inCall)
      yieldProcessor(because: .sliceEnded)
      return .pending
    }
    let index = taskTable[task].extra
    guard index >= 0, let call = extras[index].access else { return .value(0) }
    extras[index].access = nil
    advance(profile.costs.accessNanoseconds)
    return access(call, by: task)
  }
}
