internal import KernelCore
internal import LinuxABI

// Calls on who a task is, and on what it may use.
extension UserTasks {
  mutating func marshalIdentity(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall? {
    switch registers.number {
    case .getuid, .geteuid, .getgid, .getegid, .setresuid, .setresgid, .setreuid, .setregid,
      .setuid, .setgid, .setfsuid, .setfsgid, .personality, .membarrier, .riscvFlushIcache, .rseq,
      .syslog, .reboot:
      return (plain(registers), .value)
    case .getresuid, .getresgid:
      // getresuid(2), EFAULT: each of the three is stored.
      guard registers.a != 0, registers.b != 0, registers.c != 0 else { throw .badAddress }
      return (plain(registers), .threeInts(at: [registers.a, registers.b, registers.c]))
    case .getgroups: return (plain(registers), .bytesIfAny(at: registers.b))
    case .setgroups:
      // setgroups(2), EINVAL: NGROUPS_MAX.
      guard registers.wordA <= 65_536 else { throw .invalidArgument }
      let groups = try kernel.bytes(of: task, at: registers.b, count: Int(registers.wordA) * 4)
      return (call(.setgroups, registers.wordA, bytes: groups), .value)
    case .prlimit64:
      let (soft, hard) = try limits(of: task, on: &kernel, at: registers.c)
      return (
        call(.prlimit64, registers.a, registers.b, registers.c == 0 ? 0 : 1, soft, hard),
        .bytes(at: registers.d).unlessNull(registers.d)
      )
    case .getrlimit: return (call(.getrlimit, registers.a), .bytes(at: registers.b))
    case .setrlimit:
      guard registers.b != 0 else { throw .badAddress }
      let (soft, hard) = try limits(of: task, on: &kernel, at: registers.b)
      return (call(.setrlimit, registers.a, soft, hard), .value)
    case .getrusage: return (call(.getrusage, registers.a, 1), .bytes(at: registers.b))
    case .uname: return (call(.uname, 1), .bytes(at: registers.a))
    case .sethostname, .setdomainname:
      // sethostname(2), EINVAL: __NEW_UTS_LEN.
      guard registers.wordB <= 64 else { throw .invalidArgument }
      let name = try kernel.bytes(of: task, at: registers.a, count: Int(registers.wordB))
      return (call(registers.number, bytes: name), .value)
    case .getcpu: return (plain(registers), .threeInts(at: [registers.a, registers.b]))
    case .getrandom: return (plain(registers), .value)
    case .riscvHwprobe:
      guard registers.b <= 64 else { throw .invalidArgument }
      let pairs = try kernel.bytes(of: task, at: registers.a, count: Int(registers.b) * 16)
      return (
        call(.riscvHwprobe, 0, registers.b, 0, 0, registers.e, bytes: pairs),
        .bytes(at: registers.a)
      )
    case .seccomp where registers.a & 0xffff_ffff == 1:
      return (
        try filter(registers.c, flags: registers.b, isControl: false, of: task, on: &kernel), .value
      )
    case .seccomp:
      // EINVAL for flags comes before EFAULT. Source: `kernel/seccomp.c: do_seccomp`.
      guard registers.intB == 0 else { return (plain(registers), .value) }
      // SECCOMP_GET_ACTION_AVAIL reads, SECCOMP_GET_NOTIF_SIZES stores.
      let action =
        registers.a & 0xffff_ffff == 2
        ? try kernel.bytes(of: task, at: registers.c, count: 4) : []
      if registers.a & 0xffff_ffff == 3, registers.c == 0 { throw .badAddress }
      return (plain(registers, bytes: action), .bytes(at: registers.c))
    case .prctl: return try prctl(registers, of: task, on: &kernel)
    case .capget, .capset: return try capabilities(registers, of: task, on: &kernel)
    default: return try marshalScheduling(registers, of: task, on: &kernel)
    }
  }

  /// `struct sock_fprog`, and the instructions that it leads to.
  ///
  /// Source: `kernel/seccomp.c: seccomp_set_mode_filter, seccomp_prepare_user_filter`: flags come first, then
  /// the length, the right to do so, and the address.
  private mutating func filter(
    _ address: UInt64, flags: UInt64, isControl: Bool, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> SystemCall {
    let none = SystemCall.filter([], flags: flags, isControl: isControl)
    guard Kernel.areFilterFlags(flags) else { return none }
    let structure = try kernel.bytes(of: task, at: address, count: 16)
    let count = Int(structure.word(at: 0, count: 2))
    guard (1...4_096).contains(count) else { return none }
    guard kernel.mayFilter(task) else { throw .permissionDenied }
    guard structure.word(at: 8) != 0 else { return none }
    let program = try kernel.bytes(of: task, at: structure.word(at: 8), count: count * 8)
    return .filter(program, flags: flags, isControl: isControl)
  }

  private mutating func limits(
    of task: TaskID, on kernel: inout Kernel, at address: UInt64
  ) throws(Errno) -> (soft: UInt64, hard: UInt64) {
    guard address != 0 else { return (0, 0) }
    let bytes = try kernel.bytes(of: task, at: address, count: 16)
    return (bytes.word(at: 0), bytes.word(at: 8))
  }

  /// prctl(2): the options that read or store through a pointer.
  private mutating func prctl(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    switch registers.intA {
    // PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER.
    case 2, 37: return (plain(registers), .number(at: registers.b, byteCount: 4))
    // PR_GET_AUXV: as much as there is room for, and how much there is.
    case 0x4155_5856:
      guard registers.d == 0, registers.e == 0 else { throw .invalidArgument }
      let vector = kernel.auxiliaryVector(of: task)
      let part = vector.prefix(Int(min(registers.c, UInt64(vector.count))))
      if !part.isEmpty { try kernel.store(Array(part), to: task, at: registers.b) }
      return (.done(registers.number, value: Int32(vector.count)), .value)
    // PR_GET_TID_ADDRESS.
    case 40: return (plain(registers), .number(at: registers.b, byteCount: 8))
    // PR_SET_SECCOMP, SECCOMP_MODE_FILTER.
    case 22 where registers.b == 2:
      return (
        try filter(registers.c, flags: 0, isControl: true, of: task, on: &kernel), .value
      )
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

  /// capget(2) and capset(2): a header with a version and a pid, then the sets in halves.
  ///
  /// Source: `include/uapi/linux/capability.h`; `kernel/capability.c: cap_validate_magic`.
  private mutating func capabilities(
    _ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) -> MarshalledCall {
    let header = try kernel.bytes(of: task, at: registers.a, count: 8)
    let version = header.word(at: 0, count: 4)
    let halves: Int
    switch version {
    case 0x1998_0330: halves = 1
    case 0x2007_1026, 0x2008_0522: halves = 2
    default:
      // The version that it has is stored there.
      var present: [UInt8] = []
      present.append(word: 0x2008_0522, count: 4)
      try kernel.store(present, to: task, at: registers.a)
      if registers.number == .capget, registers.b == 0 { return (.done(registers.number), .value) }
      throw .invalidArgument
    }
    let pid = header.word(at: 4, count: 4)
    guard registers.number == .capset else {
      if registers.b == 0 { return (call(.capget, pid), .value) }
      return (call(.capget, pid), .capabilities(at: registers.b, halves: halves))
    }
    let data = try kernel.bytes(of: task, at: registers.b, count: halves * 12)
    var sets: [UInt64] = []
    for place in [0, 4, 8] {
      let upper = halves == 2 ? data.word(at: 12 + place, count: 4) : 0
      sets.append(upper << 32 | data.word(at: place, count: 4))
    }
    return (call(.capset, pid, sets[0], sets[1], sets[2]), .value)
  }
}
