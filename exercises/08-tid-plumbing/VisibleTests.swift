import Exercise_08_tid_plumbing
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "results", "a thread's result is what join gives", points: 2, visibility: .visible,
      section: "07-tids-and-tls#join"
    ) { test in
      let scene = try Scene(test, .threads, LibraryInput([7, -3], yields: 2, looks: false))
      try test.expect(
        scene.run.clones.count == 2,
        "two threads are two calls to clone, and \(scene.run.clones.count) were made")
      try test.expect(try scene.expectResults(test), is: [7, -3], "the threads return 7 and -3")
    }

    GradedTest(
      "own-errno", "each thread has an errno of its own", points: 2, visibility: .visible,
      section: "07-tids-and-tls#settls"
    ) { test in
      let scene = try Scene(test, .threads, LibraryInput([0, 0], yields: 3))
      if scene.results == nil, scene.run.status == .signaled(.segmentationFault) {
        try test.fail(
          "a thread has used its thread pointer, and nothing is mapped there: CLONE_SETTLS gives a new "
            + "thread its own, with the address as `tls`")
      }
      _ = try scene.expectResults(test)
      try test.expect(
        scene.errnos, is: [100, 101],
        "a thread has found in its errno what another had stored there: each has a word in its own block, "
          + "which the thread pointer leads to")
    }

    GradedTest(
      "own-id", "a thread finds its own id", points: 1, visibility: .visible,
      section: "07-tids-and-tls#two-places"
    ) { test in
      let scene = try Scene(test, .threads, LibraryInput([0, 0], yields: 1))
      _ = try scene.expectResults(test)
      try test.expect(
        scene.claimed, is: scene.real,
        "`threadID` gives another id than gettid: the kernel can store it for you, with CLONE_PARENT_SETTID"
      )
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What join gave; nil if the caller never came that far, or an error was thrown.
  let results: [Int32]?
  /// What was thrown; 0 for nothing.
  let error: Errno
  /// What two threads have noted: what `threadID` gave, what gettid gave, and their errnos.
  let claimed: [UInt32]
  let real: [UInt32]
  let errnos: [UInt32]

  init(_ test: TestContext, _ program: LibraryProgram, _ input: LibraryInput) throws {
    var words: [UInt32] = []
    let addresses = (0..<2).flatMap {
      [LibraryWord.claimed($0), LibraryWord.real($0), LibraryWord.errno($0)]
    }
    var asked = 0
    let look = TaskScript { reply in
      if asked > 0 { words.append(UInt32(truncatingIfNeeded: reply.value)) }
      guard asked < addresses.count else { return nil }
      asked += 1
      return .load(address: addresses[asked - 1], width: .word)
    }
    run = try test.run(program.rawValue, input.message, scripts: [LibraryScript.caller: look])
    words += [UInt32](repeating: 0, count: addresses.count - words.count)
    claimed = [words[0], words[3]]
    real = [words[1], words[4]]
    errnos = [words[2], words[5]]
    guard let end = run.handedOver.first(where: { $0.script == LibraryScript.caller }) else {
      (results, error) = (nil, Errno(rawValue: 0))
      return
    }
    error = Errno(handedOver: end.value)
    guard end.value == 0 else {
      results = nil
      return
    }
    var reader = end.reader
    results = try (0..<reader.read(UInt32.self)).map { _ in try reader.read(Int32.self) }
  }

  /// What join gave.
  ///
  /// - Throws: `TestFailure` if the caller never came that far.
  func expectResults(_ test: TestContext) throws -> [Int32] {
    if let results { return results }
    if error.rawValue != 0 {
      try test.fail("your function failed with \(error.name): \(error.message)")
    }
    if let signal = run.status?.terminationSignal {
      try test.fail(
        "\(signal) has ended the process: a task has used memory that is not mapped, not yet or no longer"
      )
    }
    try test.expect(
      run.ending == .finished,
      "join waits for ever. What it sleeps on is cleared, and its sleepers are woken, by the kernel when "
        + "the thread ends: CLONE_CHILD_CLEARTID")
    try test.fail("the task that called your function ended in it")
  }
}
