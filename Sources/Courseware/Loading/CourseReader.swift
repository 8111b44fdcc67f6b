import Diagnostics

/// What `course.yaml` says.
struct CourseDescription {
  let id: String?
  let title: String
  let subtitle: String?
  let language: Located<String>
  let site: String?
  let authors: [String]
  let limits: SubmissionLimits
  /// The order of the lessons; nil when the file leaves it to the folders' names.
  let lessons: [Located<String>]?
  /// The order of the exercises; nil when the file leaves it to the folders' names.
  let exercises: [Located<String>]?
}

/// Reads `course.yaml`.
struct CourseReader {
  let context: ReadingContext

  private static let keys = [
    "id", "title", "subtitle", "language", "site", "authors", "limits", "lessons", "exercises",
  ]

  /// The description, or nil when a required part of it can't be read; everything wrong is
  /// reported.
  func description(_ root: YAMLNode) -> CourseDescription? {
    guard let fields = FieldReader(root, "a course", keys: Self.keys, in: context) else {
      return nil
    }
    let id = fields.id("id", .optional)
    let title = fields.line("title")
    let subtitle = fields.line("subtitle", .optional)
    let language = fields.line("language")
    let site = fields.line("site", .optional)
    let authors = fields.lines("authors")
    let lessons = fields.has("lessons") ? fields.ids("lessons", .optional) : nil
    let exercises = fields.has("exercises") ? fields.ids("exercises", .optional) : nil
    let limits = LimitsReader(context: context).limits(fields)
    context.refuseRepeated(lessons ?? [], called: "lesson")
    context.refuseRepeated(exercises ?? [], called: "exercise")
    if let language, !isLanguageTag(language.value) {
      context.error(
        "\(quoted(language.value)) is no language tag", at: language.span,
        help: "write a tag of BCP 47, such as \"en\" or \"de-AT\"")
    }
    if let site, !isWebsiteAddress(site.value) {
      context.error(
        "\(quoted(site.value)) is no address of a website", at: site.span,
        help: "write it as \"https://example.org/threads/\"")
    }
    guard let title, let language else { return nil }
    return CourseDescription(
      id: id?.value, title: title.value, subtitle: subtitle?.value, language: language,
      site: site?.value, authors: authors.map(\.value), limits: limits, lessons: lessons,
      exercises: exercises)
  }
}

/// Whether a text has the form of a BCP 47 tag: letters, then parts of letters and digits.
func isLanguageTag(_ text: String) -> Bool {
  let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
  guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else {
    return false
  }
  return parts.dropFirst().allSatisfy { part in
    (1...8).contains(part.count)
      && part.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

/// Whether a text is the address of a website, to which the paths of its pages are added.
package func isWebsiteAddress(_ text: String) -> Bool {
  isWebAddress(text) && !text.contains(where: "?#&;()!".contains)
}

/// Whether a text is an address that a page may link to: http or https, and nothing to be escaped.
func isWebAddress(_ text: String) -> Bool {
  guard let prefix = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
  let rest = text.utf8.dropFirst(prefix.utf8.count)
  return !rest.isEmpty
    && rest.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || "-._~/:@%+,=[]?#&;()!".utf8.contains(byte)
    }
}

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
