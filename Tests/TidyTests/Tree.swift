import Foundation
import TestSupport

/// The files of the checkout, by their paths from the root.
enum Tree {
  /// What building and running leave behind; the same names stand in .gitignore.
  static let generated: Set<String> = [
    ".git", ".build", ".swiftpm", ".venv", ".threadbare", "out", "__pycache__", "node_modules",
  ]

  /// All files under some folders whose names end in one of some ways, sorted.
  static func files(under folders: [String], endings: [String]) -> [String] {
    folders.flatMap { files(under: $0, endings: endings) }.sorted()
  }

  private static func files(under folder: String, endings: [String]) -> [String] {
    let root = Repository.file(folder)
    guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
    var found: [String] = []
    for case let path as String in walk {
      if generated.contains((path as NSString).lastPathComponent) {
        walk.skipDescendants()
      } else if endings.contains(where: path.hasSuffix) {
        found.append("\(folder)/\(path)")
      }
    }
    return found
  }

  /// The names in a folder, sorted; none when there is no such folder.
  static func names(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: Repository.file(folder).path)
    return (names ?? []).sorted()
  }
}
