package import Markup

/// Where a page lies in the site, and how it is reached from another.
///
/// Every link names a file and is relative, so that the site works from a folder, from an archive in
/// a learning platform, and under any prefix of a server.
package enum PageAddress: Hashable, Sendable {
  /// The front page: the course's outline.
  case front
  /// A lesson.
  case lesson(String)
  /// The list of exercises.
  case exercises
  /// An exercise.
  case exercise(String)
  /// The table of flags.
  case flags
  /// The words of the course.
  case glossary
  /// What fits on a sheet of paper.
  case cheatSheet
  /// What those who teach need.
  case instructors
  /// What the reader has answered on this device.
  case answers
  /// All lessons on one page, to be printed.
  case whole
  /// What a server shows for an address without a page.
  case missing

  /// The folders from the site's root down.
  var folders: [String] {
    switch self {
    case .front, .missing: []
    case .lesson(let id): ["lessons", id]
    case .exercises: ["exercises"]
    case .exercise(let id): ["exercises", id]
    case .flags: ["flags"]
    case .glossary: ["glossary"]
    case .cheatSheet: ["cheat-sheet"]
    case .instructors: ["instructors"]
    case .answers: ["answers"]
    case .whole: ["whole-course"]
    }
  }

  /// The name of the file.
  var file: String { self == .missing ? "404.html" : "index.html" }

  /// The path from the site's root.
  package var path: String { (folders + [file]).joined(separator: "/") }

  /// The link from this page to another.
  package func url(to other: PageAddress, anchor: AnchorID? = nil) -> PageURL {
    if self == other, let anchor { return PageURL(anchor: anchor) }
    return url(toFolders: other.folders, file: other.file, anchor: anchor)
  }

  /// The link from this page to a file of the theme.
  func url(to asset: ThemeAsset) -> PageURL {
    url(toFolders: [ThemeAsset.folder], file: asset.name, anchor: nil)
  }

  /// The link from this page to a file of the site.
  func url(toFile path: String) -> PageURL {
    let parts = path.split(separator: "/").map(String.init)
    return url(toFolders: Array(parts.dropLast()), file: parts.last ?? "", anchor: nil)
  }

  /// The link from this page to the site's own folder: empty, or `../` some times.
  var rootURL: PageURL { PageURL(up: folders.count, path: [""]) }

  private func url(toFolders target: [String], file: String, anchor: AnchorID?) -> PageURL {
    let shared = zip(folders, target).prefix { $0 == $1 }.count
    return PageURL(
      up: folders.count - shared, path: Array(target.dropFirst(shared)) + [file], anchor: anchor)
  }
}
