internal import KernelCore
internal import LinuxABI

// Calls on who a task is, and on what it may use.
extension UserTasks {
  mutating func marshalIdentity(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .getuid, .geteuid, .getgid, .getegid, .setresuid, .setresgid:
      return (plain(registers), .value)
    case .prlimit64:
      var (soft, hard): (UInt64, UInt64) = (0, 0)
      if registers.c != 0 {
        let bytes = try kernel.bytes(of: task, at: registers.c, count: 16)
        (soft, hard) = (bytes.word(at: 0), bytes.word(at: 8))
      }
      return (
        call(.prlimit64, registers.a, registers.b, registers.c == 0 ? 0 : 1, soft, hard),
        .bytes(at: registers.d)
      )
    default: return nil
    }
  }
}
