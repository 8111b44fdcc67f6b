import Exercise_11_signals_and_threads
import GraderKit

struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    serveTests
    cancelTests
    ignoreTests
  }

  // MARK: - serve

  @TestListBuilder private var serveTests: [GradedTest] {
    GradedTest(
      "from-the-first-step", "a signal may come with a worker's first step", points: 3,
      section: "04-sharing#handlers"
    ) { test in
      try test.explore(
        SignalProgram.serve.rawValue, SignalInput([[.user1]], isDisturbed: true).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 150, callsMax: 80, finding: []
      ) {
        let notes = Notes()
        return Staging(scripts: [SignalScript.caller: notes.script]) { run in
          try test.expect(!run.clones.isEmpty, "no thread was made")
          try test.expect(
            run.status?.terminationSignal == nil,
            "a worker has sent a signal to its process at its first step, and it has ended the process: "
              + "the mask has to be there before the first thread is made. A thread starts with a copy of "
              + "its maker's, and what its maker blocks later is too late")
          try test.expect(notes.isFilled, "serve never came back")
          try test.expect(notes.user1, is: 1, "one signal was sent, and `onSignal` is to run once")
        }
      }
    }

    GradedTest(
      "one-taker", "one thread takes all signals, and it is none of the others", points: 3,
      section: "06-thread-groups#signals"
    ) { test in
      let yields = Int.random(in: 2...6, using: &test.cases)
      let notes = Notes()
      let scene = try Scene(
        test, .serve, SignalInput([[.user1], [.terminate], []], yields: yields, isDisturbed: true),
        notes)
      try scene.expectReturned(test, notes)
      try test.expect(
        [notes.user1, notes.terminate], is: [1, 1],
        "a SIGUSR1 and a SIGTERM were sent to the process, and `onSignal` is to run once for each")
      let senders = scene.run.calls.filter { $0.call.number == .kill }.map { $0.threadID }
      try test.expect(
        !senders.contains { Int64($0.rawValue) == notes.taker } && notes.taker != 2,
        "`onSignal` has run in a worker, or in the caller: a handler runs in whatever thread takes the "
          + "signal, in the middle of what that was doing. Where all others block it, one thread can wait for "
          + "it (`sigwait`)")
      try test.expect(
        !scene.run.kernel.trace.events.contains { $0.kind == .handler },
        "a handler has run: it interrupts a thread wherever that is, which `onSignal` is not made for"
      )
    }

    GradedTest(
      "none-is-lost", "what came before the end is handled before the end", points: 3,
      section: "06-thread-groups#signals"
    ) { test in
      try test.explore(
        SignalProgram.serve.rawValue, SignalInput([[.terminate, .user1]], yields: 2).message,
        strategy: .bounded(preemptions: 1), schedulesMax: 150, callsMax: 80, finding: []
      ) {
        let notes = Notes()
        return Staging(scripts: [SignalScript.caller: notes.script]) { run in
          try test.expect(!run.clones.isEmpty, "no thread was made")
          let isKilled = run.status?.terminationSignal != nil
          try test.expect(notes.isFilled || isKilled, "serve never came back")
          try test.expect(
            [notes.user1, notes.terminate], is: [1, 1],
            "a worker has sent two signals and ended, and serve came back before both were handled: a "
              + "signal to one thread is taken before those to the process, and a lower number before a "
              + "higher. So whoever is told to end asks first what is still waiting (`sigpending`)")
        }
      }
    }

    GradedTest(
      "all-have-ended", "serve leaves no thread and no mask behind", points: 2,
      section: "02-fork-is-clone#join"
    ) { test in
      let notes = Notes()
      let scene = try Scene(
        test, .serve, SignalInput([[], [.user1]], yields: 2, isDisturbed: true), notes)
      try scene.expectReturned(test, notes)
      let events = scene.run.kernel.trace.events
      let returned = events.firstIndex {
        $0.kind == .call && $0.a == Int64(SystemCallNumber.load.rawValue)
          && UserAddress(rawValue: UInt64(bitPattern: $0.b)) == SignalWord.handled(.user1)
          && $0.threadID.rawValue == 2
      }
      let ends = events.prefix(returned ?? 0).count { $0.kind == .exit }
      try test.expect(
        ends >= scene.run.clones.count,
        "serve came back, and of its \(scene.run.clones.count) threads \(ends) had ended: the one that takes "
          + "signals is to end, too")
      try test.expect(
        notes.mask.isEmpty,
        "after serve the caller blocks \(notes.mask), and did not before: what is blocked for a while has "
          + "to be let in again")
    }
  }

  // MARK: - Cancelling

  @TestListBuilder private var cancelTests: [GradedTest] {
    GradedTest(
      "cancelled-at-any-time", "a cancel is not missed, whenever it comes", points: 4,
      section: "06-thread-groups#signals"
    ) { test in
      // Without a yield the thread may be cancelled before it sleeps, with one it gets to its sleep.
      for yields in 0...1 {
        try test.explore(
          SignalProgram.cancel.rawValue, SignalInput(yields: yields).message,
          strategy: .bounded(preemptions: 1), schedulesMax: 200, callsMax: 80, finding: []
        ) {
          Staging(scripts: [SignalScript.caller: TaskScript([.exitGroup(code: 0)])]) { run in
            let answer = run.handedOver.first { $0.script == SignalScript.caller }?.value
            try test.expect(!run.clones.isEmpty, "no thread was made")
            try test.expect(
              run.status?.terminationSignal == nil, "SIGUSR1 has ended the process")
            try test.expect(
              answer != nil,
              "a thread was cancelled, and sleeps: the signal came between its look at the flag and its "
                + "sleep, and there was nothing to be interrupted yet. While it is blocked it waits, and "
                + "`sigsuspend` lets it in and sleeps in one step; `sigwait` takes what waits")
            try test.expect(
              answer != -Int64(Errno.noSuchProcess.rawValue),
              "cancel failed with ESRCH: the thread had seen its flag before the signal was sent, and had ended. "
                + "It has come back from its sleep, which was asked for")
            try test.expect(
              (answer ?? 0) % 10 == 1 && (answer ?? 0) < 10,
              "the cancelled thread did not come back from its sleep, or another one did")
          }
        }
      }
    }

    GradedTest(
      "flag-decides", "a signal alone cancels nobody", points: 2,
      section: "06-thread-groups#signals"
    ) { test in
      let notes = Notes()
      let scene = try Scene(test, .cancel, SignalInput(yields: 6, isDisturbed: true), notes)
      try test.expect(
        (scene.answer ?? 0) < 1_000,
        "a thread has got SIGUSR1, and nobody had called `cancel`, and it came back from its sleep: the flag "
          + "says whether it is cancelled, so look again after each signal")
      try scene.expectReturned(test, notes)
      try test.expect(scene.answer ?? 0, is: 1, "the thread was cancelled after that")
    }

    GradedTest(
      "one-thread", "the signal goes to the thread that is cancelled", points: 2,
      section: "06-thread-groups#signals"
    ) { test in
      let notes = Notes()
      let scene = try Scene(test, .cancel, SignalInput(yields: 6), notes)
      let sent = scene.run.kernel.trace.events.filter { $0.kind == .signal }
      try test.expect(
        sent.contains { $0.a == Int64(Signal.user1.rawValue) },
        "no signal was sent: the thread can't know")
      try test.expect(
        sent.allSatisfy { $0.a != Int64(Signal.user1.rawValue) || $0.d == 3 },
        "the signal was sent to the process: any thread that does not block it may take it then. `tgkill` "
          + "sends it to one thread")
    }

    GradedTest(
      "sleeps", "who waits to be cancelled sleeps", points: 1, section: "02-fork-is-clone#join"
    ) { test in
      let callsMax = 20
      let notes = Notes()
      let scene = try Scene(test, .cancel, SignalInput(yields: 60), notes)
      let calls = scene.run.calls.count { $0.threadID.rawValue == 3 }
      try test.expect(calls > 0, "no thread was made")
      try test.expect(
        calls <= callsMax,
        "a thread made \(calls) calls while it waited to be cancelled: it keeps a processor from those who "
          + "have work")
    }
  }

  // MARK: - ignoring

  @TestListBuilder private var ignoreTests: [GradedTest] {
    GradedTest(
      "others-take-it", "other threads take the signal meanwhile", points: 3,
      section: "04-sharing#handlers"
    ) { test in
      let notes = Notes()
      let scene = try Scene(
        test, .ignoring, SignalInput(yields: 8, isDisturbed: true), notes)
      try scene.expectReturned(test, notes)
      try test.expect(
        notes.user1, is: 1,
        notes.user1 == 0
          ? "another thread has sent itself the signal, and the handler did not run: what `sigaction` sets, "
            + "it sets for all threads of the process (CLONE_SIGHAND). A mask is a thread's own"
          : "the handler has run for the thread that was to ignore the signal")
      try test.expect(
        notes.taker != 2, "the handler has run in the thread that was to ignore the signal")
    }

    GradedTest(
      "as-before", "afterwards the thread blocks what it blocked before", points: 2,
      visibility: .afterDueDate, section: "04-sharing#handlers"
    ) { test in
      for isBlocked in [false, true] {
        let notes = Notes()
        let scene = try Scene(test, .ignoring, SignalInput(isBlocked: isBlocked), notes)
        try scene.expectReturned(test, notes)
        try test.expect(
          scene.run.calls.contains { $0.call.number == .rtSigprocmask } || notes.user1 == 0,
          "the signal was not ignored")
        try test.expect(
          notes.mask, is: isBlocked ? SignalSet(.user1) : [],
          isBlocked
            ? "the signal was blocked before, and is no longer: put back the mask that was, instead of taking "
              + "a signal out of it"
            : "the signal is still blocked: afterwards it does again what it did")
      }
    }
  }
}

/// What the caller finds when the submission came back.
///
/// A class, because script and check share it.
private final class Notes {
  private(set) var isFilled = false
  private(set) var user1: Int64 = 0
  private(set) var terminate: Int64 = 0
  private(set) var taker: Int64 = 0
  private(set) var mask: SignalSet = .unblockable

  var script: TaskScript {
    TaskScript(steps: [
      { _ in .load(address: SignalWord.handled(.user1), width: .word) },
      { reply in
        self.user1 = reply.value
        return .load(address: SignalWord.handled(.terminate), width: .word)
      },
      { reply in
        self.terminate = reply.value
        return .load(address: SignalWord.taker, width: .word)
      },
      { reply in
        self.taker = reply.value
        return .registers(RegisterCall(.rtSigprocmask, 0, 0, 0, 1))
      },
      { reply in
        self.mask = SignalSet(rawValue: UInt64(bitPattern: reply.extra))
        self.isFilled = true
        return .exitGroup(code: 0)
      },
    ])
  }
}

/// One run of a program of this exercise, and what tests ask about it.
private struct Scene {
  let run: ProgramRun
  /// What the adapter tells; nil if the submission never came back.
  let answer: Int64?

  init(
    _ test: TestContext, _ program: SignalProgram, _ input: SignalInput, _ notes: Notes
  ) throws {
    run = try test.run(
      program.rawValue, input.message, scripts: [SignalScript.caller: notes.script])
    answer = run.handedOver.first { $0.script == SignalScript.caller }?.value
  }

  /// Fails unless the submission came back without an error.
  func expectReturned(_ test: TestContext, _ notes: Notes) throws {
    if let signal = run.status?.terminationSignal {
      try test.fail("\(signal) has ended the process")
    }
    guard let answer, notes.isFilled else {
      try test.fail("your function never came back")
    }
    guard answer >= 0 else {
      let error = Errno(handedOver: answer)
      try test.fail("your function failed with \(error.name): \(error.message)")
    }
  }
}
