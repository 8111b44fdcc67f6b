import Courseware
import Diagnostics
import Foundation
import Glibc

/// A site in the making: a folder beside the final one, which takes its place when it is whole.
///
/// Theory of operation. Files go to a hidden folder in the same file system. `commit` exchanges the
/// two names in one step, so that at every moment there is one whole site under the final name, and
/// removes what was there before. Whatever happens earlier, the old site is untouched and the hidden
/// folder goes. Noncopyable, because it owns that folder.
struct StagedFolder: ~Copyable {
  private let output: CoursePath
  private let final: URL
  private let staged: URL
  /// The folders that were made already.
  private var folders: Set<String> = []
  /// The size of what was written.
  private(set) var byteCount = 0

  /// Says that a folder was built by this program, and so may be replaced by it.
  static let marker = ".threadbare-site"

  /// Makes the hidden folder.
  ///
  /// - Throws: An input error when something stands there that is not a site, since it would be
  ///   removed; a machine error when the folder can't be made.
  static func beside(_ output: CoursePath) throws(SiteError) -> StagedFolder {
    // The folder that a link names is replaced, not the link.
    let final = output.url.resolvingSymlinksInPath().standardizedFileURL
    try requireReplaceable(final, shown: output)
    removeLeftovers(of: final)
    let name = stagedPrefix(of: final) + "\(ProcessInfo.processInfo.processIdentifier)"
    let staged = final.deletingLastPathComponent().appending(path: name)
    do {
      try FileManager.default.createDirectory(at: staged, withIntermediateDirectories: true)
    } catch {
      throw .machine(failure("can't make a folder beside it", output, error))
    }
    var folder = StagedFolder(output: output, final: final, staged: staged)
    try folder.write(Array("This folder is written by threadbare site build.\n".utf8), to: marker)
    return folder
  }

  private init(output: CoursePath, final: URL, staged: URL) {
    self.output = output
    self.final = final
    self.staged = staged
  }

  deinit {
    // Gone already after a commit, unless the old site could not be removed; nothing depends on it.
    try? FileManager.default.removeItem(at: staged)
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - bytes: Its content.
  ///   - path: Its path in the site.
  /// - Throws: A machine error, such as no space.
  mutating func write(_ bytes: [UInt8], to path: String) throws(SiteError) {
    let file = staged.appending(path: path)
    let folder = file.deletingLastPathComponent()
    do {
      if folders.insert(folder.path).inserted {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try Data(bytes).write(to: file)
    } catch {
      throw .machine(Self.failure("can't write \"\(path)\"", output, error))
    }
    byteCount += bytes.count
  }

  /// Puts the new site in the place of the old one.
  mutating func commit() throws(SiteError) {
    if FileManager.default.fileExists(atPath: final.path) {
      try exchange()
    } else if rename(staged.path, final.path) != 0 {
      throw .machine(Self.failure("can't put the new site in its place", output, errno))
    }
  }

  private func exchange() throws(SiteError) {
    if FolderExchange.exchange(staged, final) == 0 { return }
    // Some file systems (network ones above all) can't exchange: two steps, the first taken back
    // when the second fails.
    let old = staged.path + ".old"
    guard rename(final.path, old) == 0 else {
      throw .machine(Self.failure("can't move the old site away", output, errno))
    }
    guard rename(staged.path, final.path) == 0 else {
      let reason = errno
      _ = rename(old, final.path)
      throw .machine(Self.failure("can't put the new site in its place", output, reason))
    }
    _ = rename(old, staged.path)
  }

  // MARK: Before the start

  /// Refuses a place that holds anything but a site of ours.
  private static func requireReplaceable(_ folder: URL, shown: CoursePath) throws(SiteError) {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
    let names = isFolder.boolValue ? try? manager.contentsOfDirectory(atPath: folder.path) : nil
    guard let names else {
      throw .input(refusal(shown, "is there already and is no folder that can be read"))
    }
    guard names.isEmpty || names.contains(marker) else {
      throw .input(refusal(shown, "holds files that are not from a site build"))
    }
  }

  private static func refusal(_ output: CoursePath, _ reason: String) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(
        location: SourceLocation(path: output.shown), message: "the output folder \(reason)",
        help: "a build replaces its output folder as a whole: name one that is new or empty")
    ])
  }

  private static func stagedPrefix(of final: URL) -> String {
    ".\(final.lastPathComponent).threadbare-"
  }

  /// Removes what builds that were killed have left.
  private static func removeLeftovers(of final: URL) {
    let parent = final.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    let prefix = stagedPrefix(of: final)
    for name in names where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count).prefix { $0.isNumber }
      guard let process = Int32(digits), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(at: parent.appending(path: name))
    }
  }

  // MARK: Failures

  private static func failure(
    _ message: String, _ output: CoursePath, _ error: any Error
  ) -> Diagnostic {
    Diagnostic(
      location: SourceLocation(path: output.shown),
      message: "\(message): \(reason(of: error))")
  }

  private static func failure(
    _ message: String, _ output: CoursePath, _ code: Int32
  ) -> Diagnostic {
    Diagnostic(
      location: SourceLocation(path: output.shown),
      message: "\(message): \(systemReason(code))")
  }
}
