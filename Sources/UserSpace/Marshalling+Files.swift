internal import KernelCore
internal import LinuxABI

// Calls on files.
extension UserTasks {
  mutating func marshalFiles(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .read:
      return (
        .read(
          fd: FileDescriptor(rawValue: registers.intA),
          buffer: .memory(
            UserAddress(rawValue: registers.b), count: Int(truncatingIfNeeded: registers.c))),
        .value
      )
    case .write:
      return (
        .write(
          fd: FileDescriptor(rawValue: registers.intA),
          buffer: .memory(
            UserAddress(rawValue: registers.b), count: Int(truncatingIfNeeded: registers.c))),
        .value
      )
    case .close: return (.close(fd: FileDescriptor(rawValue: registers.intA)), .value)
    case .dup: return (.dup(fd: FileDescriptor(rawValue: registers.intA)), .value)
    case .dup3, .fcntl: return (plain(registers), .value)
    case .pipe2: return (call(.pipe2, 0, registers.b), .bytes(at: registers.a))
    case .ppoll: return try poll(registers, of: task, on: &kernel)
    case .umask: return (.umask(mask: UInt32(truncatingIfNeeded: registers.a)), .value)
    default: return nil
    }
  }

  /// ppoll(2); the time travels as a word, the entries as bytes.
  private mutating func poll(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let timeout = registers.c == 0 ? 0 : try time(of: task, on: &kernel, at: registers.c)
    // More than there can be descriptors. Source: poll(2), EINVAL.
    guard registers.b <= 1_024 else { throw .invalidArgument }
    let entries =
      registers.b == 0
      ? [] : try kernel.bytes(of: task, at: registers.a, count: Int(registers.b) * 8)
    return (
      call(.ppoll, timeout, registers.c == 0 ? 0 : 1, bytes: entries), .bytes(at: registers.a)
    )
  }
}
