import KernelCore
import LinuxABI
import SeededNumbers
import Testing

/// Random calls on files with paths and descriptors that mean something.
@Suite struct `Random calls on files` {
  private static let calls = 6_000
  private static let paths = [
    "a", "b", "d", "d/a", "d/e", "/tmp/a", "/tmp/d/", "..", ".", "/", "l", "d/l", "/proc/self",
    "/proc/self/fd/3", "/proc/self/fd/4", "/proc/2/status", "/proc", "/proc/self/task", "/dev/null",
    "/dev/urandom", "/dev/stdin", "/proc/self/cwd/a", "/proc/thread-self/stat", "", "x/y/z",
    "/proc/self/maps", "/proc/self/fd", "/dev", "/proc/self/comm", "/proc/self/exe",
  ]
  private static let numbers: [SystemCallNumber] = [
    .openat, .close, .dup, .dup3, .pipe2, .read, .write, .pread64, .pwrite64, .lseek, .ftruncate,
    .truncate, .mkdirat, .unlinkat, .symlinkat, .linkat, .renameat2, .readlinkat, .newfstatat,
    .fstat, .statx, .getdents64, .fchdir, .chdir, .getcwd, .faccessat, .fchmodat, .fchownat,
    .utimensat, .ioctl, .fcntl, .pselect6, .ppoll, .clone, .exit, .wait4, .closeRange, .schedYield,
    .kill,
  ]

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `leave the tables whole`(seed: UInt64) throws {
    var random = SplitMix64(state: seed &* 7_919)
    var limits = KernelLimits()
    limits.tasksMax = 12
    limits.nodesMax = 60
    limits.openFilesMax = 60
    limits.traceEventsMax = 1_024
    var kernel = Kernel(limits: limits, decisions: .seeded(seed))
    var made = 0
    while made < Self.calls {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _):
        made += 1
        kernel.submit(Self.call(&random), by: task)
        if made % 20 == 0 { try kernel.checkInvariants() }
      case .handler(let task, _): kernel.submit(.sigreturn, by: task)
      case .ended: continue
      case .allDone, .deadlock:
        try kernel.checkInvariants()
        guard kernel.tasks.count < 10 else { return }
        _ = kernel.spawnProgram(
          entry: 0, credentials: random.next() & 1 == 0 ? .root : .user, streams: .separate)
      }
    }
    try kernel.checkInvariants()
  }

  private static func call(_ random: inout SplitMix64) -> SystemCall {
    while true {
      let number = numbers[Int(random.next() % UInt64(numbers.count))]
      if number == .exit, random.next() & 7 != 0 { continue }
      var words = [UInt64](repeating: 0, count: 6)
      for place in words.indices { words[place] = word(&random) }
      if number == .clone { words[0] = random.next() & 1 == 0 ? 17 : 0x1_0f00 }
      if number == .kill { words[1] = random.next() & 1 == 0 ? 18 : 10 }
      var bytes = Array(paths[Int(random.next() % UInt64(paths.count))].utf8) + [0]
      bytes += Array(paths[Int(random.next() % UInt64(paths.count))].utf8) + [0]
      if let call = SystemCall(
        number: number,
        arguments: (words[0], words[1], words[2], words[3], words[4], words[5]), bytes: bytes)
      {
        return call
      }
    }
  }

  private static func word(_ random: inout SplitMix64) -> UInt64 {
    let number = random.next()
    switch number % 9 {
    case 0, 1, 2: return number >> 8 % 9
    case 3, 4: return UInt64(bitPattern: -100)
    case 5: return UserMemoryLayout.dataStart.rawValue + number >> 8 % 512
    case 6: return 1 << (number >> 8 % 24)
    case 7: return number >> 8 % 6_000
    default: return number >> 8 & 1 == 0 ? 0x42 : 0o102
    }
  }
}
