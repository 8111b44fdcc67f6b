import Results
import Testing

@Suite struct `A rejudging set` {
  private func test(_ id: String, _ verdict: Verdict) -> TestResult {
    TestResult(
      id: id, name: id.uppercased(), verdict: verdict, visibility: .hidden,
      score: verdict == .pass ? 1 : 0, maxScore: 1, message: verdict == .pass ? "" : "wrong")
  }

  private func result(_ tests: [TestResult], override: Double? = nil) -> ExerciseResult {
    let score = tests.reduce(0) { $0 + $1.score }
    var result = ExerciseResult(
      id: "x", title: "X", verdict: tests.allSatisfy { $0.verdict == .pass } ? .pass : .fail,
      score: override ?? score, maxScore: Double(tests.count), compile: .init(status: .ok),
      tests: tests, sandbox: "")
    result.override = override.map {
      ScoreOverride(score: $0, reason: "", computedScore: score, date: "")
    }
    return result
  }

  private func run(
    _ results: [(id: String, ExerciseResult)], maxScore: Double, date: String = ""
  ) -> GradingRun {
    GradingRun(
      course: .init(id: "c", title: "C"), toolchain: "", sandbox: "", date: date,
      exercises: [.init(id: "x", title: "X", maxScore: maxScore)],
      students: results.map { StudentResult(id: $0.id, name: $0.id, exercises: [$0.1]) })
  }

  @Test func `names who changes, test by test, and leaves a teacher's word`() {
    let same = result([test("a", .pass), test("b", .pass)])
    let before = run(
      [
        ("ann", same), ("bob", result([test("a", .fail), test("b", .pass)], override: 2)),
        ("cy", result([test("a", .fail), test("b", .pass)])), ("dora", same),
      ], maxScore: 2)
    let after = run(
      [
        ("ann", same), ("bob", result([test("a", .pass), test("b", .pass)])),
        ("cy", result([test("a", .fail), test("c", .fail)])),
      ], maxScore: 2, date: "now")
    let set = Rejudging(of: "x", before: before, after: after)
    #expect(set.unchanged == 1 && set.missing == ["dora"] && set.date == "now")
    #expect(set.changes.map(\.student) == ["bob", "cy"])
    #expect(set.changes[0].before.score == 1 && set.changes[0].after.score == 2)
    #expect(set.changes[0].overriddenTo == 2)
    #expect(set.changes[0].tests.map(\.id) == ["a"])
    #expect(set.changes[1].tests.map(\.id) == ["c", "b"])
    #expect(set.changes[1].tests[0].before == nil && set.changes[1].tests[0].message == "wrong")
    #expect(set.changes[1].tests[1].after == nil)
    var later = set
    later.date = "later"
    #expect(set.isSame(as: later))
    later.changes.removeLast()
    #expect(!set.isSame(as: later))
  }

  @Test func `replaces one exercise, and no student who is not in it`() {
    let before = run(
      [("ann", result([test("a", .fail)])), ("bob", result([test("a", .fail)]))], maxScore: 1)
    let after = run([("ann", result([test("a", .pass), test("b", .pass)]))], maxScore: 2)
    let replaced = before.replacing("x", from: after)
    #expect(replaced.students.map(\.score) == [2, 0])
    #expect(replaced.students.map(\.maxScore) == [2, 1])
    #expect(replaced.exercises[0].maxScore == 2)
    #expect(before.replacing("y", from: after) == before)
  }
}
