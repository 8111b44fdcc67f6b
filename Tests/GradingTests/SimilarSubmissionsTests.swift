import Foundation
import TestSupport
import Testing

/// What the report of a graded class says of submissions that are copies.
@Suite(.serialized) struct `Similar submissions` {
  private static let work = """
    import ExerciseKit
    import Exercise_01_double

    // by Annabel,
    struct Submission: Doubling {
      func double(_ number: Int32) throws -> Int32 {
        if number < 0 { throw Errno.invalidArgument }
        var sum: Int32 = 0
        var bit: Int32 = 1
        while bit <= number {
          if number & bit != 0 { sum += bit + bit }
          bit = bit << 1
          if bit <= 0 { break }
        }
        return sum
      }
    }

    """

  private static let copy = work.replacing("sum", with: "total").replacing("bit", with: "mask")
    .replacing("\n  ", with: "\n\t").replacing("// by Annabel,", with: "/* my own work */\n")

  private static let other = """
    import Exercise_01_double
    import ExerciseKit

    struct Submission: Doubling {
      func double(_ number: Int32) throws -> Int32 {
        switch number {
        case 0...: return number &+ number
        default: throw Errno.invalidArgument
        }
      }
    }

    """

  private func write(in folder: TemporaryFolder) throws {
    try writeSmallCourse(in: folder, submission: smallCourseSolution)
    try folder.write(Self.work, to: "class/annabel/01-double.swift")
    try folder.write(Self.copy, to: "class/bertram/01-double.swift")
    try folder.write(Self.other, to: "class/carolin/01-double.swift")
    try folder.write(smallCourseSolution, to: "class/dorothy/01-double.swift")
    try folder.write("", to: "class/edmund/01-double.swift")
    try folder.write(smallCourseSolution, to: "class/frederic/01-double.swift")
  }

  @Test func `are shown side by side, after a rerun and an override too`() async throws {
    try await withTemporaryFolder { folder in
      try write(in: folder)
      let threadbare = try BuildProducts.executable(named: "threadbare")
      for command in [
        ["grade", "class", "--out", "report"], ["grade", "class", "--out", "report"],
        ["override", "report", "carolin", "01-double", "1", "--reason", "late"],
      ] {
        let outcome = try await run(threadbare, command, in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome)")
        let list = try folder.text(of: "report/similarity/index.html")
        #expect(list.contains("01-double~pair1.html") && !list.contains("~pair2.html"))
        #expect(list.contains("annabel") && list.contains("bertram"))
        #expect(!list.contains("dorothy") && !list.contains("carolin"))
        let page = try folder.text(of: "report/similarity/01-double~pair1.html")
        #expect(page.contains("total += mask + mask") && page.contains("sum += bit + bit"))
        #expect(page.contains("right-passage-1"))
      }
    }
  }

  @Test func `bear no names in an anonymous report`() async throws {
    try await withTemporaryFolder { folder in
      try write(in: folder)
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"),
        ["grade", "class", "--out", "report", "--anonymous"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      for name in ["index.html", "01-double~pair1.html"] {
        let text = try folder.text(of: "report/similarity/\(name)").lowercased()
        #expect(!text.contains("annabel") && !text.contains("bertram"))
        #expect(name == "index.html" || text.contains("// by s-"))
      }
    }
  }
}
