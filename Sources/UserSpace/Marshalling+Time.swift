internal import KernelCore
internal import LinuxABI

// Calls on time and timers.
extension UserTasks {
  mutating func marshalTime(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .nanosleep:
      let time = try kernel.bytes(of: task, at: registers.a, count: 16)
      return (call(.nanosleep, bytes: time), .timeLeft(at: registers.b))
    case .clockNanosleep:
      let time = try kernel.bytes(of: task, at: registers.c, count: 16)
      // Nothing is left of a time that is a point. Source: clock_nanosleep(2), TIMER_ABSTIME.
      let rest = registers.b & 1 == 0 ? registers.d : 0
      return (call(.clockNanosleep, registers.a, registers.b, bytes: time), .timeLeft(at: rest))
    case .clockGettime: return (plain(registers), .bytes(at: registers.b))
    case .clockGetres:
      return (plain(registers), .bytes(at: registers.b).unlessNull(registers.b))
    case .gettimeofday: return (plain(registers), .timeOfDay(at: registers.a, zone: registers.b))
    case .times: return (plain(registers), .bytes(at: registers.a).unlessNull(registers.a))
    case .sysinfo: return (plain(registers), .bytes(at: registers.a))
    case .setitimer:
      var (value, interval): (UInt64, UInt64) = (0, 0)
      if registers.b != 0 {
        let bytes = try kernel.bytes(of: task, at: registers.b, count: 32)
        interval = try microseconds(bytes, at: 0)
        value = try microseconds(bytes, at: 16)
      }
      return (
        call(.setitimer, registers.wordA, value, interval),
        .intervalTimer(at: registers.c).unlessNull(registers.c)
      )
    case .getitimer: return (call(.getitimer, registers.wordA), .intervalTimer(at: registers.b))
    case .timerCreate:
      let event =
        registers.b == 0 ? [] : try kernel.bytes(of: task, at: registers.b, count: 64)
      return (call(.timerCreate, registers.a, bytes: event), .timer(at: registers.c))
    case .timerSettime:
      // timer_settime(2), EINVAL: no new time. Source: `kernel/time/posix-timers.c`.
      guard registers.c != 0 else { throw .invalidArgument }
      let time = try kernel.bytes(of: task, at: registers.c, count: 32)
      return (
        call(.timerSettime, registers.a, registers.b, bytes: time),
        .bytes(at: registers.d).unlessNull(registers.d)
      )
    case .timerGettime: return (plain(registers), .bytes(at: registers.b))
    case .clockSettime:
      // A clock that can't be set is refused before the time is read.
      guard kernel.canBeSet(registers.intA) else { return (plain(registers), .value) }
      let time = try kernel.bytes(of: task, at: registers.b, count: 16)
      return (call(.clockSettime, registers.a, bytes: time), .value)
    case .settimeofday: return try setTimeOfDay(registers, of: task, on: &kernel)
    case .adjtimex:
      let record = try kernel.bytes(of: task, at: registers.a, count: 208)
      return (call(.adjtimex, bytes: record), .bytes(at: registers.a))
    case .clockAdjtime:
      let record = try kernel.bytes(of: task, at: registers.b, count: 208)
      return (call(.clockAdjtime, registers.a, bytes: record), .bytes(at: registers.b))
    case .timerGetoverrun, .timerDelete: return (plain(registers), .value)
    default: return nil
    }
  }

  /// settimeofday(2): a time travels as `struct timespec`.
  ///
  /// Source: `kernel/time/time.c: SYSCALL_DEFINE2(settimeofday)`.
  private mutating func setTimeOfDay(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    var bytes: [UInt8] = []
    if registers.a != 0 {
      let time = try kernel.bytes(of: task, at: registers.a, count: 16)
      guard time.word(at: 8) <= 1_000_000 else { throw .invalidArgument }
      bytes = Array(time.prefix(8))
      bytes.append(word: time.word(at: 8) &* 1_000)
    }
    if registers.b != 0 {
      let zone = try kernel.bytes(of: task, at: registers.b, count: 8)
      let minutes = Int32(truncatingIfNeeded: zone.word(at: 0))
      // settimeofday(2), EINVAL: no zone is that far. Source: `do_sys_settimeofday64`.
      guard (-900...900).contains(minutes) else { throw .invalidArgument }
    }
    return (call(.settimeofday, bytes: bytes), .value)
  }

  /// `struct timeval`, in nanoseconds.
  ///
  /// - Throws: EINVAL where it is no time.
  private func microseconds(_ bytes: [UInt8], at place: Int) throws(Errno) -> UInt64 {
    let seconds = Int64(bitPattern: bytes.word(at: place))
    let microseconds = bytes.word(at: place + 8)
    guard seconds >= 0, microseconds < 1_000_000 else { throw .invalidArgument }
    let (product, isOver) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return isOver ? UInt64(Int64.max) : min(product &+ microseconds &* 1_000, UInt64(Int64.max))
  }
}
