internal import KernelCore
internal import LinuxABI

// Calls on memory.
extension UserTasks {
  mutating func marshalMemory(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .mmap, .munmap: return (plain(registers), .value)
    default: return nil
    }
  }
}
