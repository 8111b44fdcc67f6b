import Exercise_04_copy_process
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "fork", "a fork copies every structure", points: 2, visibility: .visible,
      section: "04-sharing#four-records"
    ) { test in
      let scene = Scene()
      let (child, tables) = try scene.child(
        of: CloneCall(flags: [], exitSignal: Signal.child.rawValue), test)
      for (name, path) in TaskStruct.structures {
        try test.expect(
          child[keyPath: path] != scene.caller[keyPath: path],
          "parent and child share one \(name): without a flag nothing is shared, each structure is "
            + "copied")
        try test.expect(
          tables.users(of: child[keyPath: path]), is: 1, "the child alone uses its new \(name)")
        try test.expect(
          tables.users(of: scene.caller[keyPath: path]), is: 1,
          "the caller alone uses its \(name): a copy does not change who uses the original")
      }
      try test.expect(
        child.clearChildTID == .null,
        "the end of the child would clear a word that its parent asked for: that belongs to the task "
          + "that was made with it, and is never inherited. CLONE_CHILD_CLEARTID asks for it anew")
    }

    GradedTest(
      "thread", "a thread shares what its flags name", points: 2, visibility: .visible,
      section: "04-sharing#four-records"
    ) { test in
      let scene = Scene()
      let (child, tables) = try scene.child(
        of: CloneCall(flags: [.vm, .fs, .files, .sighand, .thread]), test)
      for (name, path) in TaskStruct.structures {
        try test.expect(
          child[keyPath: path], is: scene.caller[keyPath: path],
          "the thread has a \(name) of its own, and its flags ask for the caller's")
        try test.expect(
          tables.users(of: child[keyPath: path]), is: 2,
          "two tasks use the \(name) now. Who uses a structure is counted: at the end of one of them "
            + "it must stay, and at the end of the other it must go")
      }
    }

    GradedTest(
      "new-names", "a process has a new id, and its maker is its parent", points: 1,
      visibility: .visible, section: "01-tasks#names"
    ) { test in
      let scene = Scene()
      let (process, _) = try scene.child(
        of: CloneCall(flags: [], exitSignal: Signal.child.rawValue), test)
      try test.expect(process.threadID, is: scene.newID, "the new task has the id that was chosen")
      try test.expect(
        process.processID, is: ProcessID(scene.newID),
        "a task that is no thread leads a process of its own, which has its id")
      try test.expect(
        process.parent, is: scene.caller.threadID, "the caller is the parent of what it forks")
      try test.expect(
        process.exitSignal, is: Signal.child.rawValue, "the exit signal is what the call says")
      let (thread, _) = try scene.child(of: CloneCall(flags: [.vm, .sighand, .thread]), test)
      try test.expect(
        thread.processID, is: scene.caller.processID,
        "a thread belongs to its maker's process: getpid says the same in both")
      try test.expect(thread.exitSignal, is: -1, "nobody gets a signal when a thread ends: -1")
    }
  }
}

/// A process of one task, which calls clone.
private struct Scene {
  var tables = KernelTables()
  let caller: TaskStruct
  let newID = ThreadID(rawValue: 33)

  init() {
    let console = tables.add(.openFile, 1, users: 3)
    caller = TaskStruct(
      threadID: ThreadID(rawValue: 20), processID: ProcessID(rawValue: 20),
      parent: ThreadID(rawValue: 1), exitSignal: Signal.child.rawValue,
      memory: tables.add(.memory, 1, users: 1),
      descriptors: tables.add(.descriptors, 2, users: 1, files: [console, console, console]),
      directory: tables.add(.directory, 3, users: 1), handlers: tables.add(.handlers, 4, users: 1),
      group: tables.add(.group, 5, users: 1), blocked: [], pending: [], threadPointer: 0,
      setChildTID: .null, clearChildTID: SystemCalls.data)
    tables.add(caller)
  }

  /// The task that a call makes, and the tables afterwards.
  func child(of call: CloneCall, _ test: TestContext) throws -> (TaskStruct, KernelTables) {
    let question = CopyQuestion(call, by: caller.threadID, as: newID, in: tables)
    let answer = try test.call(CopyQuestion.function, question.message) { try CopyAnswer(&$0) }
    try test.expect(
      answer.misuse.isEmpty,
      "`tables.\(answer.misuse)` was called, and there is no such structure: its last user has "
        + "released it, or it never was")
    guard let child = answer.child else {
      let error = Errno(rawValue: answer.errno)
      try test.fail("the call is legal and there is room, and yet it failed with \(error.name)")
    }
    return (child, answer.tables)
  }
}

extension TaskStruct {
  /// The structures of a task, by what a message calls them.
  fileprivate static var structures: [(String, KeyPath<TaskStruct, Structure>)] {
    [
      ("address space", \.memory), ("table of descriptors", \.descriptors),
      ("current directory", \.directory), ("table of signal handlers", \.handlers),
      ("group of threads", \.group),
    ]
  }
}
