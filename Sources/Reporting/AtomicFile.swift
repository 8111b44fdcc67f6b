import Diagnostics
import Glibc

/// A file that appears whole or not at all: written under another name, then renamed.
///
/// Noncopyable, because it owns a file descriptor; without `commit` it leaves nothing behind.
struct AtomicFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32

  /// Begins a file at a path; its folder must exist.
  ///
  /// - Throws: `ReportError` when it can't be made.
  init(path: String) throws(ReportError) {
    self.path = path
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    temporaryPath = "\(path[..<slash]).\(getpid())-\(path[slash...])"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    descriptor = open(temporaryPath, flags, 0o644)
    if descriptor < 0, errno == EEXIST {
      // What an earlier process of this number left behind; not looked for unasked, since every change
      // of a folder keeps the other threads waiting that write into it.
      unlink(temporaryPath)
      descriptor = open(temporaryPath, flags, 0o644)
    }
    if descriptor < 0 { throw .failed(.write, path) }
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporaryPath)
    }
  }

  /// Writes bytes at the end.
  ///
  /// - Throws: `ReportError` when the system refuses them, for lack of space for instance.
  mutating func append(_ bytes: [UInt8]) throws(ReportError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .failed(.write, path)
      }
      written += count
    }
  }

  /// Gives the file its name, in place of what had it before.
  ///
  /// - Throws: `ReportError` when the system refuses.
  consuming func commit() throws(ReportError) {
    // Some file systems only say at the close that there was no space.
    let closed = close(descriptor)
    descriptor = -1
    if closed != 0 || rename(temporaryPath, path) != 0 {
      let error = ReportError.failed(.write, path)
      unlink(temporaryPath)
      throw error
    }
  }
}

extension ReportError {
  /// The error for what the last system call said.
  static func failed(_ action: Action, _ path: String) -> ReportError {
    ReportError(action: action, path: path, reason: systemReason())
  }
}
