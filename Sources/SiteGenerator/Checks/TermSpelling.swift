import Courseware
import Diagnostics

/// Finds spellings in the lessons that the glossary says to avoid.
enum TermSpelling {
  /// The places at which texts of a course use another word than the glossary's.
  static func diagnostics(of course: Course) -> [Diagnostic] {
    let words = course.glossary.flatMap { term in
      term.avoid.map { (avoided: $0.value.lowercased(), term: term.term) }
    }
    guard !words.isEmpty else { return [] }
    var found: [Diagnostic] = []
    for text in course.lessons.flatMap(\.sections).flatMap(\.texts) {
      var isCode = false
      let lines = text.string.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        if line.drop(while: { $0 == " " }).hasPrefix("```") {
          isCode.toggle()
          continue
        }
        guard !isCode else { continue }
        for word in words {
          for column in columns(of: word.avoided, in: line) {
            let span = text.span(
              line: index + 1, column: column, length: word.avoided.unicodeScalars.count)
            found.append(
              span.diagnostic(
                "the course says \(quoted(word.term))", severity: .warning,
                help: "the glossary avoids \(quoted(word.avoided))"))
          }
        }
      }
    }
    return found
  }

  /// The columns at which a word begins, in scalars from 1; code between backquotes is passed over.
  private static func columns(of word: String, in line: Substring) -> [Int] {
    let scalars = Array(line.lowercased().unicodeScalars)
    let wanted = Array(word.unicodeScalars)
    guard scalars.count >= wanted.count else { return [] }
    var found: [Int] = []
    var isCode = false
    for index in scalars.indices {
      if scalars[index] == "`" { isCode.toggle() }
      guard !isCode, index + wanted.count <= scalars.count,
        scalars[index..<index + wanted.count].elementsEqual(wanted)
      else { continue }
      let end = index + wanted.count
      let startsWord = index == 0 || !scalars[index - 1].properties.isAlphabetic
      let endsWord = end == scalars.count || !scalars[end].properties.isAlphabetic
      if startsWord, endsWord { found.append(index + 1) }
    }
    return found
  }
}
