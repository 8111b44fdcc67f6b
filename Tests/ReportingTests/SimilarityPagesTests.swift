import Markup
import Reporting
import Results
import Testing

@Suite struct SimilarityPagesTests {
  static let text = "let a = 1\nfunc shared() {\n  <script>\n}\nlet b = 2\n"

  /// A pair of the first two students, who share lines 2 to 4.
  static func similarity(of run: GradingRun, text: String = Self.text) -> ClassSimilarity {
    let works = run.students.prefix(2).map { student in
      ClassSimilarity.Work(
        student: student.id,
        files: [.init(name: "Submission.swift", text: text, isWhole: true)])
    }
    let place = ClassSimilarity.Place(file: 0, first: 2, last: 4)
    return ClassSimilarity(
      exercises: [
        .init(
          id: "01-tasks", compared: 2, works: Array(works),
          pairs: [
            .init(
              left: 0, right: 1, shared: 7, leftCoverage: 0.5, rightCoverage: 0.25,
              passages: [.init(left: place, right: place, tokens: 31)])
          ])
      ])
  }

  @Test func `a pair is listed, and its page shows both with the passage marked and linked`() throws
  {
    var run = InsightTests.run([[1, 0], [0, 1]])
    run.similarity = Self.similarity(of: run)
    try WrittenReport.of(run) { report in
      let list = try report.page("similarity/index.html")
      let row = try #require(list.elements(named: "tr").first { $0.text.contains("Student 0") })
      #expect(row.text.contains("Student 1") && row.text.contains("50%"))
      #expect(row.text.contains("25%"))
      #expect(list.values(of: "href").contains("01-tasks~pair1.html"))
      let page = try report.page("similarity/01-tasks~pair1.html")
      let source = try report.text("similarity/01-tasks~pair1.html")
      for (side, other) in [("left", "right"), ("right", "left")] {
        #expect(
          source.contains(
            """
               1  let a = 1
            <span class="here" id="\(side)-passage-1"><a href="#\(other)-passage-1">passage 1</a>
               2  func shared() {
               3    &lt;script&gt;
               4  }
            </span>   5  let b = 2

            """))
      }
      let links = page.values(of: "href").filter { $0.hasPrefix("#") }
      #expect(links.count { $0 == "#left-passage-1" } == 2)
      #expect(links.count { $0 == "#right-passage-1" } == 2)
      let overview = try report.page("index.html").values(of: "href")
      #expect(overview.contains("similarity/index.html"))
    }
  }

  @Test func `submissions that were not compared whole are counted`() throws {
    var run = InsightTests.run([[1, 0], [0, 1]])
    run.similarity = Self.similarity(of: run)
    let note = "1 of the submissions is so long that only a part of it was compared"
    for cut in [nil, 1] {
      run.similarity?.exercises[0].cut = cut
      try WrittenReport.of(run) { report in
        let main = try report.page("similarity/index.html").elements(named: "main")
        #expect(main.count == 1 && main[0].text.contains(note) == (cut != nil))
      }
    }
  }

  @Test func `hostile submissions stay text, and their pages stay small`() throws {
    let texts = [
      "", "\n", String(repeating: "<&>", count: 30_000), String(repeating: "\n", count: 65_536),
      String(repeating: "\u{1}", count: 65_536), "</pre><script>alert(1)</script>\r\n\u{202E}x\0y",
      String(repeating: "a\n", count: 32_000), String(repeating: "é", count: 32_000),
    ]
    for text in texts {
      var run = InsightTests.run([[1, 0], [0, 1]])
      run.similarity = Self.similarity(of: run, text: text)
      run.similarity?.exercises[0].pairs[0].passages.append(
        .init(
          left: .init(file: 9, first: 1, last: 2), right: .init(file: -1, first: 5, last: 3),
          tokens: 1))
      try WrittenReport.of(run) { report in
        let bytes = try report.bytes("similarity/01-tasks~pair1.html")
        #expect(bytes.count < 300_000)
        let page = ParsedPage(html: bytes)
        #expect(page.elements(named: "script").allSatisfy { $0.text.isEmpty })
        #expect(page.elements(named: "main").count == 1)
      }
    }
  }

  @Test func `works and students that the run does not have are passed over`() throws {
    var run = InsightTests.run([[1, 0], [0, 1]])
    var similarity = Self.similarity(of: run)
    similarity.exercises[0].pairs[0].right = 5
    similarity.exercises.append(.init(id: "gone", compared: 2, works: [], pairs: []))
    run.similarity = similarity
    try WrittenReport.of(run) { report in
      let pages = try report.pages().filter { $0.hasPrefix("similarity/") }
      #expect(pages == ["similarity/index.html"])
    }
  }
}
