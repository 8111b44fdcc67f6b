import Markup
import Results

/// What every page has around its content: head, skip link, breadcrumbs and the small print.
struct PageFrame {
  /// A step on the way from the overview to a page.
  struct Crumb {
    var text: String
    /// Where it leads; nil for the page itself.
    var url: PageURL?
  }

  private let document: HTMLDocument
  private let folders: Int
  /// The element that the page's own content goes into.
  let main: HTMLElement

  /// Makes the frame of a page.
  ///
  /// - Parameters:
  ///   - model: The report.
  ///   - title: What the page is about.
  ///   - folders: How many folders below the report the page is.
  ///   - crumbs: The way to the page, without the overview.
  init(_ model: ReportModel, title: String, folders: Int, crumbs: [Crumb]) {
    self.folders = folders
    let course = Clipping.name(model.run.course.title)
    document = HTMLDocument(title: crumbs.isEmpty ? course : "\(title) · \(course)")
    document.addStyleSheet(PageURL(up: folders, path: ["assets", "report.css"]))
    document.addScript(PageURL(up: folders, path: ["assets", "report.js"]))
    let body = document.body
    body.link("Skip to content", to: PageURL(anchor: PageAnchor.content.id), "skip-link")

    let header = body.add(.header, "site-header").add(.div, "wrap")
    let overview = PageURL(up: folders, path: ["index.html"])
    let nav = header.add(.nav, "crumbs").set(.ariaLabel, "Breadcrumbs").add(.ol)
    let first = nav.add(.li)
    if crumbs.isEmpty {
      first.add(.span, text: "Class overview").set(.ariaCurrent, "page")
    } else {
      first.link("Class overview", to: overview)
    }
    for crumb in crumbs {
      let item = nav.add(.li)
      let text = Clipping.name(crumb.text)
      if let url = crumb.url {
        item.add(.a).set(.href, url).add(.bdi, text: text)
      } else {
        item.add(.span).set(.ariaCurrent, "page").add(.bdi, text: text)
      }
    }
    let edition = header.add(.p, "edition")
    // The overview's own heading is the course.
    if !crumbs.isEmpty { edition.text("\(course) · ") }
    edition.text(model.edition.audience.label)

    main = body.add(.main, "wrap").set(.id, PageAnchor.content.id).set(.tabindex, -1)
    Self.addFooter(to: body, model)
  }

  /// Adds the script that plays recordings; pages without any go without it.
  func addPlayer() {
    document.addScript(PageURL(up: folders, path: ["assets", ReportAssets.playerName]))
  }

  /// The page as a file.
  func serialized() -> [UInt8] { document.serialized() }

  private static func addFooter(to body: HTMLElement, _ model: ReportModel) {
    let list = body.add(.footer, "site-footer").add(.div, "wrap").add(.dl)
    func entry(_ term: String, _ value: String) {
      let group = list.add(.div)
      group.add(.dt, text: term)
      group.add(.dd, text: Clipping.name(value))
    }
    entry("Graded", model.run.date)
    entry("Compiler", model.run.toolchain)
    entry("Sandbox", model.run.sandbox)
  }
}

extension Audience {
  /// The edition's name, which every page bears.
  var label: String {
    switch self {
    case .instructor: "Instructor edition"
    case .student: "Student edition"
    case .studentAfterDueDate: "Student edition, after the due date"
    }
  }
}
