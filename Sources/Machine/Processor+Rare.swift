internal import KernelCore

// What the execution loop has no room for.
extension Processor {
  /// What became of an instruction.
  enum Outcome {
    case done
    /// It changed instructions that had been decoded.
    case changedCode
    /// It is not done; `stop` says why, or says `.budget` for bits that mean nothing.
    case failed
  }

  /// Carries out one instruction, whatever it is.
  ///
  /// - Parameters:
  ///   - place: The instruction.
  ///   - left: What is left of the budget, the run of the instruction taken off.
  /// - Returns: What comes next.
  @inline(never)
  mutating func executeSlowly(_ place: CodePlace, left: Int) -> Continuation {
    // A store may change the slot itself.
    let slot = place.slot.slot
    let pc = place.slot.pc(place.delta)
    let next = pc &+ UInt64(slot.stride >> 3)
    let outcome: Outcome
    hasMovedCode = false
    switch slot.operation {
    case .undecoded: return goOn(decode(pc, left: left))
    case .straddling: return goOn(straddle(pc, left: left))
    case .pageEnd: return goOn(fetch(pc, left: left))
    case .budgetEnd: return end(.budget, at: pc, left: left + Int(slot.runLength))
    case .jal, .jalr, .beq, .bne, .blt, .bge, .bltu, .bgeu:
      var target = pc &+ UInt64(bitPattern: slot.immediate)
      if slot.operation == .jalr {
        target = (block[slot.rs1] &+ UInt64(bitPattern: slot.immediate)) & ~1
      }
      if slot.operation == .jalr || slot.operation == .jal { block[slot.rd] = next }
      return goOn(fetch(target, left: left))
    case .ecall: return end(.call, at: next, left: left + 1)
    case .ebreak: return end(.trap(.breakpoint(pc)), at: pc, left: left + 1)
    case .lb, .lh, .lw, .ld, .lbu, .lhu, .lwu, .flw, .fld: outcome = loadSlowly(slot)
    case .sb, .sh, .sw, .sd, .fsw, .fsd: outcome = storeSlowly(slot)
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci:
      let done = budget - left - Int(slot.runLength)
      outcome = accessControl(slot, done: UInt64(done)) ? .done : .failed
    default:
      if slot.operation.isAtomic {
        outcome = executeAtomic(slot)
      } else if slot.operation.isFloat {
        outcome = executeFloat(slot) ? .done : .failed
      } else {
        outcome = .failed
      }
    }
    switch outcome {
    case .done: return .next
    case .changedCode: return goOn(fetch(next, left: left + Int(slot.runLength) - 1))
    case .failed:
      // It is not done, nor is what comes after it in its run.
      return end(
        stop == .budget ? .trap(.illegalInstruction(pc)) : stop, at: pc,
        left: left + Int(slot.runLength))
    }
  }

  /// A new run, if there is one; its budget is in `left`, where fetching has put it.
  private func goOn(_ place: CodePlace?) -> Continuation {
    guard let place else { return .over }
    return .goOn(place)
  }

  private mutating func end(_ stop: Stop, at pc: UInt64, left: Int) -> Continuation {
    self.stop = stop
    self.pc = pc
    self.left = left
    return .over
  }

  private mutating func loadSlowly(_ slot: Slot) -> Outcome {
    let address = block[slot.rs1] &+ UInt64(bitPattern: slot.immediate)
    guard let bits = load(address, byteCount: slot.operation.accessBytes) else { return .failed }
    switch slot.operation {
    case .lb: block[slot.rd] = extended(Int8(truncatingIfNeeded: bits))
    case .lh: block[slot.rd] = extended(Int16(truncatingIfNeeded: bits))
    case .lw: block[slot.rd] = extended(word(bits))
    case .flw: block.floats[slot.rd] = boxed(half(bits))
    case .fld: block.floats[slot.rd] = bits
    default: block[slot.rd] = bits
    }
    return .done
  }

  private mutating func storeSlowly(_ slot: Slot) -> Outcome {
    let address = block[slot.rs1] &+ UInt64(bitPattern: slot.immediate)
    let isFloat = slot.operation == .fsw || slot.operation == .fsd
    return store(
      address, byteCount: slot.operation.accessBytes,
      isFloat ? block.floats[slot.rs2] : block[slot.rs2])
  }
}

extension Operation {
  /// How many bytes of memory it reads or writes; 0 if none.
  package var accessBytes: Int {
    switch self {
    case .lb, .lbu, .sb: 1
    case .lh, .lhu, .sh: 2
    case .lw, .lwu, .sw, .flw, .fsw, .lrW, .scW, .amoswapW, .amoaddW, .amoxorW, .amoandW,
      .amoorW, .amominW, .amomaxW, .amominuW, .amomaxuW:
      4
    case .ld, .sd, .fld, .fsd, .lrD, .scD, .amoswapD, .amoaddD, .amoxorD, .amoandD, .amoorD,
      .amominD, .amomaxD, .amominuD, .amomaxuD:
      8
    default: 0
    }
  }
}
