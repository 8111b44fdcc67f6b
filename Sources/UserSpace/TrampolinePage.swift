internal import KernelCore
internal import LinuxABI

/// A page of code that every program has: where handlers return to.
///
/// It stands in for Linux's vDSO, of which riscv64 needs nothing else: a C library that finds no vDSO
/// asks the kernel for the time.
///
/// Source: `arch/riscv/kernel/vdso/rt_sigreturn.S`.
enum TrampolinePage {
  /// Where it is: between the places of programs and of mappings.
  static var address: UserAddress { UserAddress(rawValue: 0x7000_0000_0000) }

  /// `li a7, 139; ecall`: unwinders know a frame of a handler by these two.
  private static var code: [UInt8] { [0x93, 0x08, 0xb0, 0x08, 0x73, 0x00, 0x00, 0x00] }

  /// Maps it.
  ///
  /// - Throws: ENOMEM.
  static func map(into space: AddressSpaceID, of kernel: inout Kernel) throws(Errno) {
    try kernel.map(space, at: address, pages: 1, access: [.read, .execute])
    guard kernel.load(code[...], at: address, in: space) else { throw .noMemory }
  }
}
