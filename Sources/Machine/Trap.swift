package import KernelCore
package import LinuxABI

/// Why a processor stopped.
package enum Stop: Equatable, Sendable {
  /// As many instructions as were asked for are done.
  case budget
  /// The task makes a system call (`ecall`): its number is in a7, its arguments in a0 to a5.
  ///
  /// `pc` is behind the instruction, as Linux sets it: to make the call again, take 4 away.
  /// Source: `arch/riscv/kernel/traps.c: do_trap_ecall_u`.
  case call
  /// Something went wrong at `pc`.
  case trap(Trap)
}

/// What a task did that its processor can't carry out.
package enum Trap: Equatable, Sendable {
  /// `ebreak`.
  case breakpoint(UInt64)
  /// Bits that mean nothing, or not for a task.
  case illegalInstruction(UInt64)
  /// An access to memory that isn't allowed, at the first address that is not.
  case memory(MemoryFault, address: UInt64)

  /// The signal that a task gets for it.
  ///
  /// Source: `arch/riscv/kernel/traps.c`: DO_ERROR_INFO, handle_break; `arch/riscv/mm/fault.c:
  /// bad_area`.
  package var signal: Signal {
    switch self {
    case .breakpoint: .trap
    case .illegalInstruction: .illegalInstruction
    case .memory(let fault, _): fault.signal
    }
  }

  /// What the signal says of it: `si_code`.
  package var code: SignalCode {
    switch self {
    case .breakpoint: .breakpoint
    case .illegalInstruction: .illegalInstruction
    case .memory(let fault, _): fault.code
    }
  }

  /// Where it was (`si_addr`); the instruction's own address unless it is about memory.
  package var address: UInt64 {
    switch self {
    case .breakpoint(let address), .illegalInstruction(let address), .memory(_, let address):
      address
    }
  }
}
