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
    case .prctl: return try prctl(registers, of: task, on: &kernel)
    default: return nil
    }
  }

  /// prctl(2): the options that read or store through a pointer.
  private mutating func prctl(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    switch registers.intA {
    // PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER.
    case 2, 37: return (plain(registers), .number(at: registers.b, byteCount: 4))
    // PR_SET_NAME: what is longer is cut.
    case 15:
      var name: [UInt8] = []
      while name.count < 15 {
        let byte = try kernel.bytes(of: task, at: registers.b &+ UInt64(name.count), count: 1)[0]
        if byte == 0 { break }
        name.append(byte)
      }
      return (plain(registers, bytes: name), .value)
    // PR_GET_NAME.
    case 16: return (plain(registers), .bytes(at: registers.b))
    default: return (plain(registers), .value)
    }
  }
}
