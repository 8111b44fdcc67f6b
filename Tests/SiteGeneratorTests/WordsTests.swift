import Courseware
import Diagnostics
import Foundation
import KernelCore
import LinuxABI
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The words of the pages` {
  /// The theme's file of words.
  private func original() throws -> String { try Repository.text(of: "site/strings.yaml") }

  /// The words in another language, made of ours: every word of letters becomes "ж", values and code stay.
  private func foreign() throws -> String {
    try original().split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("#") { return "" }
      if line == "language: en" { return "language: xx" }
      guard line.hasPrefix("  "), let colon = line.firstIndex(of: ":") else { return String(line) }
      let value = line[line.index(after: colon)...]
      return line[...colon] + Self.foreign(value)
    }.joined(separator: "\n")
  }

  /// A text whose words are foreign, but for those in braces and backquotes.
  private static func foreign(_ text: Substring) -> String {
    let word = #/\{\w+\}|`[^`]*`|[\p{L}\d']+/#
    var foreign = ""
    var end = text.startIndex
    for match in text.matches(of: word) {
      foreign += text[end..<match.range.lowerBound]
      let found = match.output
      let stays = found.hasPrefix("{") || found.hasPrefix("`")
      foreign += stays ? String(found) : "ж"
      end = match.range.upperBound
    }
    return foreign + text[end...]
  }

  /// A course that says nothing in letters of ours, so that all of these are the pages'.
  private func quietCourse(in folder: TemporaryFolder) throws -> FixtureCourse {
    let course = try FixtureCourse(in: folder)
    for (path, text) in QuietCourse.files { try folder.write(text, to: "course/\(path)") }
    return course
  }

  /// Words that are names: of Linux, and of the examples of the quiet course.
  private static let names: Set<String> = [
    "init", "files", "sighand", "signal", "tid", "pid", "clone",
    "family", "timeline", "sharing", "one", "two", "flags",
  ]

  /// What the kernel says of flags and rules and of the states and ends of tasks, code left out: that is
  /// the course's.
  private static let saidByKernel: [String] = {
    let states = ["running", "runnable", "zombie", "waiting in wait", "exited with"]
    let texts =
      CloneFlags.all.map { "\($0.summary)" } + CloneRule.allCases.map { "\($0.explanation)" }
      + states
    let pieces = texts.flatMap { $0.split(separator: "`").map(String.init) }
    return pieces.filter { $0.count > 3 }.sorted { $0.count > $1.count }
  }()

  private func englishWords(_ text: String) -> [String] {
    var text = text
    for piece in Self.saidByKernel { text = text.replacing(piece, with: " ") }
    return text.matches(of: #/[A-Za-z_]{3,}/#).map { String($0.output) }
      .filter { $0.uppercased() != $0 && !Self.names.contains($0) }
  }

  @Test func `of another language leave none of ours on any page`() throws {
    try withTemporaryFolder { folder in
      let course = try quietCourse(in: folder)
      try folder.write(try foreign(), to: "look/strings.yaml")
      let summary = try course.build(
        overrides: CoursePath(url: folder.file("look"), shown: "look"))
      #expect(summary.warnings.map(\.message) == [])
      #expect(course.pages.count >= 12)
      for path in course.pages {
        let html = try course.text(path)
        #expect(html.contains("<html lang=\"xx\">"), "\(path)")
        let found = try PageWords.all(in: html).flatMap(englishWords)
        #expect(found.isEmpty, "\(path): \(Set(found).sorted())")
      }
      let script = try #require(course.files.first { $0.hasPrefix("assets/site.") })
      #expect(try course.text(script).contains("\"search.label\": \"ж ж ж\""))
    }
  }

  @Test func `that a theme has none of stay ours, with a warning`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write(
        "language: de\npage:\n  search: Suchen\n", to: "look/strings.yaml")
      let summary = try course.build(
        overrides: CoursePath(url: folder.file("look"), shown: "look"))
      let page = try course.text("index.html")
      #expect(page.contains(">Suchen</button>"))
      #expect(page.contains(">Contents</button>"))
      #expect(page.contains("<html lang=\"de\">"))
      #expect(page.contains("<main id=\"content\" tabindex=\"-1\" lang=\"en\">"))
      #expect(page.contains("<span class=\"name\" lang=\"en\">A course of clone &amp; co</span>"))
      #expect(page.contains("<ol class=\"lessons\" lang=\"en\">"))
      #expect(page.contains("<p><span lang=\"en\">A course of clone &amp; co</span> by "))
      #expect(summary.warnings.count == 2)
      #expect(
        summary.warnings.contains {
          $0.rendered().hasPrefix("course/lessons/course.yaml:3:11: warning: the course is in")
        })
      #expect(
        summary.warnings.contains { $0.rendered().hasPrefix("look/strings.yaml:1:11: warning:") })
    }
  }

  @Test(arguments: [
    ("language: en\npage:\n  serch: x\n", "look/strings.yaml:3:3:", "did you mean \"search\"?"),
    ("language: en\npages:\n  search: x\n", "look/strings.yaml:2:1:", "did you mean \"page\"?"),
    (
      "language: en\nlesson:\n  kicker: Lesson {nummer} of {count}\n", "look/strings.yaml:3:11:",
      "did you mean \"number\"?"
    ),
    (
      "language: en\nlesson:\n  kicker: Lesson {number}\n", "look/strings.yaml:3:11:",
      "\"lesson.kicker\" does not say {count}"
    ),
    ("page:\n  search: x\n", "look/strings.yaml:1:1:", "missing field \"language\""),
    ("language: en\npage:\n  search: [x]\n", "look/strings.yaml:3:11:", "is text, not a list"),
    (
      "language: en\nsearch:\n  found: {one: x}\n", "look/strings.yaml:3:10:",
      "missing field \"other\""
    ),
    (
      "language: en\nmissing:\n  way: \"Die {front} nennt alles.\"\n", "look/strings.yaml:3:8:",
      "error: {front} is a place in \"missing.way\", and no value"
    ),
    (
      "language: en\nlesson:\n  line: \"[Zeile]({line})\"\n", "look/strings.yaml:3:9:",
      "error: {line} is a value in \"lesson.line\", and no place"
    ),
    (
      "language: en\nmissing:\n  way: Nichts.\n", "look/strings.yaml:3:8:",
      "error: \"missing.way\" does not lead to {front}"
    ),
    (
      "language: en\nmissing:\n  way: \"[Das]({font}) [und]({front})\"\n",
      "look/strings.yaml:3:8:", "error: there is no place \"font\" in \"missing.way\""
    ),
    (
      "language: en\npage:\n  search: {one: Suche, other: Suchen}\n", "look/strings.yaml:3:11:",
      "error: \"page.search\" has one form"
    ),
    ("language: deutsch?\n", "look/strings.yaml:1:11:", "is no language tag"),
  ])
  func `are refused at their place`(text: String, place: String, message: String) throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write(text, to: "look/strings.yaml")
      let look = CoursePath(url: folder.file("look"), shown: "look")
      #expect {
        try course.build(overrides: look)
      } throws: { error in
        guard case SiteError.input(let list) = error else { return false }
        return list.map { $0.rendered() }.contains { $0.hasPrefix(place) && $0.contains(message) }
      }
    }
  }

  @Test func `that are counted may have a form for one where ours have none`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.replace("minutes: 25", with: "minutes: 1", in: "exercises/01-first/exercise.yaml")
      try folder.write(
        "language: en\nexercise:\n  minutes: {one: A single minute, other: \"{count} minutes\"}\n",
        to: "look/strings.yaml")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      #expect(try course.text("exercises/01-first/index.html").contains("A single minute"))
      #expect(try course.text("exercises/02-second/index.html").contains("25 minutes"))
    }
  }

  /// What is said first of a template in a course's own theme.
  private func complaint(of template: String) throws -> String? {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write(template, to: "look/templates/missing.mustache")
      do {
        try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
        return nil
      } catch SiteError.input(let list) {
        return list.map { $0.rendered() }.first
      }
    }
  }

  @Test func `that a template names are known`() throws {
    let found = try #require(try complaint(of: "\n{{say.page.serch}}\n"))
    #expect(found.hasPrefix("look/templates/missing.mustache:2:1:"))
    #expect(found.contains("did you mean \"page.search\"?"))
  }

  @Test func `stand in templates with spaces and as markup too`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write(
        """
        <p>[{{ say.page.search }}|{{say.page.close }}|{{&say.flags.titleHTML}}|{{& say.flags.titleHTML}}]
        {{{ say.flags.titleHTML }}} {{! say.page.nothing is a comment }}</p>

        """, to: "look/templates/missing.mustache")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      let title = "All flags of <code>clone</code>"
      #expect(
        try course.text("404.html").contains("<p>[Search|Close|\(title)|\(title)]\n\(title) </p>"))
    }
  }

  @Test(arguments: [
    "{{#say.page.search}}x{{/say.page.search}}", "{{^ say.page.search}}x{{/ say.page.search}}",
    "{{>say.page.search}}", "{{uppercased(say.page.search)}}", "{{say.page.search also}}",
  ])
  func `stand in templates in no other form`(tag: String) throws {
    let found = try #require(try complaint(of: "\n \(tag)\n"))
    #expect(
      found.hasPrefix(
        "look/templates/missing.mustache:2:2: error: a phrase is only text or markup"))
  }

  @Test func `that a theme lacks are told, each of them`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let theme = folder.file("theme")
      try FileManager.default.copyItem(at: FixtureCourse.theme.url, to: theme)
      let text = try original().replacing("  kicker: \"Lesson {number} of {count}\"\n", with: "")
        .replacing("  run: Run\n", with: "")
      try folder.write(text, to: "theme/strings.yaml")
      #expect {
        try course.build(theme: CoursePath(url: theme, shown: "theme"))
      } throws: { error in
        guard case SiteError.input(let list) = error else { return false }
        return list.map(\.message) == [
          "the theme has no phrase \"lesson.kicker\"", "the theme has no phrase \"player.run\"",
        ]
      }
      // Reports take the player's words alone.
      #expect {
        try Words.load(theme: CoursePath(url: theme, shown: "theme"))
      } throws: { error in
        (error as? DiagnosticList)?.map(\.message).last == "the theme has no phrase \"player.run\""
      }
    }
  }

  @Test(arguments: [("nowhere", "there is no theme here"), ("look", "the theme has no words")])
  func `that are not there are sought where threadbare has its own`(
    name: String, message: String
  ) throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "look/css/own.css")
      #expect {
        try Words.load(theme: CoursePath(url: folder.file(name), shown: name))
      } throws: { error in
        guard let found = (error as? DiagnosticList)?.first else { return false }
        return found.message == message
          && found.help?.contains("\"share/threadbare/site\" where it is installed") == true
      }
    }
  }

  @Test func `are markup nowhere`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let hostile = FixtureCourse.hostile + "{{> page}}"
      try folder.write(
        "language: en\npage:\n  search: \(FixtureCourse.quotedInYAML(hostile))\nfront:\n  working_hint: "
          + FixtureCourse.quotedInYAML(hostile)
          + "\nsearch:\n  label: \(FixtureCourse.quotedInYAML(hostile))\n",
        to: "look/strings.yaml")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      let page = ParsedPage(html: try course.page("index.html"))
      let button = page.elements(named: "button").first {
        $0.attributes["class"] == "search-button"
      }
      #expect(button?.text == hostile)
      #expect(page.elements(named: "li").contains { $0.text == hostile })
    }
  }

  @Test func `of scripts are all in the file, and no others are`() throws {
    let folder = Repository.file("site/js")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var said: Set<String> = []
    for path in names.map({ "js/\($0)" }) + ["report/player.js"] {
      let text = try Repository.text(of: "site/\(path)")
      said.formUnion(
        text.matches(of: #/"((?:answers|copy|player|quiz|search)\.\w+)"/#)
          .map { String($0.output.1) })
    }
    let words = try InterfaceWords.load(FixtureCourse.theme.appending("strings.yaml"))
    #expect(said.subtracting(words.phrases.keys).sorted() == [])
    #expect(Set(Words.scriptKeys) == said)
    let groups = ["copy", "player", "quiz", "search"]
    let own = words.phrases.keys.filter { key in groups.contains { key.hasPrefix($0 + ".") } }
    #expect(Set(own).subtracting(said).sorted() == [])
  }
}

/// What a page says to those who see it, and to those who hear it.
private enum PageWords {
  /// Attributes that are read out or shown.
  private static let shown = ["aria-label", "title", "alt", "placeholder", "data-name"]

  /// The texts and labels of a page, code left out.
  static func all(in html: String) throws -> [String] {
    var rest = html
    for skipped in ["code", "pre", "script", "style", "kbd"] {
      rest = rest.replacing(try Regex("<\(skipped)[ >][\\s\\S]*?</\(skipped)>"), with: " ")
    }
    var found: [String] = []
    for name in shown {
      let pattern = try Regex("[ <]\(name)=\"([^\"]*)\"")
      found += rest.matches(of: pattern).map { String($0.output[1].substring ?? "") }
    }
    // What search engines show is said too.
    found += rest.matches(of: #/<meta name="description" content="([^"]*)"/#)
      .map { String($0.output.1) }
    return found + [rest.replacing(#/<[^>]*>/#, with: " ").replacing(#/&\w+;/#, with: " ")]
  }
}
