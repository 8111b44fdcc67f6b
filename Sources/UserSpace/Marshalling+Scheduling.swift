internal import KernelCore
internal import LinuxABI

// Calls on scheduling, on semaphores and on other tasks.
extension UserTasks {
  mutating func marshalScheduling(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .schedSetscheduler:
      // sched_setscheduler(2), EINVAL: no parameters. Source: `kernel/sched/syscalls.c`.
      guard registers.c != 0 else { throw .invalidArgument }
      let priority = try kernel.int(of: task, at: registers.c)
      return (
        call(
          .schedSetscheduler, registers.a, registers.b,
          UInt64(bitPattern: Int64(priority))), .value
      )
    case .schedSetparam:
      guard registers.b != 0 else { throw .invalidArgument }
      let priority = try kernel.int(of: task, at: registers.b)
      return (call(.schedSetparam, registers.a, UInt64(bitPattern: Int64(priority))), .value)
    case .schedGetparam:
      guard registers.b != 0 else { throw .invalidArgument }
      return (call(.schedGetparam, registers.a), .number(at: registers.b, byteCount: 4))
    case .schedGetscheduler, .schedGetPriorityMax, .schedGetPriorityMin:
      return (plain(registers), .value)
    case .schedSetaffinity:
      let count = Int(min(registers.b & 0xffff_ffff, 128))
      let mask = try kernel.bytes(of: task, at: registers.c, count: count)
      return (call(.schedSetaffinity, registers.a, registers.b, mask.word(at: 0)), .value)
    case .schedGetaffinity:
      return (
        call(.schedGetaffinity, registers.a, registers.b), .number(at: registers.c, byteCount: 8)
      )
    case .schedRRGetInterval:
      return (call(.schedRRGetInterval, registers.a), .time(at: registers.b))
    case .semget: return (plain(registers), .value)
    case .semctl: return try semctl(registers, of: task, on: &kernel)
    case .semop:
      // semop(2), E2BIG: SEMOPM.
      guard registers.c <= 500 else { throw .argListTooLong }
      let operations = try kernel.bytes(of: task, at: registers.b, count: Int(registers.c) * 6)
      return (call(.semop, registers.a, bytes: operations), .value)
    case .shmget, .shmat, .shmdt: return (plain(registers), .value)
    case .shmctl:
      return (call(.shmctl, registers.a, registers.b & ~0x100), .bytes(at: registers.c))
    case .ptrace: return try ptrace(registers, of: task, on: &kernel)
    default: return nil
    }
  }

  /// semctl(2): the fourth argument is a value for SETVAL; other commands have a pointer.
  private mutating func semctl(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    // IPC_64 says which layout is meant; there is one alone.
    let command = registers.c & ~0x100
    return (call(.semctl, registers.a, registers.b, command, registers.d), .value)
  }
}
