import Diagnostics

/// Reads `glossary.yaml`.
struct GlossaryReader {
  let context: ReadingContext

  private static let termKeys = ["id", "term", "text", "see", "avoid"]

  /// The terms that can be read; everything wrong is reported.
  func terms(_ root: YAMLNode) -> [GlossaryTerm] {
    guard let fields = FieldReader(root, "a glossary", keys: ["terms"], in: context) else {
      return []
    }
    let terms = fields.list("terms", read: term)
    context.refuseRepeated(terms.map(\.id), called: "term id")
    let known = terms.map(\.id.value)
    for reference in terms.flatMap(\.see) where !known.contains(reference.value) {
      context.error(
        "there is no term \(quoted(reference.value))", at: reference.span,
        help: suggestion(for: reference.value, in: known, listedAs: "terms"))
    }
    return terms
  }

  private func term(_ node: YAMLNode) -> GlossaryTerm? {
    guard let fields = FieldReader(node, "a term", keys: Self.termKeys, in: context) else {
      return nil
    }
    let id = fields.id("id")
    let term = fields.line("term")
    let text = fields.markdown("text")
    let see = fields.ids("see", .optional)
    let avoid = fields.lines("avoid", .optional)
    guard let id, let term, let text else { return nil }
    return GlossaryTerm(id: id, term: term.value, text: text, see: see, avoid: avoid)
  }
}
