/// What things cost, in nanoseconds of virtual time.
///
/// The figures are of the order of a real machine's; nothing but virtual time depends on them.
public struct KernelCosts: Hashable, Sendable {
  /// A system call.
  public var callNanoseconds: UInt64 = 200
  /// A memory access of an execution without memory instructions.
  public var accessNanoseconds: UInt64 = 5
  /// A clone that shares the address space, beside the call.
  public var cloneSharedNanoseconds: UInt64 = 5_000
  /// A clone that copies the address space, beside the call.
  public var cloneCopiedNanoseconds: UInt64 = 40_000
  /// A switch from one task to another.
  public var switchNanoseconds: UInt64 = 1_000
  /// How long a task may run while others wait.
  public var sliceNanoseconds: UInt64 = 4_000_000

  /// The costs that are used unless others are named.
  public static var standard: KernelCosts { KernelCosts() }

  func nanoseconds(of call: SystemCall) -> UInt64 {
    switch call {
    case .load, .store, .fetchAdd, .exchange, .compareExchange: accessNanoseconds
    default: callNanoseconds
    }
  }
}
