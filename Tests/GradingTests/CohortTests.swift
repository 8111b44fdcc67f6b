import Foundation
import Results
import TestSupport
import Testing

/// What must become of one submission of the sample class.
private struct ExpectedOutcome: Decodable {
  let verdict: Verdict
  let score: Double?
  let reasonContains: String?

  private enum CodingKeys: String, CodingKey {
    case verdict, score
    case reasonContains = "reason_contains"
  }
}

@Suite(.serialized) struct `The sample class` {
  @Test func `gets the verdicts that are written beside it`() async throws {
    let graded = try JSONDecoder().decode(GradingRun.self, from: await cohortResults())
    let expected = try JSONDecoder().decode(
      [String: [String: ExpectedOutcome]].self,
      from: Data(contentsOf: Repository.file("grader/cohort-expected.json")))
    #expect(graded.students.map(\.id).sorted() == expected.keys.sorted())
    #expect(graded.students.count >= 14)
    for student in graded.students {
      for exercise in student.exercises {
        let name = "\(student.id)/\(exercise.id)"
        // The class has handed in what is written down, and nothing else.
        guard let wanted = expected[student.id]?[exercise.id] else {
          #expect(exercise.verdict == .notRun, "\(name) has no expectation")
          continue
        }
        #expect(exercise.verdict == wanted.verdict, "\(name): \(exercise.reason ?? "")")
        if let score = wanted.score { #expect(exercise.score == score, "\(name)") }
        if let words = wanted.reasonContains {
          let said = ([exercise.reason ?? ""] + exercise.compile.diagnostics)
            .joined(separator: "\n")
          #expect(said.contains(words), "\(name) says: \(said)")
        }
      }
    }
  }

  @Test func `names who shares passages, and nobody who shares none`() async throws {
    struct Results: Decodable {
      struct Insight: Decodable { let pairs: [Pair] }
      struct Passage: Decodable { let tokens: Int }
      struct Pair: Decodable {
        let exercise: String
        let students: [String]
        let passages: [Passage]
      }
      let insight: Insight
    }
    let results = try JSONDecoder().decode(Results.self, from: await cohortResults())
    let pairs = results.insight.pairs
    // Lynn handed in Ada's family with other names.
    #expect(pairs.first?.exercise == "01-tasks" && pairs.first?.students == ["ada", "lynn"])
    #expect(pairs.allSatisfy { !$0.passages.isEmpty })
  }

  /// The results of the whole class: those of the report that `make test` has written, which was graded
  /// while nothing else ran, or new ones.
  private func cohortResults() async throws -> Data {
    if let report = ProcessInfo.processInfo.environment["THREADBARE_REPORT"] {
      return try Data(contentsOf: URL(filePath: report).appending(path: "results.json"))
    }
    return try await withTemporaryFolder { folder in
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"),
        ["grade", Repository.file("grader/cohort").path, "--out", folder.path, "--no-cache"],
        in: Repository.root, limit: .seconds(600))
      #expect(outcome.exitCode == 0, "\(outcome)")
      return try Data(contentsOf: folder.file("results.json"))
    }
  }

  @Test func `is not graded again where nothing changed`() async throws {
    try await withTemporaryFolder { folder in
      let threadbare = try BuildProducts.executable(named: "threadbare")
      let arguments = [
        "grade", Repository.file("grader/cohort").path, "--out", folder.path, "--only",
        "03-flag-rules", "--json",
      ]
      let first = try await run(threadbare, arguments, in: Repository.root, limit: .seconds(300))
      #expect(first.exitCode == 0, "\(first)")
      let second = try await run(threadbare, arguments, in: Repository.root, limit: .seconds(60))
      func students(_ outcome: ProgramOutcome) throws -> [StudentResult] {
        try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8)).students
      }
      // Durations are part of a result: equal ones were taken over, not measured again.
      #expect(try students(first) == students(second))
    }
  }
}
