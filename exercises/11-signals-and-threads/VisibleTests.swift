import Exercise_11_signals_and_threads
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "takes-a-signal", "a signal to the process is handled once", points: 2, visibility: .visible,
      section: "06-thread-groups#signals"
    ) { test in
      let scene = try Scene(test, .serve, SignalInput([[.user1]], yields: 3))
      try test.expect(
        scene.run.status?.terminationSignal == nil,
        "SIGUSR1 has ended the process: no thread blocked it, and so it did what it does by default. A "
          + "thread has the mask that its maker had when it was made")
      try scene.expectReturned(test)
      try test.expect(
        scene.words[0], is: 1, "one signal was sent to the process, and `onSignal` is to run once")
      try test.expect(
        scene.words[1] != 2,
        "`onSignal` has run in the task that called `serve`: a thread of its own is to take the signals"
      )
    }

    GradedTest(
      "cancels", "a thread that sleeps is cancelled", points: 2, visibility: .visible,
      section: "06-thread-groups#signals"
    ) { test in
      let scene = try Scene(test, .cancel, SignalInput(yields: 6))
      try test.expect(
        scene.run.status?.terminationSignal == nil,
        "SIGUSR1 has ended the process: `prepare` has to see to it that it does not, with a handler for "
          + "the process or a mask for all threads that are made later")
      try scene.expectReturned(test)
      try test.expect(
        scene.answer != 10 && scene.answer != 11,
        "a thread has come back from its sleep that nobody has cancelled")
      try test.expect(scene.answer ?? 0, is: 1, "the cancelled thread comes back from its sleep")
    }

    GradedTest(
      "ignores", "a signal does nothing while it is ignored", points: 1, visibility: .visible,
      section: "04-sharing#handlers"
    ) { test in
      let scene = try Scene(test, .ignoring, SignalInput())
      try scene.expectReturned(test)
      try test.expect(scene.answer ?? 0, is: 6, "the body has returned 6")
      try test.expect(
        scene.words[0] == 0,
        "a signal was sent to the thread during the body, and its handler has run all the same. A signal "
          + "that is blocked is not lost, it waits: take it before you let it in")
    }
  }
}

/// One run of a program of this exercise, and what tests ask about it.
struct Scene {
  let run: ProgramRun
  /// What the adapter tells; nil if your functions never came back.
  let answer: Int64?
  /// How often SIGUSR1 was handled, and by which thread last.
  let words: [Int64]

  init(_ test: TestContext, _ program: SignalProgram, _ input: SignalInput) throws {
    var words: [Int64] = []
    let look = TaskScript(steps: [
      { _ in .load(address: SignalWord.handled(.user1), width: .word) },
      { reply in
        words.append(reply.value)
        return .load(address: SignalWord.taker, width: .word)
      },
      { reply in
        words.append(reply.value)
        return .exitGroup(code: 0)
      },
    ])
    run = try test.run(program.rawValue, input.message, scripts: [SignalScript.caller: look])
    answer = run.handedOver.first { $0.script == SignalScript.caller }?.value
    self.words = words + [0, 0]
  }

  /// Fails unless the submission came back without an error.
  func expectReturned(_ test: TestContext) throws {
    guard let answer else {
      try test.expectFinished(run)
      try test.fail("the task that called your function ended in it")
    }
    guard answer >= 0 else {
      let error = Errno(handedOver: answer)
      try test.fail(
        error == .interrupted
          ? "your function failed with EINTR: so a sleep says that a handler has run"
          : "your function failed with \(error.name): \(error.message)")
    }
  }
}
