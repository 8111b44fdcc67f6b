import Diagnostics
import Markup

/// What the links of lessons and exercises mean.
///
///     [text](lesson:02-fork-is-clone#rules)   a lesson, or a section of it
///     [text](exercise:01-tasks)               an exercise
///     [text](flag:CLONE_VM)                   a flag's row in the table
///     [text](term:task)                       a word of the glossary
///     [text](#rules)                          a section of the same page
///     [text](https://...)                     elsewhere
struct CourseLinks {
  let page: PageAddress
  let map: SiteMap

  /// Where a link leads.
  ///
  /// - Throws: What is wrong with it, with the nearest thing that there is.
  func resolve(_ link: MarkdownRenderer.Link) throws(MarkdownProblem) -> PageURL {
    let destination = link.destination
    if link.kind == .image {
      throw MarkdownProblem(
        "pictures can't be part of a text yet",
        help: "figures are computed: write \"figure: sharing\" in a flag example")
    }
    if let rest = destination.removing(prefix: "lesson:") { return try lesson(rest) }
    if let rest = destination.removing(prefix: "exercise:") { return try exercise(rest) }
    if let rest = destination.removing(prefix: "flag:") { return try flag(rest) }
    if let rest = destination.removing(prefix: "term:") { return try term(rest) }
    if let rest = destination.removing(prefix: "#") { return try section(rest) }
    return try elsewhere(destination)
  }

  private func lesson(_ reference: String) throws(MarkdownProblem) -> PageURL {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let id = parts.first.map(String.init) ?? ""
    guard let sections = map.sections[id] else {
      throw MarkdownProblem(
        "there is no lesson \(quoted(id))",
        help: suggestion(for: id, in: map.lessonIDs, listedAs: "lessons"))
    }
    guard parts.count > 1 else { return page.url(to: .lesson(id)) }
    let section = String(parts[1])
    guard sections.contains(section), let anchor = AnchorID(section) else {
      throw MarkdownProblem(
        "lesson \(quoted(id)) has no section \(quoted(section))",
        help: suggestion(for: section, in: sections, listedAs: "sections"))
    }
    return page.url(to: .lesson(id), anchor: anchor)
  }

  /// A section of the same page: lessons have those of their author, other pages have none.
  private func section(_ id: String) throws(MarkdownProblem) -> PageURL {
    guard case .lesson(let lesson) = page else {
      throw MarkdownProblem(
        "only a lesson has sections to link to",
        help: "link to a lesson's section as \"lesson:ID#SECTION\"")
    }
    return try self.lesson("\(lesson)#\(id)")
  }

  private func exercise(_ id: String) throws(MarkdownProblem) -> PageURL {
    guard map.exerciseIDs.contains(id) else {
      throw MarkdownProblem(
        "there is no exercise \(quoted(id))",
        help: suggestion(for: id, in: map.exerciseIDs, listedAs: "exercises"))
    }
    return page.url(to: .exercise(id))
  }

  private func flag(_ name: String) throws(MarkdownProblem) -> PageURL {
    guard map.flagNames.contains(name), let anchor = AnchorID(name) else {
      throw MarkdownProblem(
        "there is no flag \(quoted(name))",
        help: suggestion(for: name, in: map.flagNames, listedAs: "flags"))
    }
    return page.url(to: .flags, anchor: anchor)
  }

  private func term(_ id: String) throws(MarkdownProblem) -> PageURL {
    guard map.termIDs.contains(id) else {
      throw MarkdownProblem(
        "there is no term \(quoted(id))",
        help: map.termIDs.isEmpty
          ? "the course has no glossary"
          : suggestion(for: id, in: map.termIDs, listedAs: "terms"))
    }
    return page.url(to: .glossary, anchor: GlossaryPage.anchor(id))
  }

  private func elsewhere(_ destination: String) throws(MarkdownProblem) -> PageURL {
    let url: PageURL
    do {
      url = try PageURL(checking: destination)
    } catch {
      throw MarkdownProblem(error.message)
    }
    // A path means one thing in the author's folder and another in the site.
    guard destination.contains(":") else {
      throw MarkdownProblem(
        "\(quoted(destination)) is a path, and the site has other paths than the course",
        help:
          "write \"lesson:ID#section\", \"exercise:ID\", \"flag:CLONE_...\", \"term:ID\" or \"#section\""
      )
    }
    return url
  }
}

extension String {
  /// The text after a prefix; nil when it begins otherwise.
  fileprivate func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
