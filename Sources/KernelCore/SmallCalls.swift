internal import LinuxABI

// Calls that ask for one thing about the machine, or for something that nobody may do.
extension Kernel {
  /// Whether a call is one of those.
  static func isSmallCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .personality, .getcpu, .membarrier, .rseq, .getrandom, .setdomainname, .syslog, .reboot,
      .getrlimit, .setrlimit, .riscvHwprobe, .riscvFlushIcache, .rtTgsigqueueinfo,
      .seccomp:
      true
    default: false
    }
  }

  mutating func smallCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .personality:
      return personality(call, by: caller)
    case .getcpu:
      // Source: getcpu(2): the processor and its node.
      keep(Self.halves([0, 0]), for: caller)
      return .value(0)
    case .membarrier:
      return try membarrier(call, by: caller)
    // As a kernel without CONFIG_RSEQ.
    case .rseq: throw .notImplemented
    case .getrandom: return try getrandom(call, by: caller)
    case .setdomainname: return try setdomainname(call, by: caller)
    case .syslog: return try syslog(call, by: caller)
    // reboot(2), EPERM: the machine is nobody's.
    case .reboot: throw .notPermitted
    case .getrlimit: return try prlimit(RegisterCall(.prlimit64, 0, call.a), by: caller)
    case .setrlimit:
      return try prlimit(RegisterCall(.prlimit64, 0, call.a, 1, call.b, call.c), by: caller)
    case .seccomp: return try seccomp(call, by: caller)
    case .riscvHwprobe: return try probeHardware(call, by: caller)
    case .riscvFlushIcache:
      // Source: `arch/riscv/kernel/sys_riscv.c`: SYS_RISCV_FLUSH_ICACHE_LOCAL is the only flag.
      // The processor sees for itself that its code was changed.
      guard call.c & ~1 == 0 else { throw .invalidArgument }
      return .value(0)
    default: return try queueToThread(call, by: caller)
    }
  }

  // MARK: - Random bytes

  /// The most bytes that travel beside an answer.
  private static var inlineRandomBytesMax: Int { 4_096 }

  /// Gives bytes that look random and are the same in every run.
  ///
  /// Source: getrandom(2); `drivers/char/random.c: SYSCALL_DEFINE3(getrandom)`.
  private mutating func getrandom(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = UInt32(truncatingIfNeeded: call.c)
    // getrandom(2), EINVAL: GRND_NONBLOCK is 1, GRND_RANDOM 2, GRND_INSECURE 4; the last two exclude
    // each other.
    guard flags & ~7 == 0, flags & 6 != 6 else { throw .invalidArgument }
    let wanted = Int(min(call.b, UInt64(Int32.max)))
    guard call.a != 0 else {
      let count = min(wanted, Self.inlineRandomBytesMax)
      keep(randomBytes(count), for: caller)
      return .value(Int64(count))
    }
    var done = 0
    while done < wanted {
      let bytes = randomBytes(min(wanted - done, Int(Memory.pageBytes)))
      let copied = copyToUser(taskTable[caller].mm, call.a &+ UInt64(done), bytes[...])
      done += copied
      if copied < bytes.count { break }
    }
    // getrandom(2), EFAULT.
    guard done > 0 || wanted == 0 else { throw .badAddress }
    return .value(Int64(done))
  }

  // MARK: - Names

  /// A `struct new_utsname`: six names of 65 bytes.
  ///
  /// Source: uname(2); `include/uapi/linux/utsname.h`.
  mutating func wholeName(for caller: Int32) -> Outcome {
    let names: [[UInt8]] = [
      Array("Linux".utf8), hostName(in: namespaceSet(of: caller).hostNames),
      shownRelease(to: caller), Array("#1 SMP PREEMPT_DYNAMIC".utf8), machineName(for: caller),
      programSides.isEmpty ? Array("(none)".utf8) : programSide.domainName,
    ]
    var bytes: [UInt8] = []
    for name in names {
      bytes += name.prefix(64)
      bytes += [UInt8](repeating: 0, count: 65 - min(name.count, 64))
    }
    keep(bytes, for: caller)
    return .value(0)
  }

  /// Source: setdomainname(2); `kernel/sys.c: SYSCALL_DEFINE2(setdomainname)`.
  private mutating func setdomainname(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let namespace = namespaceSet(of: caller).hostNames
    guard hasCapability(.systemAdministration, caller, in: ownerOfNamespace(namespace)) else {
      throw .notPermitted
    }
    guard call.bytes.count <= 64 else { throw .invalidArgument }
    // All namespaces have the first one's.
    guard namespace < 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    programSide.domainName = call.bytes
    return .value(0)
  }

  // MARK: - The processor

  /// Says what the processor can do: pairs of a key and a value, 16 bytes each.
  ///
  /// Source: `Documentation/arch/riscv/hwprobe.rst`; `arch/riscv/kernel/sys_hwprobe.c`.
  private mutating func probeHardware(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // RISCV_HWPROBE_WHICH_CPUS asks the other way round.
    guard call.e & ~1 == 0 else { throw .invalidArgument }
    guard call.e == 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    var words: [UInt64] = []
    for start in stride(from: 0, to: call.bytes.count - 15, by: 16) {
      let key = TimeSpec.word(call.bytes, at: start)
      switch key {
      // MVENDORID, MARCHID, MIMPID: there is nobody to name.
      case 0, 1, 2: words += [key, 0]
      // BASE_BEHAVIOR: IMA.
      case 3: words += [key, 1]
      // IMA_EXT_0: F and D, and C.
      case 4: words += [key, 3]
      // CPUPERF_0 and MISALIGNED_SCALAR_PERF: loads at any address work, and take longer.
      case 5, 9: words += [key, 2]
      // ZICBOZ_BLOCK_SIZE: there are no such instructions.
      case 6: words += [key, 0]
      // HIGHEST_VIRT_ADDRESS.
      case 7: words += [key, UserMemoryLayout.end.rawValue - 1]
      // A key that is not known becomes -1.
      default: words += [.max, 0]
      }
    }
    keep(littleEndian(words), for: caller)
    return .value(0)
  }
}

extension KernelProfile {
  /// The version with its last number, as uname tells it.
  var release: String {
    // Bytes are compared: texts would need tables of Unicode, which a page has not.
    version.utf8.elementsEqual("6.18".utf8) ? "6.18.44" : version
  }
}
