package import Foundation

/// The checkout that the tests were built from.
package enum Repository {
  /// The folder that holds `Package.swift`.
  package static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder of the checkout, by its path from the root.
  package static func file(_ path: String) -> URL {
    root.appending(path: path)
  }

  /// The text of a file of the checkout, by its path from the root.
  ///
  /// - Throws: What Foundation throws when the file can't be read or isn't UTF-8.
  package static func text(of path: String) throws -> String {
    try String(contentsOf: file(path), encoding: .utf8)
  }
}
