internal import KernelCore
internal import LinuxABI

// Calls on memory.
extension Computer {
  mutating func marshalMemory(
    _ registers: CallRegisters, of task: TaskID
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .mmap, .munmap: return (plain(registers), .value)
    default: return nil
    }
  }
}
