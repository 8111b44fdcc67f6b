internal import KernelCore
internal import LinuxABI

// Calls on memory.
extension UserTasks {
  mutating func marshalMemory(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .mmap, .munmap, .mprotect, .mremap, .madvise, .msync, .brk, .mlock, .munlock, .mlock2,
      .mlockall, .munlockall:
      return (plain(registers), .value)
    case .mincore: return (plain(registers), .bytes(at: registers.c))
    default: return nil
    }
  }
}
