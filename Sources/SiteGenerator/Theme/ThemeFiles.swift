package import Courseware
import Diagnostics
import Foundation

/// The files of a theme, each from the folder that has the last word on it.
struct ThemeFiles {
  let folder: CoursePath
  /// A folder of the same form whose files stand in for those of the theme.
  let overrides: CoursePath?

  /// The file of all words.
  static let wordsName = "strings.yaml"

  /// That a folder is no theme, or that a file of it is not there.
  ///
  /// - Parameters:
  ///   - place: The folder or the file.
  ///   - message: What is wrong with it.
  /// - Returns: What to say of it.
  static func absence(of place: CoursePath, _ message: String) -> Diagnostic {
    Diagnostic(
      location: SourceLocation(path: place.shown), message: message,
      help: """
        a theme is a folder with "templates", "css", "js", "images" and "\(wordsName)"; threadbare comes with one: \
        "site" among its sources, "share/threadbare/site" where it is installed
        """)
  }

  /// The words that stand in for some of the theme's.
  var ownWords: CoursePath? {
    guard let own = overrides?.appending(Self.wordsName), own.isFile else { return nil }
    return own
  }

  /// The files of a part of the theme in the order of their names.
  ///
  /// - Parameters:
  ///   - part: The folder in the theme: `css`, `templates`.
  ///   - ending: What the names end in.
  /// - Returns: The files.
  func all(in part: String, ending: String) -> [CoursePath] {
    func files(of folder: CoursePath) -> [CoursePath] {
      folder.appending(part).entries.filter {
        $0.isFile && $0.name.hasSuffix(ending) && !$0.name.hasPrefix(".")
      }
    }
    let base = files(of: folder)
    guard let overrides else { return base }
    let own = files(of: overrides)
    let kept = base.filter { file in !own.contains { $0.name == file.name } }
    return (kept + own).sorted { $0.name < $1.name }
  }
}

/// The files of a theme with their sizes and times: equal ones mean that nothing was written.
package struct ThemeSignature: Equatable, Sendable {
  private let folders: [FolderSignature]
  private let words: [FileLook?]

  /// The folders of a theme.
  private static let parts = ["templates", "css", "js", "head", "images", "kernel"]

  /// Looks at the files of a theme, and at those that stand in for some of them.
  package init(folder: CoursePath, overriddenBy overrides: CoursePath?) {
    let themes = [folder, overrides].compactMap(\.self)
    folders = themes.flatMap { theme in
      Self.parts.map { FolderSignature(theme.appending($0)) }
    }
    words = themes.map { theme in
      FileLook(theme.appending(ThemeFiles.wordsName).url.path, links: .followed)
    }
  }
}
