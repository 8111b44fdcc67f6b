package import KernelCore

/// What an instruction does with memory.
package struct InstructionAccess: Equatable, Sendable {
  /// How it looks to other tasks.
  package enum Kind: Sendable {
    /// A load.
    case load
    /// A store.
    case store
    /// A load that orders: load-reserved.
    case atomicLoad
    /// A read and a store in one step, or the store of a load-reserved.
    case atomicChange
  }

  /// How it looks to other tasks.
  package let kind: Kind
  /// Where it begins.
  package let address: UInt64
  /// How many bytes.
  package let byteCount: Int
}

extension Instruction {
  /// What the instruction does with memory, with a task's registers; nil if nothing.
  package func access(with hart: Hart) -> InstructionAccess? {
    let kind: InstructionAccess.Kind
    switch operation {
    case .lb, .lh, .lw, .ld, .lbu, .lhu, .lwu, .flw, .fld: kind = .load
    case .sb, .sh, .sw, .sd, .fsw, .fsd: kind = .store
    case .lrW, .lrD: kind = .atomicLoad
    case let operation where operation.isAtomic: kind = .atomicChange
    default: return nil
    }
    let offset = operation.isAtomic ? 0 : UInt64(bitPattern: immediate)
    return InstructionAccess(
      kind: kind, address: hart.x[Int(rs1)] &+ offset, byteCount: operation.accessBytes)
  }

  /// Whether what follows it in memory may not be what is carried out next.
  package var isJump: Bool {
    switch operation {
    case .jal, .jalr, .beq, .bne, .blt, .bge, .bltu, .bgeu: true
    default: false
    }
  }
}

extension Processor {
  /// The instruction at an address, for whoever looks before it is carried out.
  ///
  /// - Returns: nil if there is no code that can be read.
  package static func instruction(
    at pc: UInt64, in space: AddressSpaceID, of kernel: inout Kernel
  ) -> Instruction? {
    guard let lower = halfword(at: pc, in: space, of: &kernel) else { return nil }
    guard lower & 3 == 3 else { return Instruction(bits: UInt32(lower)) }
    guard let upper = halfword(at: pc &+ 2, in: space, of: &kernel) else { return nil }
    return Instruction(bits: UInt32(upper) << 16 | UInt32(lower))
  }

  private static func halfword(
    at address: UInt64, in space: AddressSpaceID, of kernel: inout Kernel
  ) -> UInt16? {
    guard
      let page = try? kernel.directPage(
        space, address, for: .execute, by: HartID(rawValue: 0))
    else { return nil }
    // Nobody has written to a page without bytes.
    guard let bytes = unsafe page.bytes else { return 0 }
    return unsafe bytes.load(fromByteOffset: Int(address & 0xffe), as: UInt16.self)
  }
}
