package import LinuxABI

// Calls that programs of glibc and other libraries make, and that the library of Task C never does.
//
// A page plays Task C alone. Its kernel is built without them (`PAGE_KERNEL`, which .ci/wasm defines), so
// that no reader has to load them, and refuses them by name. A test holds that library to the other calls.
extension Kernel {
  /// Whether a call is one of those.
  package static func isOfOtherLibraries(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .processVMReadv, .processVMWritev, .pidfdGetfd, .kcmp, .processMadvise, .processMrelease,
      .clockSettime, .settimeofday, .clockAdjtime, .adjtimex:
      true
    default:
      isQueueCall(number) || isRetried(number) || isEventFileCall(number) || isPollerCall(number)
        || isSocketCall(number) || isFutexCall(number) || isSystemQueueCall(number)
        || isSegmentCall(number) || isSmallCall(number) || isAttributeCall(number)
        || isOtherFileCall(number)
    }
  }

  /// Whether it is one about files and directories.
  private static func isOtherFileCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .readv, .writev, .pread64, .pwrite64, .preadv, .pwritev, .truncate, .ftruncate, .fsync,
      .fdatasync, .sync, .ioctl, .symlinkat, .linkat, .renameat2, .readlinkat, .faccessat,
      .faccessat2, .fchmod, .fchmodat, .fchmodat2, .fchown, .fchownat, .utimensat, .fstat,
      .newfstatat, .statx, .statfs, .fstatfs, .getdents64, .fchdir, .chroot, .pselect6,
      .closeRange, .memfdCreate, .preadv2, .pwritev2, .mknodat, .fallocate, .fadvise64, .readahead,
      .sendfile,
      .copyFileRange, .syncFileRange, .syncfs:
      true
    default: false
    }
  }

  #if PAGE_KERNEL
  mutating func callOfOtherLibraries(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
  }

  func retryOfOtherLibraries(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    throw .notImplemented
  }
  #else
  mutating func callOfOtherLibraries(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call.number {
    case let number where Self.isOtherFileCall(number):
      return try otherFileCall(call, by: caller)
    case let number where Self.isQueueCall(number): return try queueCall(call, by: caller)
    case let number where Self.isRetried(number): return try beginRetried(call, by: caller)
    case let number where Self.isEventFileCall(number):
      return try eventFileCall(call, by: caller)
    case let number where Self.isPollerCall(number): return try pollerCall(call, by: caller)
    case let number where Self.isSocketCall(number): return try socketCall(call, by: caller)
    case let number where Self.isFutexCall(number): return try futexCall(call, by: caller)
    case let number where Self.isSystemQueueCall(number):
      return try systemQueueCall(call, by: caller)
    case let number where Self.isSegmentCall(number): return try segmentCall(call, by: caller)
    case let number where Self.isAttributeCall(number):
      return try attributeCall(call, by: caller)
    case .processVMReadv, .processVMWritev: return try processMemory(call, by: caller)
    case .processMadvise: return try processMadvise(call, by: caller)
    case .processMrelease: return try processMrelease(call, by: caller)
    case .pidfdGetfd: return try pidfdGetfd(call, by: caller)
    case .kcmp: return try kcmp(call, by: caller)
    case .clockSettime, .settimeofday: return try setClock(call, by: caller)
    case .clockAdjtime, .adjtimex: return try adjustClock(call, by: caller)
    default: return try smallCall(call, by: caller)
    }
  }

  /// One that waits to be tried again; see RetriedCalls.swift.
  mutating func retryOfOtherLibraries(
    _ call: RegisterCall, by task: Int32
  ) throws(Errno) -> Outcome {
    switch call.number {
    case .epollPwait, .epollPwait2: return try waitForEvents(call, by: task)
    case .flock: return try flock(call, by: task)
    case .mqTimedsend: return try sendMessage(call, by: task)
    case .mqTimedreceive: return try receiveMessage(call, by: task)
    case .msgsnd: return try sendSystemMessage(call, by: task)
    case .msgrcv: return try receiveSystemMessage(call, by: task)
    case .splice: return try splice(call, by: task)
    case .tee: return try tee(call, by: task)
    case .vmsplice: return try vmsplice(call, by: task)
    case .sendmmsg, .recvmmsg: return try messageRow(call, by: task)
    case .openat: return try resumeFifo(call, by: task)
    case .clockNanosleep: return try sleepByProcessor(call, by: task)
    default: return try waitForFutexes(call, by: task)
    }
  }

  private mutating func otherFileCall(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    tree.nowNanoseconds = fileTime
    switch call.number {
    case .readv, .writev, .pread64, .pwrite64, .preadv, .pwritev, .preadv2, .pwritev2:
      return try vectorTransfer(call, by: caller)
    case .truncate: return try truncate(call, by: caller)
    case .ftruncate: return try ftruncate(call, by: caller)
    case .mknodat: return try mknodat(call, by: caller)
    case .fallocate: return try fallocate(call, by: caller)
    case .fadvise64, .readahead: return try adviseOnFile(call, by: caller)
    case .syncFileRange, .syncfs: return try syncPart(call, by: caller)
    case .sendfile: return try sendfile(call, by: caller)
    case .copyFileRange: return try copyFileRange(call, by: caller)
    case .fsync, .fdatasync: return try fsync(call, by: caller)
    case .sync: return .value(0)
    case .ioctl: return try ioctl(call, by: caller)
    case .symlinkat: return try symlinkat(call, by: caller)
    case .linkat: return try linkat(call, by: caller)
    case .renameat2: return try renameat2(call, by: caller)
    case .readlinkat: return try readlinkat(call, by: caller)
    case .faccessat, .faccessat2: return try faccessat(call, by: caller)
    case .fchmod, .fchmodat, .fchmodat2: return try chmod(call, by: caller)
    case .fchown, .fchownat: return try chown(call, by: caller)
    case .utimensat: return try utimensat(call, by: caller)
    case .fstat: return try fstat(call, by: caller)
    case .newfstatat: return try newfstatat(call, by: caller)
    case .statx: return try statx(call, by: caller)
    case .statfs, .fstatfs: return try statfs(call, by: caller)
    case .getdents64: return try getdents(call, by: caller)
    case .fchdir: return try fchdir(call, by: caller)
    case .chroot: return try chroot(call, by: caller)
    case .pselect6: return try pselect6(call, by: caller)
    case .closeRange: return try closeRange(call, by: caller)
    default: return try memfdCreate(call, by: caller)
    }
  }
  #endif
}
