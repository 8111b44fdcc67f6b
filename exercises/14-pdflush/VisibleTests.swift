import Exercise_14_pdflush
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("limits", "limits are parts of memory", points: 1, visibility: .visible) { test in
      let question = WritebackQuestion.limits([MemoryUse(totalPages: 10_000)])
      let limits = try test.call(question.function, question.message) { reader in
        DirtyLimits(
          background: Int(try reader.read(Int32.self)), limit: Int(try reader.read(Int32.self)))
      }
      try test.expect(
        limits, is: DirtyLimits(background: 1_000, limit: 4_000),
        "of 10,000 pages none is mapped: 10 % may be dirty before a flusher writes, and 40 % before who "
          + "writes to a file has to wait")
    }

    GradedTest(
      "writer", "who makes too many pages dirty writes some of them", points: 1,
      visibility: .visible
    ) { test in
      var scene = DirtyScene(DirtyLimits(background: 1_000, limit: 4_000))
      scene.dirtyPages = 500
      try test.expect(
        try events(test, .balance(scene)), is: [],
        "500 pages are dirty, and 1,000 may be before anybody has to do anything")
      scene.dirtyPages = 2_000
      try test.expect(
        try events(test, .balance(scene)), is: [.startFlusher],
        "2,000 pages are dirty: more than the background limit and less than the other. A flusher is "
          + "started, and the writer goes on")
      scene.dirtyPages = 6_000
      let written = try events(test, .balance(scene)).contains { event in
        if case .write = event { true } else { false }
      }
      try test.expect(
        written,
        "6,000 pages are dirty, and 4,000 may be: the writer has to write some of them itself, or it "
          + "makes more dirty than any disk can take")
    }

    GradedTest("pool", "work goes to a flusher that sleeps", points: 1, visibility: .visible) {
      test in
      let operations: [PoolOperation] = [
        .begin(1, at: 0), .begin(2, at: 0), .assign(at: 100), .assign(at: 110), .assign(at: 120),
        .finish(2, at: 200), .assign(at: 210),
      ]
      let question = WritebackQuestion.pool(operations)
      let answers = try test.call(question.function, question.message) { reader in
        try operations.map { try PoolAnswer(to: $0, &reader) }
      }
      try test.expect(
        answers[2], is: .flusher(2),
        "flushers 1 and 2 sleep, and 2 came last: what it needs is still in the processor's cache")
      try test.expect(answers[3], is: .flusher(1), "flusher 2 works, and 1 sleeps")
      try test.expect(
        answers[4], is: .flusher(nil), "both flushers work, so there is nobody to give work to")
      try test.expect(
        answers[5], is: .after(AfterWork()),
        "flusher 2 is done after 100 ms: no reason for one flusher more or less, so it sleeps")
      try test.expect(answers[6], is: .flusher(2), "flusher 2 sleeps again, and can be given work")
    }
  }

  private func events(
    _ test: TestContext, _ question: WritebackQuestion
  ) throws -> [FileMemory.Event] {
    try test.call(question.function, question.message) { reader in
      try (0..<reader.read(UInt16.self)).map { _ in try FileMemory.Event(&reader) }
    }
  }
}
