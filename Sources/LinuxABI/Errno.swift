/// Why a system call failed: the numbers of `include/uapi/asm-generic/errno-base.h` and `errno.h`.
public struct Errno: RawRepresentable, Error, Hashable, Sendable {
  /// The number.
  public let rawValue: Int32

  /// The error with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Operation not permitted.
  ///
  /// The corresponding Linux constant is `EPERM`.
  public static var notPermitted: Errno { Errno(rawValue: 1) }
  /// No such file or directory.
  ///
  /// The corresponding Linux constant is `ENOENT`.
  public static var noSuchFileOrDirectory: Errno { Errno(rawValue: 2) }
  /// No such process.
  ///
  /// The corresponding Linux constant is `ESRCH`.
  public static var noSuchProcess: Errno { Errno(rawValue: 3) }
  /// Interrupted system call.
  ///
  /// The corresponding Linux constant is `EINTR`.
  public static var interrupted: Errno { Errno(rawValue: 4) }
  /// Input/output error.
  ///
  /// The corresponding Linux constant is `EIO`.
  public static var ioError: Errno { Errno(rawValue: 5) }
  /// No such device or address.
  ///
  /// The corresponding Linux constant is `ENXIO`.
  public static var noSuchAddress: Errno { Errno(rawValue: 6) }
  /// Argument list too long.
  ///
  /// The corresponding Linux constant is `E2BIG`.
  public static var argListTooLong: Errno { Errno(rawValue: 7) }
  /// Exec format error.
  ///
  /// The corresponding Linux constant is `ENOEXEC`.
  public static var execFormatError: Errno { Errno(rawValue: 8) }
  /// Bad file descriptor.
  ///
  /// The corresponding Linux constant is `EBADF`.
  public static var badFileDescriptor: Errno { Errno(rawValue: 9) }
  /// No child processes.
  ///
  /// The corresponding Linux constant is `ECHILD`.
  public static var noChildProcess: Errno { Errno(rawValue: 10) }
  /// Resource temporarily unavailable.
  ///
  /// The corresponding Linux constant is `EAGAIN`.
  public static var resourceTemporarilyUnavailable: Errno { Errno(rawValue: 11) }
  /// Cannot allocate memory.
  ///
  /// The corresponding Linux constant is `ENOMEM`.
  public static var noMemory: Errno { Errno(rawValue: 12) }
  /// Permission denied.
  ///
  /// The corresponding Linux constant is `EACCES`.
  public static var permissionDenied: Errno { Errno(rawValue: 13) }
  /// Bad address.
  ///
  /// The corresponding Linux constant is `EFAULT`.
  public static var badAddress: Errno { Errno(rawValue: 14) }
  /// Device or resource busy.
  ///
  /// The corresponding Linux constant is `EBUSY`.
  public static var resourceBusy: Errno { Errno(rawValue: 16) }
  /// File exists.
  ///
  /// The corresponding Linux constant is `EEXIST`.
  public static var fileExists: Errno { Errno(rawValue: 17) }
  /// Invalid cross-device link.
  ///
  /// The corresponding Linux constant is `EXDEV`.
  public static var crossDeviceLink: Errno { Errno(rawValue: 18) }
  /// No such device.
  ///
  /// The corresponding Linux constant is `ENODEV`.
  public static var noSuchDevice: Errno { Errno(rawValue: 19) }
  /// Not a directory.
  ///
  /// The corresponding Linux constant is `ENOTDIR`.
  public static var notDirectory: Errno { Errno(rawValue: 20) }
  /// Is a directory.
  ///
  /// The corresponding Linux constant is `EISDIR`.
  public static var isDirectory: Errno { Errno(rawValue: 21) }
  /// Invalid argument.
  ///
  /// The corresponding Linux constant is `EINVAL`.
  public static var invalidArgument: Errno { Errno(rawValue: 22) }
  /// Too many open files in system.
  ///
  /// The corresponding Linux constant is `ENFILE`.
  public static var tooManyOpenFilesInSystem: Errno { Errno(rawValue: 23) }
  /// Too many open files.
  ///
  /// The corresponding Linux constant is `EMFILE`.
  public static var tooManyOpenFiles: Errno { Errno(rawValue: 24) }
  /// Inappropriate ioctl for device.
  ///
  /// The corresponding Linux constant is `ENOTTY`.
  public static var notTerminal: Errno { Errno(rawValue: 25) }
  /// A program that runs can't be written to, nor what is written to run.
  ///
  /// The corresponding Linux constant is `ETXTBSY`.
  public static var textFileBusy: Errno { Errno(rawValue: 26) }
  /// File too large.
  ///
  /// The corresponding Linux constant is `EFBIG`.
  public static var fileTooLarge: Errno { Errno(rawValue: 27) }
  /// No space left on device.
  ///
  /// The corresponding Linux constant is `ENOSPC`.
  public static var noSpace: Errno { Errno(rawValue: 28) }
  /// Illegal seek.
  ///
  /// The corresponding Linux constant is `ESPIPE`.
  public static var illegalSeek: Errno { Errno(rawValue: 29) }
  /// Read-only file system.
  ///
  /// The corresponding Linux constant is `EROFS`.
  public static var readOnlyFileSystem: Errno { Errno(rawValue: 30) }
  /// Too many links.
  ///
  /// The corresponding Linux constant is `EMLINK`.
  public static var tooManyLinks: Errno { Errno(rawValue: 31) }
  /// Broken pipe.
  ///
  /// The corresponding Linux constant is `EPIPE`.
  public static var brokenPipe: Errno { Errno(rawValue: 32) }
  /// Numerical result out of range.
  ///
  /// The corresponding Linux constant is `ERANGE`.
  public static var resultTooLarge: Errno { Errno(rawValue: 34) }
  /// Resource deadlock avoided.
  ///
  /// The corresponding Linux constant is `EDEADLK`.
  public static var deadlock: Errno { Errno(rawValue: 35) }
  /// File name too long.
  ///
  /// The corresponding Linux constant is `ENAMETOOLONG`.
  public static var fileNameTooLong: Errno { Errno(rawValue: 36) }
  /// No locks available.
  ///
  /// The corresponding Linux constant is `ENOLCK`.
  public static var noLocks: Errno { Errno(rawValue: 37) }
  /// Function not implemented.
  ///
  /// The corresponding Linux constant is `ENOSYS`.
  public static var notImplemented: Errno { Errno(rawValue: 38) }
  /// Directory not empty.
  ///
  /// The corresponding Linux constant is `ENOTEMPTY`.
  public static var directoryNotEmpty: Errno { Errno(rawValue: 39) }
  /// Too many levels of symbolic links.
  ///
  /// The corresponding Linux constant is `ELOOP`.
  public static var tooManySymbolicLinks: Errno { Errno(rawValue: 40) }
  /// No message of desired type.
  ///
  /// The corresponding Linux constant is `ENOMSG`.
  public static var noMessage: Errno { Errno(rawValue: 42) }
  /// Identifier removed.
  ///
  /// The corresponding Linux constant is `EIDRM`.
  public static var identifierRemoved: Errno { Errno(rawValue: 43) }
  /// Value too large for defined data type.
  ///
  /// The corresponding Linux constant is `EOVERFLOW`.
  public static var overflow: Errno { Errno(rawValue: 75) }
  /// Too many users.
  ///
  /// The corresponding Linux constant is `EUSERS`.
  public static var tooManyUsers: Errno { Errno(rawValue: 87) }
  /// Socket operation on non-socket.
  ///
  /// The corresponding Linux constant is `ENOTSOCK`.
  public static var notSocket: Errno { Errno(rawValue: 88) }
  /// Message too long.
  ///
  /// The corresponding Linux constant is `EMSGSIZE`.
  public static var messageTooLong: Errno { Errno(rawValue: 90) }
  /// Protocol not available.
  ///
  /// The corresponding Linux constant is `ENOPROTOOPT`.
  public static var noSuchProtocolOption: Errno { Errno(rawValue: 92) }
  /// Protocol not supported.
  ///
  /// The corresponding Linux constant is `EPROTONOSUPPORT`.
  public static var protocolNotSupported: Errno { Errno(rawValue: 93) }
  /// Socket type not supported.
  ///
  /// The corresponding Linux constant is `ESOCKTNOSUPPORT`.
  public static var socketTypeNotSupported: Errno { Errno(rawValue: 94) }
  /// Operation not supported.
  ///
  /// The corresponding Linux constant is `EOPNOTSUPP`.
  public static var notSupported: Errno { Errno(rawValue: 95) }
  /// Address family not supported by protocol.
  ///
  /// The corresponding Linux constant is `EAFNOSUPPORT`.
  public static var addressFamilyNotSupported: Errno { Errno(rawValue: 97) }
  /// Connection reset by peer.
  ///
  /// The corresponding Linux constant is `ECONNRESET`.
  public static var connectionReset: Errno { Errno(rawValue: 104) }
  /// No buffer space available.
  ///
  /// The corresponding Linux constant is `ENOBUFS`.
  public static var noBufferSpace: Errno { Errno(rawValue: 105) }
  /// Transport endpoint is already connected.
  ///
  /// The corresponding Linux constant is `EISCONN`.
  public static var isConnected: Errno { Errno(rawValue: 106) }
  /// Transport endpoint is not connected.
  ///
  /// The corresponding Linux constant is `ENOTCONN`.
  public static var notConnected: Errno { Errno(rawValue: 107) }
  /// Too many references: cannot splice.
  ///
  /// The corresponding Linux constant is `ETOOMANYREFS`.
  public static var tooManyReferences: Errno { Errno(rawValue: 109) }
  /// Connection timed out.
  ///
  /// The corresponding Linux constant is `ETIMEDOUT`.
  public static var timedOut: Errno { Errno(rawValue: 110) }
  /// Connection refused.
  ///
  /// The corresponding Linux constant is `ECONNREFUSED`.
  public static var connectionRefused: Errno { Errno(rawValue: 111) }
  /// Operation canceled.
  ///
  /// The corresponding Linux constant is `ECANCELED`.
  public static var canceled: Errno { Errno(rawValue: 125) }
}
