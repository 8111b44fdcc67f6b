package import Foundation

/// A file or folder of a course, with the path under which messages name it.
package struct CoursePath: Sendable, Equatable {
  /// Where it is.
  package let url: URL
  /// Its path as the user would type it; empty for the current folder.
  package let shown: String

  /// Joins a place and its name.
  package init(url: URL, shown: String) {
    self.url = url
    self.shown = shown
  }

  /// A file or folder below.
  package func appending(_ name: String) -> CoursePath {
    let separator = shown.isEmpty || shown.hasSuffix("/") ? "" : "/"
    return CoursePath(url: url.appending(path: name), shown: shown + separator + name)
  }

  /// The last part of the path.
  package var name: String { url.lastPathComponent }

  /// Whether there is a folder.
  package var isFolder: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// Whether there is a file that isn't a folder.
  package var isFile: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
      && !isDirectory.boolValue
  }

  /// The entries of the folder by name, hidden ones left out; empty when there is no such folder.
  package var entries: [CoursePath] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map(appending)
  }
}
