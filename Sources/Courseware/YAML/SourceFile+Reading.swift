package import Diagnostics
package import Foundation
import Glibc

extension SourceFile {
  /// Reads a file of the course.
  ///
  /// Only regular files are read, and no more than the limit: a link to a device or a pipe can't
  /// stall the reader.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - path: Its path as the user would type it.
  ///   - bytesMax: The largest size that is accepted.
  /// - Throws: One diagnostic: missing, not readable, not a regular file, too large, not UTF-8.
  package init(
    reading url: URL, shownAs path: String, bytesMax: Int = CoursewareLimits.fileBytesMax
  ) throws(DiagnosticList) {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try readRegularFile(atPath: url.path, bytesMax: bytesMax)
    } catch {
      throw DiagnosticList([error.diagnostic(path: path, bytesMax: bytesMax)])
    }
    try self.init(path: path, bytes: bytes)
  }
}

/// Why a file could not be read.
private enum FileFault: Error {
  /// There is none.
  case missing
  /// It is a folder, a device, a pipe or a socket.
  case notRegular
  /// It is larger than the limit.
  case tooLarge
  /// The system refused, for this reason.
  case refused(errno: Int32)

  func diagnostic(path: String, bytesMax: Int) -> Diagnostic {
    let location = SourceLocation(path: path)
    switch self {
    case .missing:
      return Diagnostic(location: location, message: "there is no such file")
    case .notRegular:
      return Diagnostic(location: location, message: "this is not a regular file")
    case .tooLarge:
      return Diagnostic(
        location: location, message: "the file is larger than \(bytesMax >> 10) KiB",
        help: "split it, or move long text to files of their own")
    case .refused(let code):
      return Diagnostic(
        location: location, message: "can't read the file: \(systemReason(code))")
    }
  }
}

/// All bytes of a regular file.
private func readRegularFile(atPath path: String, bytesMax: Int) throws(FileFault) -> [UInt8] {
  // Opening a pipe without O_NONBLOCK would wait for a writer.
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw errno == ENOENT || errno == ENOTDIR ? .missing : .refused(errno: errno)
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw .refused(errno: errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
  guard status.st_size <= bytesMax else { throw .tooLarge }

  // One byte more than the size: a file that grows meanwhile is noticed, not cut.
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
  var count = 0
  while true {
    let got = bytes.withUnsafeMutableBytes { buffer in
      read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
    }
    if got < 0, errno == EINTR { continue }
    guard got >= 0 else { throw .refused(errno: errno) }
    if got == 0 { break }
    count += got
    guard count <= bytesMax else { throw .tooLarge }
    if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(64, count))) }
  }
  return Array(bytes.prefix(count))
}
