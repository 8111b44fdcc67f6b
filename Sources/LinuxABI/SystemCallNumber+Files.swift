// The calls on files, pipes and directories that have no case of their own.
extension SystemCallNumber {
  /// The corresponding Linux constant is `__NR_eventfd2`.
  public static var eventfd2: SystemCallNumber { SystemCallNumber(rawValue: 19) }
  /// The corresponding Linux constant is `__NR_epoll_create1`.
  public static var epollCreate1: SystemCallNumber { SystemCallNumber(rawValue: 20) }
  /// The corresponding Linux constant is `__NR_epoll_ctl`.
  public static var epollCtl: SystemCallNumber { SystemCallNumber(rawValue: 21) }
  /// The corresponding Linux constant is `__NR_epoll_pwait`.
  public static var epollPwait: SystemCallNumber { SystemCallNumber(rawValue: 22) }
  /// The corresponding Linux constant is `__NR_ioctl`.
  public static var ioctl: SystemCallNumber { SystemCallNumber(rawValue: 29) }
  /// The corresponding Linux constant is `__NR_flock`.
  public static var flock: SystemCallNumber { SystemCallNumber(rawValue: 32) }
  /// The corresponding Linux constant is `__NR_mknodat`.
  public static var mknodat: SystemCallNumber { SystemCallNumber(rawValue: 33) }
  /// The corresponding Linux constant is `__NR_mkdirat`.
  public static var mkdirat: SystemCallNumber { SystemCallNumber(rawValue: 34) }
  /// The corresponding Linux constant is `__NR_unlinkat`.
  public static var unlinkat: SystemCallNumber { SystemCallNumber(rawValue: 35) }
  /// The corresponding Linux constant is `__NR_symlinkat`.
  public static var symlinkat: SystemCallNumber { SystemCallNumber(rawValue: 36) }
  /// The corresponding Linux constant is `__NR_linkat`.
  public static var linkat: SystemCallNumber { SystemCallNumber(rawValue: 37) }
  /// The corresponding Linux constant is `__NR_statfs`.
  public static var statfs: SystemCallNumber { SystemCallNumber(rawValue: 43) }
  /// The corresponding Linux constant is `__NR_fstatfs`.
  public static var fstatfs: SystemCallNumber { SystemCallNumber(rawValue: 44) }
  /// The corresponding Linux constant is `__NR_truncate`.
  public static var truncate: SystemCallNumber { SystemCallNumber(rawValue: 45) }
  /// The corresponding Linux constant is `__NR_ftruncate`.
  public static var ftruncate: SystemCallNumber { SystemCallNumber(rawValue: 46) }
  /// The corresponding Linux constant is `__NR_fallocate`.
  public static var fallocate: SystemCallNumber { SystemCallNumber(rawValue: 47) }
  /// The corresponding Linux constant is `__NR_faccessat`.
  public static var faccessat: SystemCallNumber { SystemCallNumber(rawValue: 48) }
  /// The corresponding Linux constant is `__NR_fchdir`.
  public static var fchdir: SystemCallNumber { SystemCallNumber(rawValue: 50) }
  /// The corresponding Linux constant is `__NR_chroot`.
  public static var chroot: SystemCallNumber { SystemCallNumber(rawValue: 51) }
  /// The corresponding Linux constant is `__NR_fchmod`.
  public static var fchmod: SystemCallNumber { SystemCallNumber(rawValue: 52) }
  /// The corresponding Linux constant is `__NR_fchmodat`.
  public static var fchmodat: SystemCallNumber { SystemCallNumber(rawValue: 53) }
  /// The corresponding Linux constant is `__NR_fchownat`.
  public static var fchownat: SystemCallNumber { SystemCallNumber(rawValue: 54) }
  /// The corresponding Linux constant is `__NR_fchown`.
  public static var fchown: SystemCallNumber { SystemCallNumber(rawValue: 55) }
  /// The corresponding Linux constant is `__NR_pipe2`.
  public static var pipe2: SystemCallNumber { SystemCallNumber(rawValue: 59) }
  /// The corresponding Linux constant is `__NR_getdents64`.
  public static var getdents64: SystemCallNumber { SystemCallNumber(rawValue: 61) }
  /// The corresponding Linux constant is `__NR_lseek`.
  public static var lseek: SystemCallNumber { SystemCallNumber(rawValue: 62) }
  /// The corresponding Linux constant is `__NR_readv`.
  public static var readv: SystemCallNumber { SystemCallNumber(rawValue: 65) }
  /// The corresponding Linux constant is `__NR_writev`.
  public static var writev: SystemCallNumber { SystemCallNumber(rawValue: 66) }
  /// The corresponding Linux constant is `__NR_pread64`.
  public static var pread64: SystemCallNumber { SystemCallNumber(rawValue: 67) }
  /// The corresponding Linux constant is `__NR_pwrite64`.
  public static var pwrite64: SystemCallNumber { SystemCallNumber(rawValue: 68) }
  /// The corresponding Linux constant is `__NR_preadv`.
  public static var preadv: SystemCallNumber { SystemCallNumber(rawValue: 69) }
  /// The corresponding Linux constant is `__NR_pwritev`.
  public static var pwritev: SystemCallNumber { SystemCallNumber(rawValue: 70) }
  /// The corresponding Linux constant is `__NR_sendfile`.
  public static var sendfile: SystemCallNumber { SystemCallNumber(rawValue: 71) }
  /// The corresponding Linux constant is `__NR_pselect6`.
  public static var pselect6: SystemCallNumber { SystemCallNumber(rawValue: 72) }
  /// The corresponding Linux constant is `__NR_vmsplice`.
  public static var vmsplice: SystemCallNumber { SystemCallNumber(rawValue: 75) }
  /// The corresponding Linux constant is `__NR_splice`.
  public static var splice: SystemCallNumber { SystemCallNumber(rawValue: 76) }
  /// The corresponding Linux constant is `__NR_tee`.
  public static var tee: SystemCallNumber { SystemCallNumber(rawValue: 77) }
  /// The corresponding Linux constant is `__NR_readlinkat`.
  public static var readlinkat: SystemCallNumber { SystemCallNumber(rawValue: 78) }
  /// The corresponding Linux constant is `__NR_newfstatat`.
  public static var newfstatat: SystemCallNumber { SystemCallNumber(rawValue: 79) }
  /// The corresponding Linux constant is `__NR_fstat`.
  public static var fstat: SystemCallNumber { SystemCallNumber(rawValue: 80) }
  /// The corresponding Linux constant is `__NR_sync`.
  public static var sync: SystemCallNumber { SystemCallNumber(rawValue: 81) }
  /// The corresponding Linux constant is `__NR_fsync`.
  public static var fsync: SystemCallNumber { SystemCallNumber(rawValue: 82) }
  /// The corresponding Linux constant is `__NR_fdatasync`.
  public static var fdatasync: SystemCallNumber { SystemCallNumber(rawValue: 83) }
  /// The corresponding Linux constant is `__NR_utimensat`.
  public static var utimensat: SystemCallNumber { SystemCallNumber(rawValue: 88) }
  /// The corresponding Linux constant is `__NR_socket`.
  public static var socket: SystemCallNumber { SystemCallNumber(rawValue: 198) }
  /// The corresponding Linux constant is `__NR_socketpair`.
  public static var socketpair: SystemCallNumber { SystemCallNumber(rawValue: 199) }
  /// The corresponding Linux constant is `__NR_renameat2`.
  public static var renameat2: SystemCallNumber { SystemCallNumber(rawValue: 276) }
  /// The corresponding Linux constant is `__NR_memfd_create`.
  public static var memfdCreate: SystemCallNumber { SystemCallNumber(rawValue: 279) }
  /// The corresponding Linux constant is `__NR_copy_file_range`.
  public static var copyFileRange: SystemCallNumber { SystemCallNumber(rawValue: 285) }
  /// The corresponding Linux constant is `__NR_preadv2`.
  public static var preadv2: SystemCallNumber { SystemCallNumber(rawValue: 286) }
  /// The corresponding Linux constant is `__NR_pwritev2`.
  public static var pwritev2: SystemCallNumber { SystemCallNumber(rawValue: 287) }
  /// The corresponding Linux constant is `__NR_statx`.
  public static var statx: SystemCallNumber { SystemCallNumber(rawValue: 291) }
  /// The corresponding Linux constant is `__NR_close_range`.
  public static var closeRange: SystemCallNumber { SystemCallNumber(rawValue: 436) }
  /// The corresponding Linux constant is `__NR_openat2`.
  public static var openat2: SystemCallNumber { SystemCallNumber(rawValue: 437) }
  /// The corresponding Linux constant is `__NR_faccessat2`.
  public static var faccessat2: SystemCallNumber { SystemCallNumber(rawValue: 439) }
  /// The corresponding Linux constant is `__NR_epoll_pwait2`.
  public static var epollPwait2: SystemCallNumber { SystemCallNumber(rawValue: 441) }
  /// The corresponding Linux constant is `__NR_fchmodat2`.
  public static var fchmodat2: SystemCallNumber { SystemCallNumber(rawValue: 452) }

  /// The calls of this file, with their names as strace writes them.
  static var fileCalls: [(number: SystemCallNumber, name: StaticString)] {
    [
      (.eventfd2, "eventfd2"),
      (.epollCreate1, "epoll_create1"),
      (.epollCtl, "epoll_ctl"),
      (.epollPwait, "epoll_pwait"),
      (.ioctl, "ioctl"),
      (.flock, "flock"),
      (.mknodat, "mknodat"),
      (.mkdirat, "mkdirat"),
      (.unlinkat, "unlinkat"),
      (.symlinkat, "symlinkat"),
      (.linkat, "linkat"),
      (.statfs, "statfs"),
      (.fstatfs, "fstatfs"),
      (.truncate, "truncate"),
      (.ftruncate, "ftruncate"),
      (.fallocate, "fallocate"),
      (.faccessat, "faccessat"),
      (.fchdir, "fchdir"),
      (.chroot, "chroot"),
      (.fchmod, "fchmod"),
      (.fchmodat, "fchmodat"),
      (.fchownat, "fchownat"),
      (.fchown, "fchown"),
      (.pipe2, "pipe2"),
      (.getdents64, "getdents64"),
      (.lseek, "lseek"),
      (.readv, "readv"),
      (.writev, "writev"),
      (.pread64, "pread64"),
      (.pwrite64, "pwrite64"),
      (.preadv, "preadv"),
      (.pwritev, "pwritev"),
      (.sendfile, "sendfile"),
      (.pselect6, "pselect6"),
      (.vmsplice, "vmsplice"),
      (.splice, "splice"),
      (.tee, "tee"),
      (.readlinkat, "readlinkat"),
      (.newfstatat, "newfstatat"),
      (.fstat, "fstat"),
      (.sync, "sync"),
      (.fsync, "fsync"),
      (.fdatasync, "fdatasync"),
      (.utimensat, "utimensat"),
      (.socket, "socket"),
      (.socketpair, "socketpair"),
      (.renameat2, "renameat2"),
      (.memfdCreate, "memfd_create"),
      (.copyFileRange, "copy_file_range"),
      (.preadv2, "preadv2"),
      (.pwritev2, "pwritev2"),
      (.statx, "statx"),
      (.closeRange, "close_range"),
      (.openat2, "openat2"),
      (.faccessat2, "faccessat2"),
      (.epollPwait2, "epoll_pwait2"),
      (.fchmodat2, "fchmodat2"),
    ]
  }

  /// Whether it is one of the calls of this file.
  public var isFileCall: Bool {
    switch rawValue {
    case 19...22, 29, 32...37, 43...48, 50...55, 59, 61, 62, 65...72, 75...83, 88, 198, 199, 276,
      278, 279, 285...287, 291, 436, 437, 439, 441, 452:
      true
    default: false
    }
  }
}
