internal import KernelCore
internal import LinuxABI

// Calls on descriptors of events, on sets of watched ones, and on sockets.
extension UserTasks {
  mutating func marshalWatching(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .eventfd2, .timerfdCreate, .epollCreate1, .shutdown: return (plain(registers), .value)
    case .timerfdSettime:
      let time = try kernel.bytes(of: task, at: registers.c, count: 32)
      return (
        call(.timerfdSettime, registers.a, registers.b, bytes: time),
        .bytes(at: registers.d).unlessNull(registers.d)
      )
    case .timerfdGettime: return (plain(registers), .bytes(at: registers.b))
    case .signalfd4:
      let set = try signalSet(of: task, on: &kernel, at: registers.b, size: registers.c)
      return (call(.signalfd4, registers.a, set, registers.c, registers.d), .value)
    case .epollCtl:
      // EPOLL_CTL_DEL has no event. Source: `fs/eventpoll.c: ep_op_has_event`.
      let event =
        registers.intB == 2 ? [] : try kernel.bytes(of: task, at: registers.d, count: 16)
      return (
        call(
          .epollCtl, registers.a, registers.b, registers.c, event.word(at: 0, count: 4),
          event.word(at: 8)), .value
      )
    case .epollPwait, .epollPwait2: return try wait(registers, of: task, on: &kernel)
    case .socketpair: return (plain(registers), .bytes(at: registers.d))
    case .sendto, .socket: return (plain(registers), .value)
    case .sendfile, .copyFileRange, .splice: return try copy(registers, of: task, on: &kernel)
    case .sendmmsg:
      return (call(.sendmmsg, registers.a, registers.b, registers.c, registers.d), .value)
    case .recvmmsg:
      let timeout = registers.e == 0 ? 0 : try time(of: task, on: &kernel, at: registers.e)
      let left = limit(at: registers.e, timeout, on: kernel)
      return (
        call(
          .recvmmsg, registers.a, registers.b, registers.c, registers.d, 0,
          registers.e == 0 ? 0 : max(1, left.deadline)), .timeLeftOf(left)
      )
    case .sendmsg, .recvmsg: return try message(registers, of: task, on: &kernel)
    case .setsockopt, .getsockopt, .getsockname, .getpeername:
      return try socketOption(registers, of: task, on: &kernel)
    case .recvfrom:
      // Sockets of a pair have no names: the length of the sender's is 0.
      return (
        plain(registers), registers.e == 0 ? .value : .old([0, 0, 0, 0], at: registers.f)
      )
    default: return nil
    }
  }

  /// epoll_pwait(2) has milliseconds, epoll_pwait2(2) a `struct timespec`.
  private mutating func wait(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    var nanoseconds: UInt64?
    if registers.number == .epollPwait {
      if registers.intD >= 0 { nanoseconds = UInt64(registers.intD) * 1_000_000 }
    } else if registers.d != 0 {
      nanoseconds = try time(of: task, on: &kernel, at: registers.d)
    }
    var mask: UInt64 = 0
    if registers.e != 0 {
      mask = try signalSet(of: task, on: &kernel, at: registers.e, size: registers.f)
    }
    return (
      call(
        registers.number, registers.a, registers.c, nanoseconds ?? 0, nanoseconds == nil ? 0 : 1,
        registers.e == 0 ? 0 : 1, mask), .bytes(at: registers.b)
    )
  }

  /// `struct msghdr`, with what it leads to.
  ///
  /// Source: `net/socket.c: ___sys_sendmsg, copy_msghdr_from_user`.
  private mutating func message(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    try kernel.checkSocket(registers.intA, of: task)
    let header = try kernel.bytes(of: task, at: registers.b, count: 56)
    let isNamed = header.word(at: 0) != 0
    guard header.int(at: 8) >= 0 else { throw .invalidArgument }
    let (pieces, count) = (header.word(at: 16), header.word(at: 24))
    let (control, room) = (header.word(at: 32), header.word(at: 40))
    guard count <= 1_024 else { throw .messageTooLong }
    guard registers.number == .sendmsg else {
      return (
        call(
          .recvmsg, registers.a, pieces, count, registers.c, control == 0 ? 0 : room),
        .received(header: registers.b, control: control, isNamed: isNamed)
      )
    }
    // ENOBUFS: net.core.optmem_max.
    guard room <= 131_072 else { throw .noBufferSpace }
    let bytes = room == 0 ? [] : try kernel.bytes(of: task, at: control, count: Int(room))
    return (
      call(
        .sendmsg, registers.a, pieces, count, registers.c,
        isNamed && header.int(at: 8) > 0 ? 1 : 0, bytes: bytes), .value
    )
  }

  /// Options and names of sockets: what is stored has its length beside it.
  private mutating func socketOption(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    try kernel.checkSocket(registers.intA, of: task)
    switch registers.number {
    case .setsockopt:
      let size = Int32(truncatingIfNeeded: registers.e)
      guard size >= 0 else { throw .invalidArgument }
      let value =
        size < 4 || registers.intB != 1
        ? 0 : try kernel.bytes(of: task, at: registers.d, count: 4).word(at: 0, count: 4)
      return (
        call(.setsockopt, registers.a, registers.b, registers.c, value, registers.e), .value
      )
    case .getsockopt:
      guard registers.intB == 1 else { return (plain(registers), .value) }
      let size = try kernel.bytes(of: task, at: registers.e, count: 4).int(at: 0)
      guard size >= 0 else { throw .invalidArgument }
      return (plain(registers), .sized(at: registers.d, size: registers.e, room: Int(size)))
    default:
      let size = try kernel.bytes(of: task, at: registers.c, count: 4).int(at: 0)
      guard size >= 0 else { throw .invalidArgument }
      return (plain(registers), .sized(at: registers.b, size: registers.c, room: Int(size)))
    }
  }
}
