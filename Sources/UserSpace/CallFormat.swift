internal import LinuxABI

/// How an argument of a call is shown, as strace(1) does it.
enum ArgumentFormat: Sendable {
  case signed
  case unsigned
  case hexadecimal
  case octal
  case address
  /// A descriptor; AT_FDCWD has its name.
  case descriptor
  /// A string that the program hands over.
  case string
  /// As many bytes as the next argument says, which the program hands over.
  case bytes
  /// As many bytes as the answer says, which the program gets.
  case answeredBytes
  case signal
  case cloneFlags
  case openFlags
  case waitOptions
  /// A status word, which the program gets.
  case status
  /// A set of signals, handed over.
  case signalSet
  /// A time, handed over.
  case time
  /// A row of strings.
  case strings
  case futexOperation
  case protection
  case mappingFlags
  case action
  case idType
}

/// What strace would show of a call.
struct CallFormat: Sendable {
  let number: SystemCallNumber
  let arguments: [ArgumentFormat]

  init(_ number: SystemCallNumber, _ arguments: ArgumentFormat...) {
    self.number = number
    self.arguments = arguments
  }

  /// The format of a call; six plain words for one that is not known.
  static func of(_ number: SystemCallNumber) -> CallFormat {
    all.first { $0.number == number }
      ?? CallFormat(
        number, .hexadecimal, .hexadecimal, .hexadecimal, .hexadecimal, .hexadecimal, .hexadecimal)
  }

  private static let all: [CallFormat] = tasks + signals + files + memory + rest

  private static let tasks: [CallFormat] = [
    CallFormat(.clone, .cloneFlags, .address, .address, .address, .address),
    CallFormat(.clone3, .address, .unsigned),
    CallFormat(.execve, .string, .strings, .address),
    CallFormat(.exit, .signed), CallFormat(.exitGroup, .signed),
    CallFormat(.wait4, .signed, .status, .waitOptions, .address),
    CallFormat(.waitid, .idType, .signed, .address, .waitOptions, .address),
    CallFormat(.getpid), CallFormat(.gettid), CallFormat(.getppid), CallFormat(.schedYield),
    CallFormat(.setsid), CallFormat(.setTIDAddress, .address),
    CallFormat(.setRobustList, .address, .unsigned),
    CallFormat(.getRobustList, .signed, .address, .address),
    CallFormat(.futex, .address, .futexOperation, .unsigned, .address, .address, .hexadecimal),
    CallFormat(.futexWaitv, .address, .unsigned, .hexadecimal, .time, .signed),
    CallFormat(.futexWake, .address, .hexadecimal, .signed, .hexadecimal),
    CallFormat(
      .futexWait, .address, .unsigned, .hexadecimal, .hexadecimal, .time, .signed),
    CallFormat(.futexRequeue, .address, .hexadecimal, .signed, .signed),
    CallFormat(
      .processVMReadv, .signed, .address, .unsigned, .address, .unsigned, .hexadecimal),
    CallFormat(
      .processVMWritev, .signed, .address, .unsigned, .address, .unsigned, .hexadecimal),
    CallFormat(.pidfdGetfd, .descriptor, .signed, .hexadecimal),
    CallFormat(.unshare, .cloneFlags), CallFormat(.setns, .descriptor, .cloneFlags),
    CallFormat(.setpgid, .signed, .signed), CallFormat(.getpgid, .signed),
    CallFormat(.getsid, .signed), CallFormat(.pidfdOpen, .signed, .unsigned),
    CallFormat(.prctl, .signed, .hexadecimal, .hexadecimal, .hexadecimal, .hexadecimal),
    CallFormat(.ptrace, .signed, .signed, .address, .hexadecimal),
  ]

  private static let signals: [CallFormat] = [
    CallFormat(.kill, .signed, .signal), CallFormat(.tkill, .signed, .signal),
    CallFormat(.tgkill, .signed, .signed, .signal),
    CallFormat(.rtSigaction, .signal, .action, .address, .unsigned),
    CallFormat(.rtSigprocmask, .signed, .signalSet, .address, .unsigned),
    CallFormat(.rtSigpending, .address, .unsigned),
    CallFormat(.rtSigsuspend, .signalSet, .unsigned),
    CallFormat(.rtSigtimedwait, .signalSet, .address, .time, .unsigned),
    CallFormat(.rtSigqueueinfo, .signed, .signal, .address), CallFormat(.rtSigreturn),
    CallFormat(.sigaltstack, .address, .address),
    CallFormat(.pidfdSendSignal, .descriptor, .signal, .address, .unsigned),
  ]

  private static let files: [CallFormat] = [
    CallFormat(.mkdirat, .descriptor, .string, .octal),
    CallFormat(.unlinkat, .descriptor, .string, .hexadecimal),
    CallFormat(.faccessat, .descriptor, .string, .signed),
    CallFormat(.faccessat2, .descriptor, .string, .signed, .hexadecimal),
    CallFormat(.fchmodat, .descriptor, .string, .octal),
    CallFormat(.fchownat, .descriptor, .string, .signed, .signed, .hexadecimal),
    CallFormat(.readlinkat, .descriptor, .string, .answeredBytes, .unsigned),
    CallFormat(.newfstatat, .descriptor, .string, .address, .hexadecimal),
    CallFormat(.fstat, .descriptor, .address),
    CallFormat(.statx, .descriptor, .string, .hexadecimal, .hexadecimal, .address),
    CallFormat(.truncate, .string, .signed), CallFormat(.ftruncate, .descriptor, .signed),
    CallFormat(.symlinkat, .string, .descriptor, .string),
    CallFormat(.linkat, .descriptor, .string, .descriptor, .string, .hexadecimal),
    CallFormat(.renameat2, .descriptor, .string, .descriptor, .string, .hexadecimal),
    CallFormat(.lseek, .descriptor, .signed, .signed), CallFormat(.fchdir, .descriptor),
    CallFormat(.getdents64, .descriptor, .address, .unsigned),
    CallFormat(.readv, .descriptor, .address, .signed),
    CallFormat(.writev, .descriptor, .address, .signed),
    CallFormat(.pread64, .descriptor, .answeredBytes, .unsigned, .signed),
    CallFormat(.pwrite64, .descriptor, .bytes, .unsigned, .signed),
    CallFormat(.ioctl, .descriptor, .hexadecimal, .hexadecimal),
    CallFormat(.getrandom, .address, .unsigned, .hexadecimal),
    CallFormat(.closeRange, .unsigned, .unsigned, .hexadecimal),
    CallFormat(.pselect6, .signed, .address, .address, .address, .time, .address),
    CallFormat(.openat, .descriptor, .string, .openFlags, .octal), CallFormat(.close, .descriptor),
    CallFormat(.read, .descriptor, .answeredBytes, .unsigned),
    CallFormat(.write, .descriptor, .bytes, .unsigned), CallFormat(.dup, .descriptor),
    CallFormat(.pipe2, .address, .openFlags),
    CallFormat(.dup3, .descriptor, .descriptor, .openFlags),
    CallFormat(.fcntl, .descriptor, .signed, .hexadecimal), CallFormat(.chdir, .string),
    CallFormat(.getcwd, .address, .unsigned), CallFormat(.umask, .octal),
    CallFormat(.ppoll, .address, .unsigned, .time, .address, .unsigned),
  ]

  private static let memory: [CallFormat] = [
    CallFormat(
      .mmap, .address, .unsigned, .protection, .mappingFlags, .descriptor, .hexadecimal),
    CallFormat(.munmap, .address, .unsigned),
    CallFormat(.mprotect, .address, .unsigned, .protection),
    CallFormat(.mremap, .address, .unsigned, .unsigned, .signed, .address),
    CallFormat(.madvise, .address, .unsigned, .signed),
    CallFormat(.msync, .address, .unsigned, .signed),
    CallFormat(.mincore, .address, .unsigned, .address), CallFormat(.brk, .address),
  ]

  private static let rest: [CallFormat] = [
    CallFormat(.nanosleep, .time, .address), CallFormat(.getuid), CallFormat(.geteuid),
    CallFormat(.getgid), CallFormat(.getegid),
    CallFormat(.setresuid, .signed, .signed, .signed),
    CallFormat(.setresgid, .signed, .signed, .signed),
    CallFormat(.prlimit64, .signed, .signed, .address, .address),
    CallFormat(.setitimer, .signed, .address, .address),
    CallFormat(.getitimer, .signed, .address), CallFormat(.uname, .address),
    CallFormat(.getrusage, .signed, .address),
    CallFormat(.semget, .hexadecimal, .signed, .octal),
    CallFormat(.semctl, .signed, .signed, .signed, .hexadecimal),
    CallFormat(.semop, .signed, .address, .unsigned),
    CallFormat(.semtimedop, .signed, .address, .unsigned, .time),
    CallFormat(.schedSetattr, .signed, .address, .hexadecimal),
    CallFormat(.schedGetattr, .signed, .address, .unsigned, .hexadecimal),
  ]
}
