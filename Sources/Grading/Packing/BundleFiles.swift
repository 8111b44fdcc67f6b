internal import Diagnostics
internal import Foundation
internal import Intake

/// The files of an archive that is packed out of folders: what is hidden, a link to nowhere or a device stays out.
struct BundleFiles {
  private var entries: [ArchiveWriter.Entry] = []
  /// The folder around all files; empty for none.
  private let name: String

  /// The largest file that goes in, in bytes.
  private static let fileBytesMax = 512 << 20

  init(folder name: String) {
    self.name = name
  }

  private func path(_ path: String) -> String { name.isEmpty ? path : "\(name)/\(path)" }

  /// Adds a text.
  mutating func add(_ path: String, text: String, isExecutable: Bool = false) {
    entries.append(
      ArchiveWriter.Entry(
        self.path(path), .bytes(Data(text.utf8)), isExecutable: isExecutable))
  }

  /// Adds a file.
  mutating func add(_ path: String, file: URL) {
    entries.append(ArchiveWriter.Entry(self.path(path), .file(file)))
  }

  /// Adds the files of a folder and those below, hidden ones left out.
  ///
  /// - Throws: `DiagnosticList` if one is too large.
  mutating func add(
    folder: URL, as path: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws(DiagnosticList) {
    let files = FileManager.default
    guard let names = try? files.subpathsOfDirectory(atPath: folder.path) else { return }
    for name in names.sorted() {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      let place = folder.appending(path: name)
      guard !isHidden, isWanted(name),
        let values = try? files.attributesOfItem(atPath: place.resolvingSymlinksInPath().path),
        values[.type] as? FileAttributeType == .typeRegular
      else { continue }
      guard (values[.size] as? Int ?? 0) <= Self.fileBytesMax else {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: place.path),
            message: "the file is larger than \(Self.fileBytesMax >> 20) MiB")
        ])
      }
      entries.append(
        ArchiveWriter.Entry(
          self.path("\(path)/\(name)"), .file(place.resolvingSymlinksInPath()),
          isExecutable: files.isExecutableFile(atPath: place.path)))
    }
  }

  /// Adds the program of an installed tree, without the course that came with it.
  ///
  /// - Throws: `GradingError` or `DiagnosticList`.
  mutating func addProgram(_ tree: URL, as path: String) throws {
    for part in ["bin", "lib/threadbare", "share/threadbare/licences"] {
      let folder = tree.appending(path: part)
      guard FileManager.default.fileExists(atPath: folder.path) || part.hasPrefix("share") else {
        throw GradingError.machine("the installation at \(tree.path) has no \(part)")
      }
      try add(folder: folder, as: "\(path)/\(part)") { part != "bin" || $0 == "threadbare" }
    }
  }

  /// Writes the archive.
  ///
  /// - Returns: How many files it has.
  /// - Throws: `GradingError.machine`.
  func write(to file: URL) throws(GradingError) -> Int {
    do {
      try ArchiveWriter.write(entries.sorted { $0.path < $1.path }, to: file)
    } catch {
      throw .machine("cannot write \(file.path): \(error.reason)")
    }
    return entries.count
  }
}
