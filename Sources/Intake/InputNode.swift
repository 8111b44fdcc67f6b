internal import Foundation
internal import Results

/// A file or folder of what was handed in, on disk or in an archive alike.
///
/// Folders on disk are listed when they are asked: what lies in them may be large, and is mostly
/// none of a submission.
struct InputNode: Sendable {
  enum Content: Sendable {
    case diskFolder(String)
    case folder([InputNode])
    case file(InputFile)
    /// What is neither a file nor a folder, or cannot be read, and why.
    case fault(String)
  }

  /// When something was last written.
  enum Time: Sendable, Equatable {
    /// As an archive recorded it that the student did not make.
    case recorded(Timestamp)
    /// As the file system has it.
    case modified(Timestamp)
  }

  var name: String
  /// The name under which it lies there, if that is another: a system's, with the student's own in it.
  var wholeName: String?
  var content: Content
  var time: Time?
  /// Why entries of the archive below this folder were refused; such a folder is not read.
  var refusals: [String] = []

  /// The name for messages.
  var shownName: String { wholeName ?? name }

  /// Whether it is looked at: hidden files and what packing programs leave are not.
  var isVisible: Bool { !name.hasPrefix(".") && name != "__MACOSX" && name != "Thumbs.db" }

  var isFolder: Bool {
    switch content {
    case .diskFolder, .folder: true
    case .file, .fault: false
    }
  }

  /// What lies in a folder, by name; empty for what is none.
  var children: [InputNode] {
    switch content {
    case .diskFolder(let path): Self.list(path) ?? []
    case .folder(let nodes): nodes
    case .file, .fault: []
    }
  }

  /// The children that are looked at.
  var visibleChildren: [InputNode] { children.filter(\.isVisible) }

  /// The folder inside, where folders lie around the files with nothing beside; else itself.
  ///
  /// - Parameter isMeant: Whether a folder's name says something, so that it is no wrapper.
  /// - Returns: The folder with the files.
  func unwrapped(unless isMeant: (InputNode) -> Bool) -> InputNode {
    var path = ""
    return unwrapped(path: &path, unless: isMeant)
  }

  /// The same, with the path that leads there.
  func unwrapped(path: inout String, unless isMeant: (InputNode) -> Bool) -> InputNode {
    var node = self
    for _ in 0..<IntakeLimits.wrappersMax {
      let inside = node.visibleChildren
      guard inside.count == 1, inside[0].isFolder, node.refusals.isEmpty, !isMeant(inside[0])
      else { break }
      node = inside[0]
      path += "/\(node.name)"
    }
    return node
  }

  // MARK: On disk

  /// The node at a path, links not followed; nil where there is nothing.
  static func onDisk(_ path: String, name: String) -> InputNode {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      return InputNode(name: name, content: .fault("'\(name)' cannot be read"))
    }
    let time = Time.modified(Timestamp(seconds: Int(status.st_mtim.tv_sec)))
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return InputNode(name: name, content: .diskFolder(path), time: time)
    case S_IFREG:
      return InputNode(
        name: name, content: .file(InputFile(name: name, source: .disk(path))), time: time)
    case S_IFLNK: return InputNode(name: name, content: .fault("'\(name)' is a symbolic link"))
    default: return InputNode(name: name, content: .fault("'\(name)' is not a regular file"))
    }
  }

  /// What lies in a folder on disk, by name; nil if it cannot be listed.
  static func list(_ path: String) -> [InputNode]? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      return nil
    }
    return names.sorted(by: isBefore).map { onDisk("\(path)/\($0)", name: $0) }
  }

  /// The order of names, the same wherever they are listed: two spellings of an umlaut are equal texts.
  private static func isBefore(_ one: String, _ other: String) -> Bool {
    one == other ? one.utf8.lexicographicallyPrecedes(other.utf8) : one < other
  }

  // MARK: In an archive

  /// The endings of archives, longest first.
  private static let archiveEndings = [".tar.gz", ".zip", ".tgz"]

  /// A name without the ending of an archive; nil if it has none.
  static func archiveStem(_ name: String) -> String? {
    let lower = name.lowercased()
    guard let ending = archiveEndings.first(where: lower.hasSuffix), lower.count > ending.count
    else { return nil }
    return String(name.dropLast(ending.count))
  }

  /// The most bytes that a file of an archive is kept to; nil for one that is no submission.
  static func bytesMax(_ name: String) -> Int? {
    if name.hasPrefix(".") { return nil }
    if name.hasSuffix(".swift") { return IntakeLimits.submissionBytesMax }
    if archiveStem(name) != nil { return IntakeLimits.innerBytesMax }
    if name == SubmissionTimes.fileName || name == GradescopeMetadata.fileName {
      return IntakeLimits.tableBytesMax
    }
    return nil
  }

  /// Whose times count: those of an archive that a system made, or that of the archive itself,
  /// where the student made it.
  enum ArchiveTimes {
    case ofEntries
    case ofArchive
  }

  /// The folder that an archive holds, under the archive's name without its ending.
  ///
  /// - Throws: `ArchiveFault`, with the archive's name in its reason.
  func unpacked(
    limits: ArchiveReader.Limits, times: ArchiveTimes
  ) throws(ArchiveFault) -> InputNode {
    guard case .file(let file) = content, let stem = Self.archiveStem(name) else { return self }
    let entries: [ArchiveEntry]
    do {
      let bytes = try file.bytes(upTo: min(IntakeLimits.packedBytesMax, limits.bytes))
      entries = try ArchiveReader.entries(of: bytes, limits: limits, wanted: Self.bytesMax)
    } catch let fault as ArchiveFault {
      throw ArchiveFault(reason: "the archive '\(name)' \(fault.reason)")
    } catch let fault as InputFile.Fault {
      throw ArchiveFault(reason: "the archive '\(name)': \(fault.reason)")
    } catch {
      throw ArchiveFault(reason: "the archive '\(name)' cannot be read")
    }
    let own = time
    var folder = ArchiveTree.folder(named: stem, entries) { entryTime in
      switch times {
      case .ofEntries: entryTime.map(Time.recorded)
      case .ofArchive: own
      }
    }
    folder.time = own
    return folder
  }
}
