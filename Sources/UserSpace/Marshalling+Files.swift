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
    case .umask: return (.umask(mask: UInt32(truncatingIfNeeded: registers.a)), .value)
    default: return nil
    }
  }
}
