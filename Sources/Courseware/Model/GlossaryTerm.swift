/// A word of the course with its meaning.
package struct GlossaryTerm: Sendable {
  /// Its id, unique in the glossary; links name it.
  package let id: Located<String>
  /// The word, as it is spelled in the course.
  package let term: String
  /// What it means, in Markdown.
  package let text: SourceText
  /// The ids of terms to look at too.
  package let see: [Located<String>]
  /// Spellings that the course does not use.
  package let avoid: [Located<String>]
}
