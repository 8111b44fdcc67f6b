internal import Diagnostics
internal import Foundation

/// A file of lines of JSON whose last line, its seal, says how many come before it and what their SHA-256 is.
///
/// A file that was cut, has a line twice or was edited by hand is so told from a whole one. It is no
/// protection from somebody who computes the seal anew: who may write here may grade by hand as well.
enum SealedFile {
  /// What is wrong with a file.
  enum Fault: Error, Equatable {
    case unreadable(String)
    case tooLarge
    case cut
    case changed

    /// The fault in words that follow the file's name.
    var words: String {
      switch self {
      case .unreadable(let reason): "cannot be read: \(reason)"
      case .tooLarge: "is larger than \(bytesMax >> 20) MiB"
      case .cut: "was cut: it does not end with its checksum"
      case .changed: "was changed: it does not have its checksum any more"
      }
    }
  }

  /// The largest file that is read: 256 MiB.
  static let bytesMax = 256 << 20

  private struct Seal: Codable {
    let lines: Int
    let sha256: String
  }

  /// The bytes of a file of some lines, none of which may have a line end in it.
  static func bytes(of lines: [Data]) -> Data {
    var bytes = Data()
    for line in lines {
      bytes.append(line)
      bytes.append(UInt8(ascii: "\n"))
    }
    let seal = "{\"lines\":\(lines.count),\"sha256\":\"\(ContentHash.sha256(of: Array(bytes)))\"}\n"
    bytes.append(contentsOf: seal.utf8)
    return bytes
  }

  /// The lines of a file, without its seal.
  ///
  /// - Throws: `Fault`.
  static func lines(at path: String) throws(Fault) -> [Data] {
    let bytes: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? file.close() }
      bytes = try file.read(upToCount: bytesMax + 1) ?? Data()
    } catch {
      throw .unreadable(reason(of: error))
    }
    guard bytes.count <= bytesMax else { throw .tooLarge }
    return try lines(of: bytes)
  }

  /// The lines in the bytes of a file, without its seal.
  ///
  /// - Throws: `Fault`.
  static func lines(of bytes: Data) throws(Fault) -> [Data] {
    let newline = UInt8(ascii: "\n")
    guard bytes.last == newline else { throw .cut }
    var lines = bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
    guard let last = lines.popLast(),
      let seal = try? JSONDecoder().decode(Seal.self, from: Data(last))
    else { throw .cut }
    guard seal.lines == lines.count,
      ContentHash.sha256(of: Array(bytes[bytes.startIndex..<last.startIndex])) == seal.sha256
    else { throw .changed }
    return lines.map { Data($0) }
  }
}
