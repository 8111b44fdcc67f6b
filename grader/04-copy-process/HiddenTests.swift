import Exercise_04_copy_process
import GraderKit

// The families are made by the emulated kernel, of random calls; what the next call of clone comes to is read
// off the same kernel.
struct HiddenTests: TestSuite {
  /// How many calls a test asks for.
  private static let casesMax = 80

  var tests: [GradedTest] {
    GradedTest(
      "structures", "every structure is shared or copied as its flag says, and counted", points: 5,
      section: "04-sharing#four-records"
    ) { test in
      for _ in 0..<Self.casesMax {
        let scene = try Scene(test)
        let answer = try scene.answer(test)
        let child = try scene.child(answer, test)
        for part in Part.all { try scene.expectPart(part, child, answer.tables, test) }
      }
    }

    GradedTest(
      "open-files", "a copied table of descriptors counts as a user of its open files", points: 3,
      section: "04-sharing#files"
    ) { test in
      for _ in 0..<Self.casesMax {
        let scene = try Scene(test)
        let answer = try scene.answer(test)
        _ = try scene.child(answer, test)
        for (file, users) in scene.filesAfter {
          let found = answer.tables.users(of: file)
          guard found != users else { continue }
          try test.fail(
            scene.call.flags.contains(.files)
              ? "a shared table of descriptors is still one table: nothing has changed for its open "
                + "files, and their users were counted anew (\(scene.call.flags))"
              : found < users
                ? "parent and child have the same open file now, once for each descriptor, and it was "
                  + "not counted: the first `close` would end it for both. A copied table shares its "
                  + "open files"
                : "an open file has more users than descriptors that refer to it: it would never be "
                  + "closed",
            expected: "\(users)", actual: "\(found)")
        }
      }
    }

    GradedTest(
      "relations", "parent, process and exit signal, whoever calls with whatever flags", points: 4,
      section: "08-family#parents"
    ) { test in
      for _ in 0..<Self.casesMax {
        let scene = try Scene(test)
        let child = try scene.child(try scene.answer(test), test)
        try scene.expectRelations(child, test)
      }
    }

    GradedTest(
      "own-state", "what belongs to one task alone is not inherited", points: 3,
      visibility: .afterDueDate, section: "07-tids-and-tls#two-places"
    ) { test in
      for _ in 0..<Self.casesMax {
        let scene = try Scene(test)
        let child = try scene.child(try scene.answer(test), test)
        try scene.expectOwnState(child, test)
      }
    }

    GradedTest(
      "no-memory", "a call that fails leaves nothing behind", points: 5,
      section: "04-sharing#four-records"
    ) { test in
      for _ in 0..<Self.casesMax {
        var scene = try Scene(test)
        let needed = Part.all.count { !scene.call.flags.contains($0.flag) }
        guard needed > 0 else { continue }
        let room = Int.random(in: 0..<needed, using: &test.cases)
        scene.tables = scene.tables(room: room)
        try scene.expectNothingHappened(try scene.answer(test), room: room, test)
      }
    }
  }
}

/// A structure of a task, and the flag that shares it.
private struct Part {
  let name: String
  let flag: CloneFlags
  let path: KeyPath<TaskStruct, Structure>
  let kind: Structure.Kind
  let reference: KeyPath<TaskSnapshot, ResourceReference?>

  static var all: [Part] {
    [
      Part(name: "address space", flag: .vm, path: \.memory, kind: .memory, reference: \.mm),
      Part(
        name: "table of descriptors", flag: .files, path: \.descriptors, kind: .descriptors,
        reference: \.files),
      Part(
        name: "current directory", flag: .fs, path: \.directory, kind: .directory, reference: \.fs),
      Part(
        name: "table of signal handlers", flag: .sighand, path: \.handlers, kind: .handlers,
        reference: \.sighand),
      Part(
        name: "group of threads", flag: .thread, path: \.group, kind: .group, reference: \.signal),
    ]
  }
}

/// A random kernel, a random call of clone in it, and what that comes to.
private struct Scene {
  var tables: KernelTables
  let call: CloneCall
  let caller: TaskStruct
  let before: [TaskSnapshot]
  let after: [TaskSnapshot]
  /// The new task, in the emulated kernel.
  let made: TaskSnapshot
  /// The open files, and how many descriptors refer to each afterwards.
  let filesAfter: [(Structure, Int)]

  init(_ test: TestContext) throws {
    var kernel = Kernel()
    kernel.spawnProgram(entry: 0)
    var callsLeft = Int.random(in: 1...9, using: &test.cases)
    while true {
      guard let turn = Self.turn(&kernel) else {
        throw NoFamily()
      }
      if callsLeft == 0 {
        let call = Self.randomCall(test)
        let before = kernel
        kernel.submit(call.systemCall, by: turn)
        guard
          let caller = before.snapshot(of: turn),
          let made = kernel.tasks.first(where: { new in
            !before.tasks.contains { $0.id == new.id }
          })
        else { throw NoFamily() }
        self.call = call
        self.before = before.tasks
        after = kernel.tasks
        self.made = made
        filesAfter = Self.files(of: kernel)
        let blocked = SignalSet(rawValue: UInt64.random(in: 0...UInt64.max, using: &test.cases))
        let pending = SignalSet(rawValue: UInt64.random(in: 0...UInt64.max, using: &test.cases))
        tables = Self.tables(of: before, room: 100)
        let state = CallerSide(
          blocked: blocked.subtracting(.unblockable), pending: pending,
          clearChildTID: SystemCalls.data + 4 * UInt64.random(in: 1...900, using: &test.cases))
        var record: TaskStruct?
        for task in before.tasks {
          let isCaller = task.id == caller.id
          let made = TaskStruct(task, isCaller ? state : CallerSide())
          tables.add(made)
          if isCaller { record = made }
        }
        guard let record else { throw NoFamily() }
        self.caller = record
        return
      }
      callsLeft -= 1
      switch Int.random(in: 0..<4, using: &test.cases) {
      case 0: kernel.submit(.schedYield, by: turn)
      case 1:
        let descriptor = FileDescriptor(rawValue: Int32.random(in: 0..<3, using: &test.cases))
        kernel.submit(.dup(fd: descriptor), by: turn)
      default:
        var call = Self.randomCall(test)
        // Who makes it goes on.
        call.flags.remove(.vfork)
        kernel.submit(call.systemCall, by: turn)
      }
    }
  }

  /// Whose turn it is.
  private static func turn(_ kernel: inout Kernel) -> TaskID? {
    while true {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _): return task
      case .ended, .handler: continue
      case .allDone, .deadlock: return nil
      }
    }
  }

  /// A legal call, all flags alike.
  private static func randomCall(_ test: TestContext) -> CloneCall {
    let flags: [CloneFlags] = [
      .vm, .fs, .files, .sighand, .parent, .setTLS, .childSetTID, .childClearTID, .vfork,
      .sysvSem, .parentSetTID,
    ]
    var chosen = flags.filter { _ in Bool.random(using: &test.cases) }
      .reduce(into: CloneFlags()) { $0.formUnion($1) }
    if Int.random(in: 0..<4, using: &test.cases) == 0 { chosen.formUnion([.thread, .sighand]) }
    if chosen.contains(.sighand) { chosen.insert(.vm) }
    let signals: [Int32] = [0, Signal.child.rawValue, Signal.user1.rawValue]
    return CloneCall(
      flags: chosen, exitSignal: signals.randomElement(using: &test.cases) ?? 0,
      childTID: SystemCalls.data + 4 * UInt64.random(in: 1...900, using: &test.cases),
      tls: UInt64.random(in: 1...1 << 40, using: &test.cases))
  }

  // MARK: - The kernel as tables

  private static func tables(of kernel: Kernel, room: Int32) -> KernelTables {
    var tables = KernelTables(room: room)
    for (file, users) in files(of: kernel) { tables.add(.openFile, file.number, users: users) }
    for task in kernel.tasks {
      for part in Part.all {
        guard let reference = task[keyPath: part.reference] else { continue }
        let files = part.kind == .descriptors ? Self.files(of: task, in: kernel) : []
        tables.add(
          part.kind, Int32(reference.identity), users: reference.users, files: files)
      }
    }
    return tables
  }

  /// The same tables with another room.
  func tables(room: Int) -> KernelTables {
    var other = KernelTables(room: Int32(room))
    for structure in tables.structures {
      other.add(
        structure.kind, structure.number, users: tables.users(of: structure),
        files: tables.openFiles(of: structure))
    }
    for task in before {
      other.add(task.threadID == caller.threadID ? caller : TaskStruct(task, CallerSide()))
    }
    return other
  }

  private static func files(of task: TaskSnapshot, in kernel: Kernel) -> [Structure] {
    var scratch = KernelTables()
    return kernel.openFiles(of: task.id).map {
      scratch.add(.openFile, Int32($0.description.identity), users: $0.description.users)
    }
  }

  private static func files(of kernel: Kernel) -> [(Structure, Int)] {
    var found: [(Structure, Int)] = []
    for task in kernel.tasks {
      for open in kernel.openFiles(of: task.id) {
        var scratch = KernelTables()
        let file = scratch.add(
          .openFile, Int32(open.description.identity), users: open.description.users)
        if !found.contains(where: { $0.0 == file }) { found.append((file, open.description.users)) }
      }
    }
    return found
  }

  // MARK: - Asking

  func answer(_ test: TestContext) throws -> CopyAnswer {
    let question = CopyQuestion(call, by: caller.threadID, as: made.threadID, in: tables)
    let answer = try test.call(CopyQuestion.function, question.message) { try CopyAnswer(&$0) }
    try test.expect(
      answer.misuse.isEmpty,
      "`tables.\(answer.misuse)` was called, and there is no such structure: its last user has "
        + "released it, or it never was (\(call.flags))")
    return answer
  }

  func child(_ answer: CopyAnswer, _ test: TestContext) throws -> TaskStruct {
    guard let child = answer.child else {
      let error = Errno(rawValue: answer.errno)
      try test.fail(
        "clone(\(call.flags)) is legal and there is room, and yet it failed with \(error.name)")
    }
    return child
  }

  // MARK: - Expectations

  func expectPart(
    _ part: Part, _ child: TaskStruct, _ tables: KernelTables, _ test: TestContext
  ) throws {
    let own = child[keyPath: part.path]
    let callers = caller[keyPath: part.path]
    let callersAfter = after.first { $0.threadID == caller.threadID }?[keyPath: part.reference]
    let isShared = made[keyPath: part.reference]?.identity == callersAfter?.identity
    try test.expect(
      own.kind == part.kind, "a \(own.kind) stands where the task's \(part.name) should be")
    if isShared {
      try test.expect(
        own == callers,
        "after clone(\(call.flags)) the new task does not use the \(part.name) of its maker: \(part.flag) "
          + "shares it, whatever else is set")
    } else {
      try test.expect(
        own != callers,
        "after clone(\(call.flags)) both tasks have one \(part.name): it takes \(part.flag) to share "
          + "it, and no other flag stands for that one")
      try test.expect(
        tables.users(of: own), is: 1,
        "after clone(\(call.flags)) the new task alone uses its new \(part.name)")
    }
    // Of those that others use, too: nobody's count may change but the caller's.
    for task in after where task.id != made.id {
      guard let reference = task[keyPath: part.reference],
        let place = before.first(where: { $0.id == task.id })?[keyPath: part.reference]
      else { continue }
      let structure = self.tables.structures.first {
        $0.kind == part.kind && $0.number == Int32(place.identity)
      }
      guard let structure else { continue }
      try test.expect(
        tables.users(of: structure), is: reference.users,
        "after clone(\(call.flags)) the users of a structure (\(part.name)) are counted wrong: one more for who "
          + "shares it, and none for a copy")
    }
  }

  func expectRelations(_ child: TaskStruct, _ test: TestContext) throws {
    let flags = call.flags
    try test.expect(child.threadID, is: made.threadID, "the new task has the id that was chosen")
    try test.expect(
      child.processID, is: made.processID,
      flags.contains(.thread)
        ? "a thread belongs to its maker's process (CLONE_THREAD)"
        : "a task that is no thread leads a process of its own, which has its id")
    let why =
      if flags.contains(.thread) {
        "a thread is no child of its maker: all threads of a process have the parent of the process"
      } else if flags.contains(.parent) {
        "CLONE_PARENT makes a sibling: the new process is a child of its maker's parent"
      } else {
        "the very task that calls is the parent, and not the leader of its process"
      }
    try test.expect(
      child.parent, is: made.parentThreadID, "after clone(\(flags)) the parent is wrong: \(why)")
    let reason =
      if flags.contains(.thread) {
        "nobody gets a signal when a thread ends, whatever the call says: -1"
      } else if flags.contains(.parent) {
        "a sibling sends its parent what the leader of its maker's process sends, whatever the call "
          + "says: the parent is not who called"
      } else {
        "it is what the call says"
      }
    try test.expect(
      child.exitSignal, is: made.exitSignal,
      "after clone(\(flags)) the exit signal is wrong: \(reason)")
  }

  func expectOwnState(_ child: TaskStruct, _ test: TestContext) throws {
    let flags = call.flags
    try test.expect(
      child.blocked, is: caller.blocked, "a new task blocks the signals that its maker blocks")
    try test.expect(
      child.pending.isEmpty,
      "the new task has signals that were sent to its maker: each signal is taken once, by whom it "
        + "was sent to")
    try test.expect(
      child.threadPointer, is: flags.contains(.setTLS) ? call.tls : caller.threadPointer,
      flags.contains(.setTLS)
        ? "CLONE_SETTLS gives the new task the thread pointer of the call"
        : "without CLONE_SETTLS the registers are a copy of the maker's, the thread pointer among them"
    )
    try test.expect(
      child.clearChildTID, is: flags.contains(.childClearTID) ? call.childTID : .null,
      flags.contains(.childClearTID)
        ? "CLONE_CHILD_CLEARTID has the address cleared when the task ends"
        : "the end of the new task would clear a word that another task was made with: that address "
          + "is never inherited")
    try test.expect(
      child.setChildTID, is: flags.contains(.childSetTID) ? call.childTID : .null,
      flags.contains(.childSetTID)
        ? "CLONE_CHILD_SETTID has the id stored at the address when the task first runs"
        : "the new task would store its id although nobody has asked for it with CLONE_CHILD_SETTID"
    )
  }

  func expectNothingHappened(_ answer: CopyAnswer, room: Int, _ test: TestContext) throws {
    let failed = "with memory for \(room) structures, clone(\(call.flags)) cannot succeed"
    try test.expect(
      answer.child == nil,
      "\(failed), and yet there is a new task: what cannot be copied is not shared")
    try test.expect(
      Errno(rawValue: answer.errno) == .noMemory,
      "\(failed): the error is ENOMEM, as `tables` throws it, and not "
        + Errno(rawValue: answer.errno).name)
    for structure in tables.structures {
      let (was, now) = (tables.users(of: structure), answer.tables.users(of: structure))
      guard was != now else { continue }
      try test.fail(
        now > was
          ? "\(failed), and a structure (\(structure.kind)) is left with a user that does not exist: "
            + "it will never be freed. What was shared before the failure has to be released"
          : "\(failed), and a structure (\(structure.kind)) has lost a user that still uses it: it will "
            + "be freed too early. Release what you have taken, and nothing else",
        expected: "\(was)", actual: "\(now)")
    }
    let left = answer.tables.structures.first { !tables.structures.contains($0) }
    try test.expect(
      left == nil,
      "\(failed), and a copy is left over that no task uses: what was copied before the failure has to "
        + "be released")
  }
}

/// What the kernel does not tell of a task, and no other call depends on.
private struct CallerSide {
  var blocked: SignalSet = []
  var pending: SignalSet = []
  var clearChildTID = UserAddress.null
}

extension CloneCall {
  fileprivate var systemCall: SystemCall {
    .clone(CloneArguments(flags: flags, exitSignal: exitSignal, childTID: childTID, tls: tls))
  }
}

extension TaskStruct {
  /// A task of the emulated kernel.
  fileprivate init(_ task: TaskSnapshot, _ side: CallerSide) {
    var scratch = KernelTables()
    func structure(_ part: Part) -> Structure {
      scratch.add(part.kind, Int32(task[keyPath: part.reference]?.identity ?? -1), users: 1)
    }
    let parts = Part.all.map(structure)
    self.init(
      threadID: task.threadID, processID: task.processID, parent: task.parentThreadID,
      exitSignal: task.exitSignal, memory: parts[0], descriptors: parts[1], directory: parts[2],
      handlers: parts[3], group: parts[4], blocked: side.blocked, pending: side.pending,
      threadPointer: task.threadPointer, setChildTID: .null, clearChildTID: side.clearChildTID)
  }
}

/// The test's own fault: the emulated kernel came to an end.
private struct NoFamily: Error, CustomStringConvertible {
  let description = "the random family came to an end before its last call"
}
