import Exercise_03_flag_rules
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "chain", "threads need shared handlers, and those need shared memory", points: 1,
      visibility: .visible, section: "03-flag-rules#implications"
    ) { test in
      try judge(
        test,
        [
          Example(
            [.thread, .vm], by: .root, .invalidArgument,
            "CLONE_THREAD without CLONE_SIGHAND: the threads of a process answer its signals "
              + "together, so they share their handlers"),
          Example(
            [.sighand], by: .root, .invalidArgument,
            "CLONE_SIGHAND without CLONE_VM: a handler is an address, and in another memory "
              + "something else is at that address"),
          Example(
            [.vm, .sighand, .thread], by: .user, nil,
            "a thread needs CLONE_SIGHAND and CLONE_VM, and no more: neither CLONE_FILES nor CLONE_FS "
              + "has to be there"),
          Example(
            [.vm], by: .user, nil,
            "the chain has one direction: CLONE_VM needs nothing, as vfork shows"),
        ])
    }

    GradedTest(
      "exclusions", "some flags exclude each other", points: 1, visibility: .visible,
      section: "03-flag-rules#exclusions"
    ) { test in
      try judge(
        test,
        [
          Example(
            [.newNS, .fs], by: .root, .invalidArgument,
            "CLONE_NEWNS with CLONE_FS: a directory lies in one mount namespace, and two tasks of "
              + "different ones cannot share it"),
          Example(
            [.newUser, .fs], by: .root, .invalidArgument,
            "CLONE_NEWUSER with CLONE_FS: root of the new namespace could move its maker's root "
              + "directory"),
          Example(
            [.vm, .sighand, .thread, .newUser], by: .root, .invalidArgument,
            "CLONE_THREAD with CLONE_NEWUSER: all threads of a process are in one user namespace"),
          Example(
            [.pidfd, .parentSetTID], by: .root, .invalidArgument,
            "CLONE_PIDFD with CLONE_PARENT_SETTID: clone has one pointer for what both store"),
          Example(
            [.pidfd, .detached], by: .root, .invalidArgument,
            "CLONE_PIDFD with CLONE_DETACHED: the bit is kept free for a later use"),
          Example(
            [.newUser, .newIPC, .sysvSem], by: .user, .invalidArgument,
            "CLONE_NEWIPC with CLONE_SYSVSEM: an undo list is about semaphores of one namespace"),
        ])
    }

    GradedTest(
      "privilege", "a new namespace is for root, or comes with a new user namespace", points: 1,
      visibility: .visible, section: "03-flag-rules#privilege"
    ) { test in
      try judge(
        test,
        [
          Example(
            [.newNet], by: .user, .notPermitted,
            "a new namespace needs CAP_SYS_ADMIN, which an ordinary user does not have: EPERM"),
          Example([.newNet], by: .root, nil, "root has every capability"),
          Example(
            [.newUser], by: .user, nil,
            "a new user namespace is the one kind that needs no capability"),
          Example(
            [.newUser, .newNet], by: .user, nil,
            "the new user namespace is made first, and its first task has every capability in it: "
              + "so the other namespaces come free"),
          Example(
            [.newNS, .fs], by: .user, .invalidArgument,
            "a word that is nonsense for everybody is EINVAL: the capability is asked for later"),
        ])
    }

    GradedTest(
      "manual-and-kernel", "what the kernel takes is legal, whatever the manual says", points: 1,
      visibility: .visible, section: "03-flag-rules#book-against-kernel"
    ) { test in
      try judge(
        test,
        [
          Example(
            [.parent, .newPID], by: .root, nil,
            "clone(2) says EINVAL for CLONE_PARENT with CLONE_NEWPID, and 6.18 takes it: ask the "
              + "kernel"),
          Example(
            [.vm, .sighand, .thread, .pidfd], by: .root, nil,
            "clone(2) says EINVAL for CLONE_PIDFD with CLONE_THREAD, and 6.18 takes it"),
          Example(
            [.detached], by: .user, nil, "CLONE_DETACHED alone is ignored by clone, and legal"),
          Example(
            [.parent], by: .root, nil,
            "CLONE_PARENT is refused to init alone, and the caller here is root, not init"),
        ])
    }
  }

  /// Asks for all examples at once, and fails at the first that is judged wrong.
  private func judge(_ test: TestContext, _ examples: [Example]) throws {
    for caller in Caller.allCases {
      let mine = examples.filter { $0.caller == caller }
      let question = FlagQuestion(.list(mine.map(\.word)), by: caller)
      let answers = try test.call(question.function.rawValue, question.message) {
        try Refusals(count: question.count, &$0)
      }
      for (index, example) in mine.enumerated() where answers[index] != example.expected {
        try test.fail(
          "\(example.flags) by \(caller): \(example.reason)", expected: "\(example.expected)",
          actual: "\(answers[index])")
      }
    }
  }
}

/// A word, and what must be said of it.
private struct Example {
  let flags: CloneFlags
  let caller: Caller
  let expected: Refusals.Answer
  /// Why, as a sentence for who did not think so.
  let reason: String

  init(_ flags: CloneFlags, by caller: Caller, _ expected: Errno?, _ reason: String) {
    self.flags = flags
    self.caller = caller
    self.expected = Refusals.Answer(expected)
    self.reason = reason
  }

  /// The flags with SIGCHLD as the exit signal.
  var word: CloneFlags { CloneFlags(rawValue: flags.rawValue | UInt64(Signal.child.rawValue)) }
}
