import Courseware
import Markup

/// The words of the course.
struct GlossaryPage {
  let frame: PageFrame

  /// The id that a term has on the page.
  static func anchor(_ id: String) -> AnchorID { AnchorID(slugging: "term-\(id)") }

  func build() -> BuiltPage {
    let terms = frame.course.glossary.sorted { $0.term.lowercased() < $1.term.lowercased() }
    var text = PageText(
      page: .glossary, map: frame.map,
      anchors: ["content", "outline"].map(AnchorID.init(slugging:))
        + terms.map { Self.anchor($0.id.value) })
    var values: [TemplateValues] = []
    for term in terms {
      let anchor = Self.anchor(term.id.value)
      let others = term.see.compactMap { id in terms.first { $0.id.value == id.value } }
      values.append([
        "anchor": .text(anchor.description),
        "termHTML": .html(InlineText.html(term.term)),
        "textHTML": .html(text.html(term.text, under: anchor)),
        "hasSee": .flag(!others.isEmpty),
        "see": .list(
          others.map { other in
            [
              "url": .url(PageURL(anchor: Self.anchor(other.id.value))),
              "nameHTML": .html(InlineText.html(other.term)),
            ]
          }),
      ])
    }
    let sheet = SheetPage(
      frame: frame, address: .glossary, title: frame.words.text(.pageGlossary),
      description: frame.words.text(
        .glossaryDescription, ["course": InlineText.plain(frame.course.title)]),
      lede: frame.words.text(.glossaryLede))
    return sheet.build(
      bodyHTML: frame.theme.render(.glossary, ["terms": .list(values)]),
      diagnostics: text.diagnostics)
  }
}
