import Markup
import Reporting
import Results
import Testing

/// Nothing that a student chooses can become anything but text.
@Suite struct HostileReportTests {
  /// What the pages are built of; nothing else may be found in them.
  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "footer", "nav",
    "main",
    "section", "div", "p", "span", "h1", "h2", "h3", "ol", "ul", "li", "dl", "dt", "dd", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "strong", "code", "pre", "mark", "bdi",
    "details", "summary", "figure", "figcaption", "svg", "rect", "line", "text",
  ]
  private static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "rel", "href", "src", "defer", "class",
    "id",
    "tabindex", "role", "scope", "open", "title", "width", "height", "x", "y", "x1", "x2", "y1",
    "y2",
    "rx", "viewbox", "preserveaspectratio", "text-anchor", "aria-label", "aria-current",
    "aria-hidden",
    "data-anchor", "data-sort", "data-name", "hidden",
  ]

  @Test(arguments: Audience.allCases)
  func `no element, attribute or link comes to be that the report did not write`(
    audience: Audience
  ) throws {
    try WrittenReport.of(HostileClass.run(), audience: audience) { report in
      for path in try report.pages() {
        let page = try report.page(path)
        #expect(Set(page.elements.map(\.name)).subtracting(Self.elements) == [], "\(path)")
        let names = Set(page.elements.flatMap(\.attributes.keys))
        #expect(names.subtracting(Self.attributes) == [], "\(path)")
        let depth = path.contains("/") ? "../" : ""
        let scripts = [depth + "assets/report.js", depth + "assets/player.js"]
        #expect(page.values(of: "src").first == scripts[0], "\(path)")
        #expect(Set(page.values(of: "src")).isSubset(of: scripts), "\(path)")
        for url in page.values(of: "href") {
          #expect(!url.contains(":") && !url.hasPrefix("//"), "\(path): \(url)")
        }
        #expect(page.elements(named: "script").allSatisfy { $0.text.isEmpty })
      }
    }
  }

  @Test func `every string is shown, whole and harmless`() throws {
    let run = HostileClass.run()
    try WrittenReport.of(run) { report in
      let overview = try report.page("index.html")
      let shown = overview.elements(named: "bdi").map(\.text)
      for student in run.students where student.name.utf8.count < 100 {
        let isBlank = student.name.allSatisfy(\.isWhitespace)
        #expect(shown.contains(isBlank ? "(no name)" : PlainText.sanitised(student.name)))
      }
      let pages = try report.pages().filter { $0.hasPrefix("students/") }
      #expect(pages.count == run.students.count)
      let values = try pages.flatMap { try report.page($0).elements(named: "pre").map(\.text) }
      for text in HostileClass.strings {
        #expect(values.contains("\"" + PlainText.sanitised(text + "!") + "\""))
      }
    }
  }

  @Test func `no control character reaches any file`() throws {
    try WrittenReport.of(HostileClass.run()) { report in
      for path in try report.files() {
        let text = try report.text(path)
        let isCSV = path.hasSuffix(".csv")
        let bad = text.unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0x0A, 0x09: false
          case 0x0D: !isCSV
          case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
          default: false
          }
        }
        #expect(bad.isEmpty, "\(path)")
      }
    }
  }

  @Test func `a message of a megabyte is text, says that it is cut, and leaves the page small`()
    throws
  {
    let huge = String(repeating: "<b>&\u{1B}[1m\u{9B}", count: 100_000)
    let tests = (0..<8).map { number in
      TestResult(
        id: "t\(number)", name: "Test \(number)", verdict: .fail, visibility: .visible, score: 0,
        maxScore: 1, message: huge, expected: huge, actual: huge + "!",
        timeline: [huge, huge])
    }
    let exercise = ExerciseResult(
      id: "01-tasks", title: "Tasks", verdict: .fail, score: 0, maxScore: 6,
      compile: .init(status: .ok, diagnostics: [huge, huge, huge]), tests: tests,
      sandbox: "tier 1")
    let run = SampleClass.run(
      students: [StudentResult(id: "big", name: "Big", exercises: [exercise])],
      exercises: [SampleClass.exercises[0]])
    try WrittenReport.of(run) { report in
      for path in try report.pages() {
        #expect(try report.bytes(path).count < 300_000, "\(path)")
      }
      let page = try report.page("students/big.html")
      let note = page.elements(named: "span").first { $0.attributes["class"] == "cut" }
      #expect(note?.text == " … the first 32,768 of 1,000,000 bytes; the rest is in results.json")
      #expect(page.elements(named: "b").isEmpty)
    }
  }
}
