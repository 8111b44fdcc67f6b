internal import KernelCore

/// The control registers that a task can reach.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, chapters 10 and 11.
package enum ControlRegister: UInt16, Sendable, CaseIterable {
  /// The exceptions of floating-point arithmetic.
  case fflags = 0x001
  /// The rounding mode.
  case frm = 0x002
  /// Both.
  case fcsr = 0x003
  /// The time in processor cycles: one for each instruction.
  case cycle = 0xc00
  /// The time in units of the device tree's `timebase-frequency`, which is 10 MHz.
  case time = 0xc01
  /// The instructions done.
  case instret = 0xc02

  /// Whether it can only be read: the upper two bits of its number.
  var isReadOnly: Bool { rawValue >> 10 == 3 }
}

// The Zicsr extension.
extension Processor {
  /// Nanoseconds of virtual time for each instruction, and for each unit of the register `time`.
  package static var instructionNanoseconds: UInt64 { 1 }
  private static var timeUnitNanoseconds: UInt64 { 100 }
  private static var fcsrMask: UInt64 { 0xff }

  /// Reads and changes a control register.
  ///
  /// The counters can be read, as Linux lets a task do since its first version for RISC-V; from 6.6
  /// on a sysctl (`kernel.perf_user_access`) has the last word for two of them.
  /// Source: `drivers/perf/riscv_pmu_sbi.c: riscv_pmu_update_counter_access`.
  ///
  /// - Parameters:
  ///   - slot: The instruction.
  ///   - done: The instructions of this run that were done before it.
  /// - Returns: Whether a task may do that; if not, the instruction is illegal.
  mutating func accessControl(_ slot: Slot, done: UInt64) -> Bool {
    guard let register = ControlRegister(rawValue: UInt16(truncatingIfNeeded: slot.immediate))
    else { return false }
    let isImmediate: Bool
    switch slot.operation {
    case .csrrwi, .csrrsi, .csrrci: isImmediate = true
    default: isImmediate = false
    }
    let operand = isImmediate ? UInt64(slot.rs1) : block[slot.rs1]
    let old = value(of: register, done: done)
    let new: UInt64
    switch slot.operation {
    case .csrrw, .csrrwi: new = operand
    case .csrrs, .csrrsi: new = old | operand
    default: new = old & ~operand
    }
    // To set or clear no bits by x0 is not to write at all.
    let writes = slot.operation == .csrrw || slot.operation == .csrrwi || slot.rs1 != 0
    if writes {
      guard !register.isReadOnly else { return false }
      write(new, to: register)
    }
    block[slot.rd] = old
    return true
  }

  private func value(of register: ControlRegister, done: UInt64) -> UInt64 {
    switch register {
    case .fflags: return UInt64(fcsr & 0x1f)
    case .frm: return UInt64(fcsr >> 5)
    case .fcsr: return UInt64(fcsr)
    case .cycle, .instret: return retiredBefore &+ done
    case .time:
      let start = unsafe kernel?.pointee.timeNanoseconds ?? 0
      return (start &+ done &* Self.instructionNanoseconds) / Self.timeUnitNanoseconds
    }
  }

  private mutating func write(_ value: UInt64, to register: ControlRegister) {
    switch register {
    case .fflags: fcsr = fcsr & ~0x1f | half(value) & 0x1f
    case .frm: fcsr = fcsr & 0x1f | (half(value) & 7) << 5
    default: fcsr = half(value & Self.fcsrMask)
    }
  }
}
