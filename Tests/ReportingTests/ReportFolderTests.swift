import Foundation
import Markup
import Reporting
import Results
import TestSupport
import Testing

@Suite struct ReportFolderTests {
  private func run(ids: [String]) -> GradingRun {
    SampleClass.run(
      students: ids.map { id in
        StudentResult(id: id, name: id, exercises: [SampleClass.exercise(at: 0, outcome: 5)])
      })
  }

  @Test(arguments: [
    ("ada.lovelace", "ada.lovelace"), ("S0123", "S0123"), ("ada@example.org", "ada@example.org"),
    ("a+b", "a+b"), ("a b", "a=20b"), ("a/b", "a=2Fb"), ("..", "=2E."), (".hidden", "=2Ehidden"),
    ("-rf", "=2Drf"), ("a=20b", "a=3D20b"), ("a~b", "a=7Eb"), ("ä", "=C3=A4"), ("CON", "=43ON"),
    ("aux.txt", "=61ux.txt"), ("a\0b", "a=00b"), ("", "="),
  ])
  func `an id becomes a safe file name`(id: String, name: String) throws {
    try WrittenReport.of(run(ids: [id])) { report in
      let pages = try report.pages().filter { $0.hasPrefix("students/") }
      #expect(pages == ["students/\(name).html"])
    }
  }

  @Test func `ids that differ only by case, or only far behind, get pages of their own`() throws {
    let long = String(repeating: "x", count: 500)
    let ids = ["ada", "Ada", "ADA", "ada~2", long + "1", long + "2", "a=62", "ab"]
    try WrittenReport.of(run(ids: ids)) { report in
      let pages = try report.pages().filter { $0.hasPrefix("students/") }
      #expect(Set(pages.map { $0.lowercased() }).count == ids.count)
      #expect(pages.contains("students/ada.html"))
      #expect(pages.contains("students/Ada~2.html"))
      #expect(pages.allSatisfy { $0.utf8.count < 200 })
      for id in ids {
        let holders = try pages.filter { path in
          try report.page(path).elements(named: "h1").first?.text
            == (id.utf8.count > 200 ? String(id.prefix(200)) + "…" : id)
        }
        #expect(!holders.isEmpty)
      }
    }
  }

  @Test func `writing again replaces pages and removes those of students who left`() throws {
    try WrittenReport.of(run(ids: ["ada", "ben"])) { report in
      let kept = report.folder.file("students/notes.txt")
      try "mine".write(to: kept, atomically: true, encoding: .utf8)
      try report.write(run(ids: ["ada", "cleo"]))
      let files = try report.files().filter { $0.hasPrefix("students/") }
      #expect(files == ["students/ada.html", "students/cleo.html", "students/notes.txt"])
    }
  }

  @Test func `no temporary file stays behind`() throws {
    try WrittenReport.of(SampleClass.run(students: 5)) { report in
      let names = try report.files().map { ($0 as NSString).lastPathComponent }
      #expect(!names.contains { $0.hasPrefix(".") })
    }
  }

  @Test func `a folder that cannot be made is an error with its path`() throws {
    try WrittenReport.of(run(ids: ["ada"])) { report in
      let assets = ReportAssets(css: [], js: [])
      let path = report.folder.path + "/index.html/below"
      let error = #expect(throws: ReportError.self) {
        try Report(run(ids: ["ada"]), audience: .instructor, assets: assets).write(to: path)
      }
      #expect(
        error?.description == "cannot write '\(report.folder.path)/index.html': File exists")
    }
  }

  @Test func `a page that cannot be written leaves the old one whole`() throws {
    try WrittenReport.of(run(ids: ["ada"])) { report in
      let before = try report.bytes("index.html")
      let obstacle = report.folder.file("students/ben.html")
      try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)
      #expect(throws: ReportError.self) { try report.write(run(ids: ["ada", "ben"])) }
      #expect(try report.bytes("index.html") == before)
    }
  }

  @Test func `the theme of the repository can be read, and a missing one is an error`() throws {
    let theme = Repository.file("site").path
    let assets = try ReportAssets(theme: theme, words: Array("window.words = 1;\n".utf8))
    #expect(!assets.css.isEmpty && !assets.js.isEmpty)
    #expect(assets.player.starts(with: "window.words = 1;\n".utf8))
    // The player of a report needs no kernel.
    #expect(!String(decoding: assets.player, as: UTF8.self).contains("WebAssembly"))
    let error = #expect(throws: ReportError.self) {
      try ReportAssets(theme: "/nowhere", words: [])
    }
    #expect(
      error?.description == "cannot read '/nowhere/report/colours.css': No such file or directory")
  }
}
