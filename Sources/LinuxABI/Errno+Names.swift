/// The names of one error.
public struct ErrnoEntry: Sendable {
  /// The error.
  public let error: Errno
  /// As Linux writes it, for example `EINVAL`.
  public let name: StaticString
  /// What the C library says for it.
  public let message: StaticString
}

extension Errno: CustomStringConvertible {
  /// Every error that has a name here, by number.
  public static var all: [ErrnoEntry] {
    [
      ErrnoEntry(error: .notPermitted, name: "EPERM", message: "Operation not permitted"),
      ErrnoEntry(
        error: .noSuchFileOrDirectory, name: "ENOENT", message: "No such file or directory"),
      ErrnoEntry(error: .noSuchProcess, name: "ESRCH", message: "No such process"),
      ErrnoEntry(error: .interrupted, name: "EINTR", message: "Interrupted system call"),
      ErrnoEntry(error: .ioError, name: "EIO", message: "Input/output error"),
      ErrnoEntry(error: .noSuchAddress, name: "ENXIO", message: "No such device or address"),
      ErrnoEntry(error: .argListTooLong, name: "E2BIG", message: "Argument list too long"),
      ErrnoEntry(error: .execFormatError, name: "ENOEXEC", message: "Exec format error"),
      ErrnoEntry(error: .badFileDescriptor, name: "EBADF", message: "Bad file descriptor"),
      ErrnoEntry(error: .noChildProcess, name: "ECHILD", message: "No child processes"),
      ErrnoEntry(
        error: .resourceTemporarilyUnavailable, name: "EAGAIN",
        message: "Resource temporarily unavailable"),
      ErrnoEntry(error: .noMemory, name: "ENOMEM", message: "Cannot allocate memory"),
      ErrnoEntry(error: .permissionDenied, name: "EACCES", message: "Permission denied"),
      ErrnoEntry(error: .badAddress, name: "EFAULT", message: "Bad address"),
      ErrnoEntry(error: .resourceBusy, name: "EBUSY", message: "Device or resource busy"),
      ErrnoEntry(error: .fileExists, name: "EEXIST", message: "File exists"),
      ErrnoEntry(error: .crossDeviceLink, name: "EXDEV", message: "Invalid cross-device link"),
      ErrnoEntry(error: .noSuchDevice, name: "ENODEV", message: "No such device"),
      ErrnoEntry(error: .notDirectory, name: "ENOTDIR", message: "Not a directory"),
      ErrnoEntry(error: .isDirectory, name: "EISDIR", message: "Is a directory"),
      ErrnoEntry(error: .invalidArgument, name: "EINVAL", message: "Invalid argument"),
      ErrnoEntry(
        error: .tooManyOpenFilesInSystem, name: "ENFILE", message: "Too many open files in system"),
      ErrnoEntry(error: .tooManyOpenFiles, name: "EMFILE", message: "Too many open files"),
      ErrnoEntry(error: .notTerminal, name: "ENOTTY", message: "Inappropriate ioctl for device"),
      ErrnoEntry(error: .textFileBusy, name: "ETXTBSY", message: "Text file busy"),
      ErrnoEntry(error: .fileTooLarge, name: "EFBIG", message: "File too large"),
      ErrnoEntry(error: .noSpace, name: "ENOSPC", message: "No space left on device"),
      ErrnoEntry(error: .illegalSeek, name: "ESPIPE", message: "Illegal seek"),
      ErrnoEntry(error: .readOnlyFileSystem, name: "EROFS", message: "Read-only file system"),
      ErrnoEntry(error: .tooManyLinks, name: "EMLINK", message: "Too many links"),
      ErrnoEntry(error: .brokenPipe, name: "EPIPE", message: "Broken pipe"),
      ErrnoEntry(error: .resultTooLarge, name: "ERANGE", message: "Numerical result out of range"),
      ErrnoEntry(error: .deadlock, name: "EDEADLK", message: "Resource deadlock avoided"),
      ErrnoEntry(error: .fileNameTooLong, name: "ENAMETOOLONG", message: "File name too long"),
      ErrnoEntry(error: .noLocks, name: "ENOLCK", message: "No locks available"),
      ErrnoEntry(error: .notImplemented, name: "ENOSYS", message: "Function not implemented"),
      ErrnoEntry(error: .directoryNotEmpty, name: "ENOTEMPTY", message: "Directory not empty"),
      ErrnoEntry(
        error: .tooManySymbolicLinks, name: "ELOOP", message: "Too many levels of symbolic links"),
      ErrnoEntry(error: .noMessage, name: "ENOMSG", message: "No message of desired type"),
      ErrnoEntry(error: .identifierRemoved, name: "EIDRM", message: "Identifier removed"),
      ErrnoEntry(
        error: .overflow, name: "EOVERFLOW", message: "Value too large for defined data type"),
      ErrnoEntry(error: .tooManyUsers, name: "EUSERS", message: "Too many users"),
      ErrnoEntry(error: .notSocket, name: "ENOTSOCK", message: "Socket operation on non-socket"),
      ErrnoEntry(error: .messageTooLong, name: "EMSGSIZE", message: "Message too long"),
      ErrnoEntry(
        error: .noSuchProtocolOption, name: "ENOPROTOOPT", message: "Protocol not available"),
      ErrnoEntry(
        error: .protocolNotSupported, name: "EPROTONOSUPPORT", message: "Protocol not supported"),
      ErrnoEntry(
        error: .socketTypeNotSupported, name: "ESOCKTNOSUPPORT",
        message: "Socket type not supported"),
      ErrnoEntry(error: .notSupported, name: "EOPNOTSUPP", message: "Operation not supported"),
      ErrnoEntry(
        error: .addressFamilyNotSupported, name: "EAFNOSUPPORT",
        message: "Address family not supported by protocol"),
      ErrnoEntry(error: .connectionReset, name: "ECONNRESET", message: "Connection reset by peer"),
      ErrnoEntry(
        error: .isConnected, name: "EISCONN", message: "Transport endpoint is already connected"),
      ErrnoEntry(
        error: .notConnected, name: "ENOTCONN", message: "Transport endpoint is not connected"),
      ErrnoEntry(error: .timedOut, name: "ETIMEDOUT", message: "Connection timed out"),
      ErrnoEntry(
        error: .noBufferSpace, name: "ENOBUFS", message: "No buffer space available"),
      ErrnoEntry(
        error: .tooManyReferences, name: "ETOOMANYREFS",
        message: "Too many references: cannot splice"),
      ErrnoEntry(error: .connectionRefused, name: "ECONNREFUSED", message: "Connection refused"),
      ErrnoEntry(error: .canceled, name: "ECANCELED", message: "Operation canceled"),
    ]
  }

  /// The error that Linux calls by this name, for example `EINVAL`.
  public init?(name: String) {
    for entry in Self.all where entry.name.description.utf8.elementsEqual(name.utf8) {
      self = entry.error
      return
    }
    return nil
  }

  /// As Linux writes it, for example `EINVAL`; an unknown number as itself.
  public var name: String {
    for entry in Self.all where entry.error == self { return entry.name.description }
    return String(rawValue)
  }

  /// What the C library says for it, for example "Invalid argument".
  public var message: String {
    for entry in Self.all where entry.error == self { return entry.message.description }
    return "Unknown error " + String(rawValue)
  }

  /// Name and message: `EINVAL (Invalid argument)`.
  public var description: String { name + " (" + message + ")" }
}
