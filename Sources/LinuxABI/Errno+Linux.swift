// swift-format-ignore-file
// Linux's own spelling: unavailable, so that typing it gives the fix.

extension Errno {
  @available(*, unavailable, renamed: "notPermitted")
  public static var EPERM: Errno { .notPermitted }
  @available(*, unavailable, renamed: "noSuchFileOrDirectory")
  public static var ENOENT: Errno { .noSuchFileOrDirectory }
  @available(*, unavailable, renamed: "noSuchProcess")
  public static var ESRCH: Errno { .noSuchProcess }
  @available(*, unavailable, renamed: "interrupted")
  public static var EINTR: Errno { .interrupted }
  @available(*, unavailable, renamed: "ioError")
  public static var EIO: Errno { .ioError }
  @available(*, unavailable, renamed: "noSuchAddress")
  public static var ENXIO: Errno { .noSuchAddress }
  @available(*, unavailable, renamed: "argListTooLong")
  public static var E2BIG: Errno { .argListTooLong }
  @available(*, unavailable, renamed: "execFormatError")
  public static var ENOEXEC: Errno { .execFormatError }
  @available(*, unavailable, renamed: "badFileDescriptor")
  public static var EBADF: Errno { .badFileDescriptor }
  @available(*, unavailable, renamed: "noChildProcess")
  public static var ECHILD: Errno { .noChildProcess }
  @available(*, unavailable, renamed: "resourceTemporarilyUnavailable")
  public static var EAGAIN: Errno { .resourceTemporarilyUnavailable }
  @available(*, unavailable, renamed: "noMemory")
  public static var ENOMEM: Errno { .noMemory }
  @available(*, unavailable, renamed: "permissionDenied")
  public static var EACCES: Errno { .permissionDenied }
  @available(*, unavailable, renamed: "badAddress")
  public static var EFAULT: Errno { .badAddress }
  @available(*, unavailable, renamed: "resourceBusy")
  public static var EBUSY: Errno { .resourceBusy }
  @available(*, unavailable, renamed: "fileExists")
  public static var EEXIST: Errno { .fileExists }
  @available(*, unavailable, renamed: "crossDeviceLink")
  public static var EXDEV: Errno { .crossDeviceLink }
  @available(*, unavailable, renamed: "noSuchDevice")
  public static var ENODEV: Errno { .noSuchDevice }
  @available(*, unavailable, renamed: "notDirectory")
  public static var ENOTDIR: Errno { .notDirectory }
  @available(*, unavailable, renamed: "isDirectory")
  public static var EISDIR: Errno { .isDirectory }
  @available(*, unavailable, renamed: "invalidArgument")
  public static var EINVAL: Errno { .invalidArgument }
  @available(*, unavailable, renamed: "tooManyOpenFilesInSystem")
  public static var ENFILE: Errno { .tooManyOpenFilesInSystem }
  @available(*, unavailable, renamed: "tooManyOpenFiles")
  public static var EMFILE: Errno { .tooManyOpenFiles }
  @available(*, unavailable, renamed: "notTerminal")
  public static var ENOTTY: Errno { .notTerminal }
  @available(*, unavailable, renamed: "textFileBusy")
  public static var ETXTBSY: Errno { .textFileBusy }
  @available(*, unavailable, renamed: "fileTooLarge")
  public static var EFBIG: Errno { .fileTooLarge }
  @available(*, unavailable, renamed: "noSpace")
  public static var ENOSPC: Errno { .noSpace }
  @available(*, unavailable, renamed: "illegalSeek")
  public static var ESPIPE: Errno { .illegalSeek }
  @available(*, unavailable, renamed: "readOnlyFileSystem")
  public static var EROFS: Errno { .readOnlyFileSystem }
  @available(*, unavailable, renamed: "tooManyLinks")
  public static var EMLINK: Errno { .tooManyLinks }
  @available(*, unavailable, renamed: "brokenPipe")
  public static var EPIPE: Errno { .brokenPipe }
  @available(*, unavailable, renamed: "resultTooLarge")
  public static var ERANGE: Errno { .resultTooLarge }
  @available(*, unavailable, renamed: "deadlock")
  public static var EDEADLK: Errno { .deadlock }
  @available(*, unavailable, renamed: "fileNameTooLong")
  public static var ENAMETOOLONG: Errno { .fileNameTooLong }
  @available(*, unavailable, renamed: "noLocks")
  public static var ENOLCK: Errno { .noLocks }
  @available(*, unavailable, renamed: "notImplemented")
  public static var ENOSYS: Errno { .notImplemented }
  @available(*, unavailable, renamed: "directoryNotEmpty")
  public static var ENOTEMPTY: Errno { .directoryNotEmpty }
  @available(*, unavailable, renamed: "tooManySymbolicLinks")
  public static var ELOOP: Errno { .tooManySymbolicLinks }
  @available(*, unavailable, renamed: "identifierRemoved")
  public static var EIDRM: Errno { .identifierRemoved }
  @available(*, unavailable, renamed: "overflow")
  public static var EOVERFLOW: Errno { .overflow }
  @available(*, unavailable, renamed: "tooManyUsers")
  public static var EUSERS: Errno { .tooManyUsers }
  @available(*, unavailable, renamed: "notSupported")
  public static var EOPNOTSUPP: Errno { .notSupported }
  @available(*, unavailable, renamed: "timedOut")
  public static var ETIMEDOUT: Errno { .timedOut }
  @available(*, unavailable, renamed: "noMessage")
  public static var ENOMSG: Errno { .noMessage }
  @available(*, unavailable, renamed: "notSocket")
  public static var ENOTSOCK: Errno { .notSocket }
  @available(*, unavailable, renamed: "messageTooLong")
  public static var EMSGSIZE: Errno { .messageTooLong }
  @available(*, unavailable, renamed: "protocolNotSupported")
  public static var EPROTONOSUPPORT: Errno { .protocolNotSupported }
  @available(*, unavailable, renamed: "socketTypeNotSupported")
  public static var ESOCKTNOSUPPORT: Errno { .socketTypeNotSupported }
  @available(*, unavailable, renamed: "addressFamilyNotSupported")
  public static var EAFNOSUPPORT: Errno { .addressFamilyNotSupported }
  @available(*, unavailable, renamed: "connectionReset")
  public static var ECONNRESET: Errno { .connectionReset }
  @available(*, unavailable, renamed: "isConnected")
  public static var EISCONN: Errno { .isConnected }
  @available(*, unavailable, renamed: "notConnected")
  public static var ENOTCONN: Errno { .notConnected }
  @available(*, unavailable, renamed: "noSuchProtocolOption")
  public static var ENOPROTOOPT: Errno { .noSuchProtocolOption }
  @available(*, unavailable, renamed: "noBufferSpace")
  public static var ENOBUFS: Errno { .noBufferSpace }
  @available(*, unavailable, renamed: "tooManyReferences")
  public static var ETOOMANYREFS: Errno { .tooManyReferences }
  @available(*, unavailable, renamed: "connectionRefused")
  public static var ECONNREFUSED: Errno { .connectionRefused }
  @available(*, unavailable, renamed: "canceled")
  public static var ECANCELED: Errno { .canceled }
}
