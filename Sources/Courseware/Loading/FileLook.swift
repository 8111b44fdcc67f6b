import Foundation

/// What can be told of a file without reading it: equal looks mean that nothing was written.
package struct FileLook: Equatable, Sendable {
  private let inode: UInt64
  private let size: Int64
  /// The time of the last change of content or of the entry, in nanoseconds.
  private let changedNanoseconds: Int64
  /// Whether it is a folder.
  package let isFolder: Bool

  /// What kind of name a look follows.
  package enum Links: Sendable {
    case followed
    case themselves
  }

  /// Looks at a file; nil if there is none.
  package init?(_ path: String, links: Links) {
    var status = stat()
    guard (links == .followed ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    let changed = status.st_ctim
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    changedNanoseconds = Int64(changed.tv_sec) &* 1_000_000_000 &+ Int64(changed.tv_nsec)
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }

  /// Looks at all that is in a folder, in no order; hidden files are left out.
  ///
  /// By the C library and not by URLs: in a large course or class this is most of what looking again
  /// costs.
  package static func entries(
    of folder: String, links: Links
  ) -> [(name: String, look: FileLook)] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var entries: [(name: String, look: FileLook)] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix("."), let look = FileLook("\(folder)/\(name)", links: links) else {
        continue
      }
      entries.append((name, look))
    }
    return entries
  }
}
