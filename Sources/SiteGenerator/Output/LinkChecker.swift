package import Diagnostics
import Markup

/// Follows every link of a site that stays in it: the file must be there, and the anchor in it.
///
/// Links of Markdown are resolved at their place in the lesson before; this is the net under them
/// and under the theme's templates. It checks what refers to an id within a page too, and that no id
/// stands twice.
package struct LinkChecker {
  private var pages: [PageReferences] = []
  private var files: Set<String>
  package private(set) var diagnostics = DiagnosticList()
  /// The links that were looked at.
  package private(set) var linkCount = 0

  /// Makes a checker for a site that has these files besides its pages.
  package init(files: [String]) {
    self.files = Set(files)
  }

  /// Reads a page.
  package mutating func add(_ html: [UInt8], path: String) {
    add(PageReferences(html, path: path))
  }

  /// Takes a page that was read.
  mutating func add(_ page: PageReferences) {
    files.insert(page.path)
    linkCount += page.linkCount
    for problem in page.problems { report(problem, in: page.path) }
    pages.append(page)
  }

  /// Compares what all pages want with what they offer.
  package mutating func finish() { finish(Array(pages.indices)) }

  /// Compares what some pages want with what all offer.
  ///
  /// - Parameter wanting: The pages whose links are followed, by the order in which they were added.
  mutating func finish(_ wanting: [Int]) {
    var idsByPath: [String: Set<String>] = [:]
    for page in pages { idsByPath[page.path] = page.ids }
    for page in wanting.map({ pages[$0] }) {
      for link in page.files where !files.contains(link.path) {
        report(
          "link \(quoted(link.written)) leads to \(quoted(link.path)), which is not there",
          in: page.path)
      }
      for link in page.anchors where idsByPath[link.page]?.contains(link.anchor) == false {
        report(
          "link \(quoted(link.written)) leads to an anchor that \(quoted(link.page)) does not have",
          in: page.path)
      }
    }
  }

  private mutating func report(_ message: String, in path: String) {
    diagnostics.append(Diagnostic(location: SourceLocation(path: path), message: message))
  }
}
