internal import KernelCore

// The A extension.
//
// One instruction is done at a time, so a read, a change and a store are one step by themselves. What
// has to be minded is that they are aligned, that both rights are there before anything is done, and
// who has reserved what.
extension Processor {
  /// Carries out an atomic instruction.
  ///
  /// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapter 8.
  ///
  /// - Parameter slot: The instruction.
  /// - Returns: What became of it.
  mutating func executeAtomic(_ slot: Slot) -> Outcome {
    let operation = slot.operation
    let byteCount = operation.accessBytes
    let address = block[slot.rs1]
    // Linux makes up for other accesses that are not aligned, but not for these.
    // Source: `arch/riscv/kernel/traps_misaligned.c: handle_misaligned_store`.
    guard address & UInt64(byteCount - 1) == 0 else {
      stop = .trap(.memory(.misaligned, address: address))
      return .failed
    }
    switch operation {
    case .lrW, .lrD: return loadReserved(slot, address, byteCount)
    case .scW, .scD: return storeConditional(slot, address, byteCount)
    default: break
    }
    let operand = byteCount == 4 ? extended(half(block[slot.rs2])) : block[slot.rs2]
    if exchangeFast(slot, address, byteCount, operand) { return .done }
    // A page that can't be written to fails as a store does, even if it can't be read either.
    guard page(address, for: .write) != nil, let bits = load(address, byteCount: byteCount) else {
      return .failed
    }
    let old = byteCount == 4 ? extended(half(bits)) : bits
    let outcome = store(address, byteCount: byteCount, operation.combined(old, operand))
    if outcome != .failed { block[slot.rd] = old }
    return outcome
  }

  /// Does an operation where the buffers know the page: nobody else has reserved anything there.
  ///
  /// - Returns: Whether it was done.
  private func exchangeFast(
    _ slot: Slot, _ address: UInt64, _ byteCount: Int, _ operand: UInt64
  ) -> Bool {
    let old: UInt64
    if byteCount == 4 {
      guard let bits = block.read(address, as: Int32.self) else { return false }
      old = extended(bits)
      guard block.write(address, word(slot.operation.combined(old, operand))) else {
        return false
      }
    } else {
      guard let bits = block.read(address, as: UInt64.self) else { return false }
      old = bits
      guard block.write(address, slot.operation.combined(old, operand)) else { return false }
    }
    block[slot.rd] = old
    return true
  }

  private mutating func loadReserved(
    _ slot: Slot, _ address: UInt64, _ byteCount: Int
  ) -> Outcome {
    guard let kernel = unsafe kernel, let bits = load(address, byteCount: byteCount) else {
      return .failed
    }
    // What was just read can be read.
    reservation = (try? unsafe kernel.pointee.reserve(address, in: space, by: hart)) ?? 0
    block[slot.rd] = byteCount == 4 ? extended(half(bits)) : bits
    return .done
  }

  private mutating func storeConditional(
    _ slot: Slot, _ address: UInt64, _ byteCount: Int
  ) -> Outcome {
    // A store that would fail for lack of rights does so, whether it would be made or not.
    guard let kernel = unsafe kernel, page(address, for: .write) != nil else { return .failed }
    let token = reservation
    let isHeld =
      token != 0
      && (try? unsafe kernel.pointee.holdsReservation(
        token, of: address, in: space, by: hart)) == true
    // It is used up, whatever comes of it.
    unsafe kernel.pointee.endReservation(of: hart)
    reservation = 0
    guard isHeld else {
      block[slot.rd] = 1
      return .done
    }
    let outcome = store(address, byteCount: byteCount, block[slot.rs2])
    if outcome != .failed { block[slot.rd] = 0 }
    return outcome
  }
}

extension Operation {
  /// What an atomic operation on memory stores.
  ///
  /// - Parameters:
  ///   - old: What was there; a word with its sign in the upper half.
  ///   - operand: The register; likewise.
  /// - Returns: What is stored; of a word the lower half counts.
  fileprivate func combined(_ old: UInt64, _ operand: UInt64) -> UInt64 {
    switch self {
    case .amoaddW, .amoaddD: old &+ operand
    case .amoxorW, .amoxorD: old ^ operand
    case .amoandW, .amoandD: old & operand
    case .amoorW, .amoorD: old | operand
    case .amominW, .amominD: signed(old) < signed(operand) ? old : operand
    case .amomaxW, .amomaxD: signed(old) > signed(operand) ? old : operand
    // The sign in the upper half changes nothing in the order of words without one.
    case .amominuW, .amominuD: min(old, operand)
    case .amomaxuW, .amomaxuD: max(old, operand)
    default: operand
    }
  }
}
