import Glibc

/// The folder that a report is written into.
struct OutputFolder {
  /// The folder's path.
  let path: String
  /// The files written so far, by folder.
  private var written: [String: Set<String>] = [:]

  /// Makes the folder, and those above it, where they are missing.
  ///
  /// - Throws: `ReportError` when one can't be made.
  init(path: String) throws(ReportError) {
    self.path = path
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      prefix += component
      try Self.makeFolder(prefix)
      prefix += "/"
    }
  }

  /// Begins to keep the files of a folder in this one; it is made where it is missing.
  mutating func open(_ folder: String) throws(ReportError) {
    try Self.makeFolder("\(path)/\(folder)")
    written[folder] = written[folder] ?? []
  }

  /// Writes a whole file, into a folder that was opened or, without one, into this one.
  ///
  /// - Throws: `ReportError` when it can't be written.
  mutating func write(
    _ bytes: [UInt8], to name: String, in folder: String? = nil
  ) throws(ReportError) {
    var file = try AtomicFile(path: "\(path)/\(folder.map { $0 + "/" } ?? "")\(name)")
    try file.append(bytes)
    try file.commit()
    if let folder { written[folder, default: []].insert(name) }
  }

  /// Keeps files of an opened folder that were written by `file(named:)`.
  mutating func keep(_ names: [String], in folder: String) {
    written[folder, default: []].formUnion(names)
  }

  /// Begins a file in this folder that is written in pieces.
  func file(named name: String) throws(ReportError) -> AtomicFile {
    try AtomicFile(path: "\(path)/\(name)")
  }

  /// Removes pages of an earlier report that this one does not have.
  ///
  /// A student who left, or an edition for other eyes, must not stay behind in the opened folders.
  func removeStalePages() throws(ReportError) {
    for (folder, kept) in written {
      let folderPath = "\(path)/\(folder)"
      guard let stream = opendir(folderPath) else { throw .failed(.read, folderPath) }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard name.hasSuffix(".html"), !kept.contains(name) else { continue }
        if unlink("\(folderPath)/\(name)") != 0, errno != ENOENT {
          throw .failed(.write, "\(folderPath)/\(name)")
        }
      }
    }
  }

  /// Removes what a process that was killed had not finished writing (`AtomicFile`).
  func removeDrafts() throws(ReportError) {
    guard let stream = opendir(path) else { throw .failed(.read, path) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix("."), let dash = name.firstIndex(of: "-"),
        let process = pid_t(name[..<dash].dropFirst()), process != getpid(),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(path)/\(name)")
    }
  }

  private static func makeFolder(_ path: String) throws(ReportError) {
    if mkdir(path, 0o755) != 0 {
      let failure = ReportError.failed(.write, path)
      // Asked of the system rather than of `errno`: an existing folder on a read-only file system
      // may answer otherwise than EEXIST.
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw failure }
    }
  }
}
