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
    case .schedSetattr:
      guard registers.b != 0, registers.intA >= 0, registers.c & 0xffff_ffff == 0 else {
        throw .invalidArgument
      }
      return (
        call(
          .schedSetattr, registers.a,
          bytes: try attributes(of: task, on: &kernel, at: registers.b)), .value
      )
    case .schedGetattr:
      guard registers.b != 0 else { throw .invalidArgument }
      return (plain(registers), .bytes(at: registers.b))
    case .semget: return (plain(registers), .value)
    case .semctl: return try semctl(registers, of: task, on: &kernel)
    case .semop:
      // semop(2), E2BIG: SEMOPM.
      guard registers.wordC <= 500 else { throw .argListTooLong }
      let operations = try kernel.bytes(of: task, at: registers.b, count: Int(registers.wordC) * 6)
      return (call(.semop, registers.a, bytes: operations), .value)
    case .semtimedop:
      let timeout = registers.d == 0 ? 0 : try time(of: task, on: &kernel, at: registers.d)
      guard registers.wordC <= 500 else { throw .argListTooLong }
      let operations = try kernel.bytes(of: task, at: registers.b, count: Int(registers.wordC) * 6)
      return (
        call(.semtimedop, registers.a, timeout, registers.d == 0 ? 0 : 1, bytes: operations), .value
      )
    case .msgget: return (plain(registers), .value)
    case .msgctl:
      // IPC_SET reads.
      let wanted =
        registers.intB & ~0x100 == 1 ? try kernel.bytes(of: task, at: registers.c, count: 120) : []
      return (
        call(.msgctl, registers.a, registers.b & ~0x100, bytes: wanted), .someBytes(at: registers.c)
      )
    case .msgsnd:
      let type = try kernel.word(of: task, at: registers.b)
      var text: [UInt8] = []
      // EINVAL comes before the text is read. Source: `ipc/msg.c: do_msgsnd`.
      if registers.c <= Kernel.systemMessageBytesMax, registers.intA >= 0,
        Int64(bitPattern: type) >= 1
      {
        text = try kernel.bytes(of: task, at: registers.b &+ 8, count: Int(registers.c))
      }
      return (call(.msgsnd, registers.a, type, registers.c, registers.d, bytes: text), .value)
    case .msgrcv:
      return (
        call(.msgrcv, registers.a, registers.c, registers.d, registers.e),
        .typedMessage(at: registers.b)
      )
    case .shmget, .shmat, .shmdt: return (plain(registers), .value)
    case .shmctl where registers.intB & ~0x100 == 1:
      let wanted = try kernel.bytes(of: task, at: registers.c, count: 112)
      return (call(.shmctl, registers.a, registers.b & ~0x100, bytes: wanted), .value)
    case .shmctl:
      return (call(.shmctl, registers.a, registers.b & ~0x100), .someBytes(at: registers.c))
    case .ptrace: return try ptrace(registers, of: task, on: &kernel)
    default: return nil
    }
  }

  /// `struct sched_attr`, as long as it says that it is.
  ///
  /// - Throws: E2BIG, and then the length that there is stands in it. Source:
  ///   `kernel/sched/syscalls.c: sched_copy_attr`.
  private mutating func attributes(
    of task: TaskID, on kernel: inout Kernel, at address: UInt64
  ) throws(Errno) -> [UInt8] {
    // SCHED_ATTR_SIZE_VER0, which a size of 0 means too, and the structure of today.
    let (oldest, latest) = (48, 56)
    let named = Int(UInt32(bitPattern: try kernel.int(of: task, at: address)))
    let size = named == 0 ? oldest : named
    if (oldest...4_096).contains(size) {
      let bytes = try kernel.bytes(of: task, at: address, count: size)
      if bytes.dropFirst(latest).allSatisfy({ $0 == 0 }) { return bytes }
    }
    var told: [UInt8] = []
    told.append(int: Int32(latest))
    try kernel.store(told, to: task, at: address)
    throw .argListTooLong
  }

  /// semctl(2): the fourth argument is a value for SETVAL; GETALL and SETALL have an array of UInt16.
  private mutating func semctl(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    // IPC_64 says which layout is meant; there is one alone.
    let command = registers.c & ~0x100
    // GETALL, SETALL.
    if command == 13 { return (call(.semctl, registers.a, 0, command), .bytes(at: registers.d)) }
    if command == 17,
      let count = kernel.semaphoreCount(
        of: Int32(truncatingIfNeeded: registers.a), for: task)
    {
      let values = try kernel.bytes(of: task, at: registers.d, count: count * 2)
      return (call(.semctl, registers.a, 0, command, bytes: values), .value)
    }
    // IPC_SET reads a `struct semid64_ds`; others store it, or a `struct seminfo`.
    if command == 1 {
      let bytes = try kernel.bytes(of: task, at: registers.d, count: 88)
      return (call(.semctl, registers.a, 0, command, bytes: bytes), .value)
    }
    if [2, 3, 18, 19, 20].contains(command) {
      return (call(.semctl, registers.a, 0, command), .bytes(at: registers.d))
    }
    return (call(.semctl, registers.a, registers.b, command, registers.d), .value)
  }
}
