internal import Diagnostics
internal import Glibc

/// A file of a submission: on disk, or out of an archive.
package struct InputFile: Sendable {
  enum Source: Sendable {
    case disk(String)
    case memory([UInt8])
  }

  /// Its own name, without folders.
  package let name: String
  let source: Source

  /// Why a file is no part of a submission; for people, with the file's name.
  package struct Fault: Error, Equatable {
    package let reason: String
    /// Whether the machine would not give it: the student has no part in that.
    package var isOfMachine = false
  }

  /// Takes a file on disk.
  package init(path: String) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    source = .disk(path)
  }

  init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  /// Reads it whole, without following a link: what a link points to is not the student's.
  ///
  /// - Parameter bytesMax: The largest size that is accepted.
  /// - Returns: Its bytes.
  /// - Throws: `Fault`.
  package func bytes(upTo bytesMax: Int) throws(Fault) -> [UInt8] {
    let path: String
    switch source {
    case .memory(let bytes):
      guard bytes.count <= bytesMax else { throw tooLarge(bytesMax) }
      return bytes
    case .disk(let found): path = found
    }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw switch errno {
      case ELOOP: Fault(reason: "'\(name)' is a symbolic link")
      case ENOENT: Fault(reason: "there is no file '\(name)'")
      default: unreadable()
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Fault(reason: "'\(name)' is not a regular file")
    }
    guard Int(status.st_size) <= bytesMax else { throw tooLarge(bytesMax) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let got = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw unreadable() }
      if got == 0 { break }
      filled += got
    }
    return Array(bytes.prefix(filled))
  }

  private func unreadable() -> Fault {
    Fault(reason: "'\(name)' cannot be read: \(systemReason())", isOfMachine: true)
  }

  private func tooLarge(_ bytesMax: Int) -> Fault {
    Fault(reason: "it is larger than \(bytesMax >> 20) MiB")
  }
}
