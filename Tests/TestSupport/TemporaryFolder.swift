package import Foundation

/// A folder of one test, removed when the test is done with it.
package struct TemporaryFolder: Sendable {
  /// Where it is; the path has no symbolic links in it.
  package let url: URL

  /// Takes a folder that is there already.
  package init(url: URL) {
    self.url = url
  }

  /// The path as text, without a slash at its end.
  package var path: String { url.path }

  /// A file or folder in it, by its path from there.
  package func file(_ path: String) -> URL {
    url.appending(path: path)
  }

  /// Writes a text file, making the folders on its way.
  ///
  /// - Throws: What Foundation throws when the file can't be written.
  @discardableResult
  package func write(_ text: String, to path: String) throws -> URL {
    try write(Data(text.utf8), to: path)
  }

  /// Writes a file of bytes, making the folders on its way.
  ///
  /// - Throws: What Foundation throws when the file can't be written.
  @discardableResult
  package func write(_ bytes: Data, to path: String) throws -> URL {
    let target = file(path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: target)
    return target
  }

  /// Copies a file or a whole folder into it.
  ///
  /// - Throws: What Foundation throws when the copy fails.
  @discardableResult
  package func copy(_ source: URL, to path: String) throws -> URL {
    let target = file(path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: source, to: target)
    return target
  }

  /// The text of a file in it.
  ///
  /// - Throws: What Foundation throws when the file can't be read or isn't UTF-8.
  package func text(of path: String) throws -> String {
    try String(contentsOf: file(path), encoding: .utf8)
  }

  /// Whether something lies at a path in it.
  package func contains(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: file(path).path)
  }
}

/// Runs `body` with a new, empty folder and removes the folder afterwards.
///
/// - Throws: What `body` throws.
package func withTemporaryFolder<Result>(
  isolation: isolated (any Actor)? = #isolation,
  _ body: (TemporaryFolder) async throws -> Result
) async throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTree(folder.url) }
  return try await body(folder)
}

/// Runs `body` with a new, empty folder and removes the folder afterwards.
///
/// - Throws: What `body` throws.
package func withTemporaryFolder<Result>(
  _ body: (TemporaryFolder) throws -> Result
) throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeTree(folder.url) }
  return try body(folder)
}

private func makeTemporaryFolder() throws -> TemporaryFolder {
  let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
  let url = parent.appending(path: "threadbare-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  return TemporaryFolder(url: url)
}

/// A folder that can't be removed is left to the system's own cleaning: it fails no test.
private func removeTree(_ url: URL) {
  try? FileManager.default.removeItem(at: url)
}
