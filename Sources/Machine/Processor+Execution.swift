// The execution loop.
//
// It is one switch over what needs nothing but registers and memory that the buffers know. An
// instruction that doesn't jump leaves the switch to go on with the next slot of its run; a jump goes
// on with a new run. All else leaves the fast part before anything of it is done, and is done
// elsewhere (`executeSlowly`): a loop with a single call keeps its state in registers.
extension Processor {
  /// Carries out instructions from `pc` on, within `budget`.
  ///
  /// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 2, 5 and 7.
  @inline(never)
  mutating func execute() {
    let x = block
    var left = budget
    guard let start = fetch(pc, left: left) else { return }
    var slot = start.slot
    var delta = start.delta
    run: while true {
      left &-= slot.runLength
      if left < 0 {
        guard let part = beginLastRun(CodePlace(slot: slot, delta: delta), left: left) else {
          return
        }
        slot = part.slot
        delta = part.delta
      }
      while true {
        fast: do {
          switch slot.operation {
          // Memory.
          case .ld: guard x.load(slot, as: UInt64.self) else { break fast }
          case .lw: guard x.load(slot, as: Int32.self) else { break fast }
          case .lwu: guard x.load(slot, as: UInt32.self) else { break fast }
          case .lh: guard x.load(slot, as: Int16.self) else { break fast }
          case .lhu: guard x.load(slot, as: UInt16.self) else { break fast }
          case .lb: guard x.load(slot, as: Int8.self) else { break fast }
          case .lbu: guard x.load(slot, as: UInt8.self) else { break fast }
          case .fld:
            guard let value = x.read(x[slot.rs1] &+ slot.immediate, as: UInt64.self) else {
              break fast
            }
            x.floats[slot.rd] = value
          case .flw:
            guard let value = x.read(x[slot.rs1] &+ slot.immediate, as: UInt32.self) else {
              break fast
            }
            x.floats[slot.rd] = boxed(value)
          case .sd:
            guard x.write(x[slot.rs1] &+ slot.immediate, x[slot.rs2]) else { break fast }
          case .sw:
            guard x.write(x[slot.rs1] &+ slot.immediate, word(x[slot.rs2])) else { break fast }
          case .sh:
            let value = UInt16(truncatingIfNeeded: x[slot.rs2])
            guard x.write(x[slot.rs1] &+ slot.immediate, value) else { break fast }
          case .sb:
            let value = UInt8(truncatingIfNeeded: x[slot.rs2])
            guard x.write(x[slot.rs1] &+ slot.immediate, value) else { break fast }
          case .fsd:
            guard x.write(x[slot.rs1] &+ slot.immediate, x.floats[slot.rs2]) else { break fast }
          case .fsw:
            guard x.write(x[slot.rs1] &+ slot.immediate, word(x.floats[slot.rs2])) else {
              break fast
            }

          // Jumps within the page.
          case .jalNear:
            x[slot.rd] = slot.pc(delta) &+ slot.byteCount
            slot.jump()
            continue run
          case .beqNear:
            if x[slot.rs1] == x[slot.rs2] { slot.jump() } else { slot.advance() }
            continue run
          case .bneNear:
            if x[slot.rs1] != x[slot.rs2] { slot.jump() } else { slot.advance() }
            continue run
          case .bltNear:
            if signed(x[slot.rs1]) < signed(x[slot.rs2]) { slot.jump() } else { slot.advance() }
            continue run
          case .bgeNear:
            if signed(x[slot.rs1]) >= signed(x[slot.rs2]) { slot.jump() } else { slot.advance() }
            continue run
          case .bltuNear:
            if x[slot.rs1] < x[slot.rs2] { slot.jump() } else { slot.advance() }
            continue run
          case .bgeuNear:
            if x[slot.rs1] >= x[slot.rs2] { slot.jump() } else { slot.advance() }
            continue run

          // Jumps to anywhere.
          case .jalr:
            guard let place = x.code(at: (x[slot.rs1] &+ slot.immediate) & ~1) else {
              break fast
            }
            x[slot.rd] = slot.pc(delta) &+ slot.byteCount
            slot = place.slot
            delta = place.delta
            continue run
          case .jal:
            let pc = slot.pc(delta)
            guard let place = x.code(at: pc &+ slot.immediate) else { break fast }
            x[slot.rd] = pc &+ slot.byteCount
            slot = place.slot
            delta = place.delta
            continue run
          case .beq, .bne, .blt, .bge, .bltu, .bgeu:
            guard isTaken(slot.operation, x[slot.rs1], x[slot.rs2]) else {
              slot.advance()
              continue run
            }
            guard let place = x.code(at: slot.pc(delta) &+ slot.immediate) else { break fast }
            slot = place.slot
            delta = place.delta
            continue run
          case .pageEnd:
            guard left > 0, let place = x.code(at: slot.pc(delta)) else { break fast }
            slot = place.slot
            delta = place.delta
            continue run

          // Numbers.
          case .lui: x[slot.rd] = slot.immediate
          case .auipc: x[slot.rd] = slot.pc(delta) &+ slot.immediate
          case .addi: x[slot.rd] = x[slot.rs1] &+ slot.immediate
          case .slti: x[slot.rd] = signed(x[slot.rs1]) < signed(slot.immediate) ? 1 : 0
          case .sltiu: x[slot.rd] = x[slot.rs1] < slot.immediate ? 1 : 0
          case .xori: x[slot.rd] = x[slot.rs1] ^ slot.immediate
          case .ori: x[slot.rd] = x[slot.rs1] | slot.immediate
          case .andi: x[slot.rd] = x[slot.rs1] & slot.immediate
          case .slli: x[slot.rd] = x[slot.rs1] &<< slot.immediate
          case .srli: x[slot.rd] = x[slot.rs1] &>> slot.immediate
          case .srai: x[slot.rd] = unsigned(signed(x[slot.rs1]) &>> signed(slot.immediate))
          case .addiw: x[slot.rd] = extended(word(x[slot.rs1]) &+ word(slot.immediate))
          case .slliw: x[slot.rd] = extended(word(x[slot.rs1]) &<< word(slot.immediate))
          case .srliw: x[slot.rd] = extended(shiftedDown(x[slot.rs1], slot.immediate))
          case .sraiw: x[slot.rd] = extended(word(x[slot.rs1]) &>> word(slot.immediate))
          case .add: x[slot.rd] = x[slot.rs1] &+ x[slot.rs2]
          case .sub: x[slot.rd] = x[slot.rs1] &- x[slot.rs2]
          case .sll: x[slot.rd] = x[slot.rs1] &<< x[slot.rs2]
          case .slt: x[slot.rd] = signed(x[slot.rs1]) < signed(x[slot.rs2]) ? 1 : 0
          case .sltu: x[slot.rd] = x[slot.rs1] < x[slot.rs2] ? 1 : 0
          case .xor: x[slot.rd] = x[slot.rs1] ^ x[slot.rs2]
          case .srl: x[slot.rd] = x[slot.rs1] &>> x[slot.rs2]
          case .sra: x[slot.rd] = unsigned(signed(x[slot.rs1]) &>> signed(x[slot.rs2]))
          case .or: x[slot.rd] = x[slot.rs1] | x[slot.rs2]
          case .and: x[slot.rd] = x[slot.rs1] & x[slot.rs2]
          case .addw: x[slot.rd] = extended(word(x[slot.rs1]) &+ word(x[slot.rs2]))
          case .subw: x[slot.rd] = extended(word(x[slot.rs1]) &- word(x[slot.rs2]))
          case .sllw: x[slot.rd] = extended(word(x[slot.rs1]) &<< word(x[slot.rs2]))
          case .srlw: x[slot.rd] = extended(shiftedDown(x[slot.rs1], x[slot.rs2]))
          case .sraw: x[slot.rd] = extended(word(x[slot.rs1]) &>> word(x[slot.rs2]))
          // One instruction is done at a time, and stores change decoded code at once.
          case .fence, .fenceI: break

          case .mul: x[slot.rd] = x[slot.rs1] &* x[slot.rs2]
          case .mulw: x[slot.rd] = extended(word(x[slot.rs1]) &* word(x[slot.rs2]))
          case .mulhu: x[slot.rd] = x[slot.rs1].multipliedFullWidth(by: x[slot.rs2]).high
          case .mulh: x[slot.rd] = highProduct(signed(x[slot.rs1]), signed(x[slot.rs2]))
          case .mulhsu: x[slot.rd] = highProduct(signed(x[slot.rs1]), x[slot.rs2])
          case .div: x[slot.rd] = unsigned(quotient(signed(x[slot.rs1]), signed(x[slot.rs2])))
          case .divu: x[slot.rd] = quotient(x[slot.rs1], x[slot.rs2])
          case .rem: x[slot.rd] = unsigned(remainder(signed(x[slot.rs1]), signed(x[slot.rs2])))
          case .remu: x[slot.rd] = remainder(x[slot.rs1], x[slot.rs2])
          case .divw: x[slot.rd] = extended(quotient(word(x[slot.rs1]), word(x[slot.rs2])))
          case .divuw: x[slot.rd] = extended(quotient(half(x[slot.rs1]), half(x[slot.rs2])))
          case .remw: x[slot.rd] = extended(remainder(word(x[slot.rs1]), word(x[slot.rs2])))
          case .remuw: x[slot.rd] = extended(remainder(half(x[slot.rs1]), half(x[slot.rs2])))
          // Named one by one: so the compiler need not compare the number with their range.
          case .undecoded, .straddling, .budgetEnd, .illegal, .ecall, .ebreak, .csrrw, .csrrs,
            .csrrc, .csrrwi, .csrrsi, .csrrci, .lrW, .scW, .amoswapW, .amoaddW, .amoxorW,
            .amoandW, .amoorW, .amominW, .amomaxW, .amominuW, .amomaxuW, .lrD, .scD, .amoswapD,
            .amoaddD, .amoxorD, .amoandD, .amoorD, .amominD, .amomaxD, .amominuD, .amomaxuD,
            .fmaddS, .fmsubS, .fnmsubS, .fnmaddS, .faddS, .fsubS, .fmulS, .fdivS, .fsqrtS,
            .fsgnjS, .fsgnjnS, .fsgnjxS, .fminS, .fmaxS, .feqS, .fltS, .fleS, .fclassS, .fcvtWS,
            .fcvtWuS, .fcvtLS, .fcvtLuS, .fcvtSW, .fcvtSWu, .fcvtSL, .fcvtSLu, .fmvXW, .fmvWX,
            .fmaddD, .fmsubD, .fnmsubD, .fnmaddD, .faddD, .fsubD, .fmulD, .fdivD, .fsqrtD,
            .fsgnjD, .fsgnjnD, .fsgnjxD, .fminD, .fmaxD, .feqD, .fltD, .fleD, .fclassD, .fcvtWD,
            .fcvtWuD, .fcvtLD, .fcvtLuD, .fcvtDW, .fcvtDWu, .fcvtDL, .fcvtDLu, .fmvXD, .fmvDX,
            .fcvtSD, .fcvtDS:
            break fast
          }
          slot.advance()
          continue
        }
        switch executeSlowly(CodePlace(slot: slot, delta: delta), left: left) {
        case .next: slot.advance()
        case .goOn(let place):
          left = self.left
          slot = place.slot
          delta = place.delta
          continue run
        case .over: return
        }
      }
    }
  }
}

/// What comes after an instruction.
enum Continuation {
  /// The next one of its run.
  case next
  /// A new run, with the budget in `left`.
  case goOn(CodePlace)
  /// Nothing: `pc`, `left` and `stop` say how it stands.
  case over
}
