internal import KernelCore
internal import LinuxABI

/// A call in the kernel's form, and what is done with its answer.
typealias MarshalledCall = (call: SystemCall, completion: Completion)

// From registers to the kernel's form of a call (docs/kernel-calls.md).
//
// What the kernel reads and stores in the task's own memory it is given as an address; what else Linux
// reads through a pointer is read here, and what it stores travels back as the answer's bytes.
extension UserTasks {
  /// Takes a call out of the registers.
  ///
  /// - Throws: EFAULT and its like: the call fails with that.
  mutating func marshal(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    if let call = try marshalTasks(registers, of: task, on: &kernel) { return call }
    if let call = try marshalSignals(registers, of: task, on: &kernel) { return call }
    if let call = try marshalTime(registers, of: task, on: &kernel) { return call }
    if let call = try marshalFiles(registers, of: task, on: &kernel) { return call }
    #if !PAGE_KERNEL
    if let call = try marshalWatching(registers, of: task, on: &kernel) { return call }
    if let call = try marshalQueues(registers, of: task, on: &kernel) { return call }
    #endif
    if let call = try marshalMemory(registers, of: task, on: &kernel) { return call }
    if let call = try marshalIdentity(registers, of: task, on: &kernel) { return call }
    // The kernel refuses it by name.
    return (plain(registers), .value)
  }

  /// A call whose words are its registers.
  func plain(_ registers: CallRegisters, bytes: [UInt8] = []) -> SystemCall {
    .registers(
      RegisterCall(
        registers.number, registers.a, registers.b, registers.c, registers.d, registers.e,
        registers.f, bytes: bytes))
  }

  /// A call from words in another order than that of the registers.
  func call(
    _ number: SystemCallNumber, _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0,
    _ d: UInt64 = 0, _ e: UInt64 = 0, _ f: UInt64 = 0, bytes: [UInt8] = []
  ) -> SystemCall {
    .registers(RegisterCall(number, a, b, c, d, e, f, bytes: bytes))
  }

  // MARK: - Structures

  /// `struct timespec`, in nanoseconds.
  ///
  /// - Throws: EFAULT, or EINVAL where it is no time. Source: `include/linux/time64.h:
  ///   timespec64_valid`.
  mutating func time(of task: TaskID, on kernel: inout Kernel, at address: UInt64) throws(Errno)
    -> UInt64
  {
    let bytes = try kernel.bytes(of: task, at: address, count: 16)
    let seconds = Int64(bitPattern: bytes.word(at: 0))
    let nanoseconds = bytes.word(at: 8)
    guard seconds >= 0, nanoseconds < 1_000_000_000 else { throw .invalidArgument }
    // As far as the clock goes. Source: `include/linux/ktime.h: ktime_set`.
    let (product, isOver) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooMuch) = product.addingReportingOverflow(nanoseconds)
    return isOver || isTooMuch ? UInt64(Int64.max) : min(sum, UInt64(Int64.max))
  }

  /// A set of signals, whose size the caller names.
  ///
  /// - Throws: EINVAL for another size, EFAULT. Source: `kernel/signal.c: set_user_sigmask`.
  mutating func signalSet(
    of task: TaskID, on kernel: inout Kernel, at address: UInt64, size: UInt64
  ) throws(Errno) -> UInt64 {
    guard size == 8 else { throw .invalidArgument }
    return try kernel.word(of: task, at: address)
  }
}
