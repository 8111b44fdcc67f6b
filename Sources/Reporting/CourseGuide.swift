import Markup

/// Where a report sends a student to read: the sections of the lessons, and the course's website.
package struct CourseGuide: Codable, Sendable {
  /// A section of a lesson in words.
  package struct Section: Codable, Sendable, Equatable {
    package var lesson: String
    package var section: String

    package init(lesson: String, section: String) {
      self.lesson = lesson
      self.section = section
    }
  }

  private let site: String?
  /// The sections by `lesson#section`.
  private let sections: [String: Section]

  /// A guide to sections that are on a website, or on none.
  ///
  /// - Parameters:
  ///   - site: The address of the website; nil where it has none.
  ///   - sections: The sections by `lesson#section`.
  package init(site: String? = nil, sections: [String: Section] = [:]) {
    self.site = site.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    self.sections = sections
  }

  /// Why a text is not the address of a website; nil if it is one.
  package static func problem(ofSite text: String) -> String? {
    guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
      return "the address of a website begins with https:// or http://"
    }
    if text.utf8.contains(where: { "#?".utf8.contains($0) }) {
      return "the address of a website ends before '?' and '#'"
    }
    do {
      _ = try PageURL(checking: text)
      return nil
    } catch {
      return error.message
    }
  }

  /// What a section is called, and where it is on the website.
  ///
  /// - Parameter reference: `lesson#section`, as a test names it.
  /// - Returns: Nil if the course has no such section.
  func section(_ reference: String) -> (title: Section, url: PageURL?)? {
    guard let title = sections[reference] else { return nil }
    let parts = reference.split(separator: "#", maxSplits: 1)
    guard let site, parts.count == 2 else { return (title, nil) }
    return (title, try? PageURL(checking: "\(site)lessons/\(parts[0])/index.html#\(parts[1])"))
  }
}
