import Exercise_05_copy_on_write
import GraderKit

// What is expected of random operations says the emulated kernel, whose tasks carry them out as system calls
// and accesses.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    randomTests
    GradedTest(
      "last-user", "whoever has a frame alone writes to it in place", points: 3,
      section: "05-copy-on-write#pages"
    ) { test in
      let words = (0..<3).map { _ in UInt32.random(in: 1...UInt32.max, using: &test.cases) }
      let page = Int.random(in: 0..<60, using: &test.cases)
      let run = try Play(
        test,
        [
          .map(0, Area(page..<page + 1, isWritable: true)), .store(0, page: page, words[0]),
          .fork(0), .exit(1), .store(0, page: page, words[1]), .load(0, page: page),
          .fork(0), .store(0, page: page, words[2]), .store(2, page: page, words[0]),
        ])
      try run.expectDone()
      try test.expect(
        run.outcomes[4].copiesMade == 0,
        "the child has ended, so the parent has the frame alone again, and its store has copied it: a "
          + "frame with one user is nobody else's, and the entry can simply be made writable")
      try test.expect(run.outcomes[5].value, is: words[1], "the store is lost")
      try test.expect(
        run.outcomes[8].copiesMade <= 1,
        "one of the two has a copy now, so the other one has the old frame alone: it takes one copy, "
          + "whoever writes first")
    }

    GradedTest(
      "no-frame", "a store that finds no frame changes nothing", points: 3,
      section: "05-copy-on-write#pages"
    ) { test in
      let word = UInt32.random(in: 1...UInt32.max, using: &test.cases)
      let run = try Play(
        test,
        [
          .map(0, Area(3..<4, isWritable: true)), .map(0, Area(20..<21, isWritable: true)),
          .store(0, page: 3, word), .store(0, page: 20, 1),
          .fork(0), .store(1, page: 3, 9), .load(0, page: 3), .load(1, page: 3),
          .unmap(0, page: 20),
          .unmap(1, page: 20), .store(1, page: 3, 9), .load(1, page: 3), .load(0, page: 3),
        ], frames: 2)
      try test.expect(
        run.outcomes[5].end, is: .noMemory,
        "two frames are in use and there are no others: a store that needs a copy fails with ENOMEM, "
          + "as `frames` throws it")
      for place in [6, 7] {
        try test.expect(
          run.outcomes[place].end == .done && run.outcomes[place].value == word,
          "a store found no frame for its copy, and afterwards the old page was gone: the new frame "
            + "comes first, and only then is the old one released")
      }
      try test.expect(
        run.outcomes.allSatisfy { $0.miscounted == nil },
        "a store found no frame, and afterwards a frame had another number of users than before")
      try test.expect(
        run.outcomes[10].end == .done && run.outcomes[11].value == 9
          && run.outcomes[12].value == word,
        "a frame has become free meanwhile, and the store that had failed is not made right now")
      try run.expectNoMisuse()
    }

    GradedTest(
      "read-only", "who may not write may not, whatever the page table holds", points: 3,
      visibility: .afterDueDate, section: "05-copy-on-write#pages"
    ) { test in
      for object in [nil, 1] {
        let run = try Play(
          test,
          [
            .map(0, Area(7..<9, isWritable: false, object: object)), .load(0, page: 7), .fork(0),
            .store(1, page: 7, 1), .store(0, page: 7, 1), .load(0, page: 7), .store(0, page: 8, 1),
            .fork(1), .store(2, page: 7, 4),
          ])
        for place in [3, 4, 6, 8] {
          try test.expect(
            run.outcomes[place].end, is: .segmentationFault,
            "the program was let write to memory that is mapped for reading alone. An entry without "
              + "the right to write means two things: a page to be copied first, or one that is never "
              + "to be written to; the area knows which")
        }
        try test.expect(run.outcomes[5].value, is: 0, "memory that may only be read has changed")
      }
    }
  }

  // MARK: - Random operations

  @TestListBuilder private var randomTests: [GradedTest] {
    GradedTest(
      "values", "every load reads what was stored last, by whoever it may see", points: 4,
      section: "05-copy-on-write#pages"
    ) { test in
      for _ in 0..<8 {
        let machine = try RandomMachine(test, operations: 60, ends: false)
        let run = try Play(test, machine.operations)
        try run.expectDone()
        for (place, expected) in machine.expected.enumerated() {
          guard case .load(let process, let page, _) = machine.operations[place] else { continue }
          try test.expect(
            run.outcomes[place].value, is: expected.value,
            expected.isShared
              ? "process \(process) loads page \(page) of a shared mapping, and it is not what was "
                + "stored there last: a page of an object is one for all who map it, and is never copied"
              : "process \(process) loads page \(page), memory of its own, and it is not what the "
                + "process has stored there, or had at the fork: as long as a frame has several users, "
                + "no entry may let a store through, in parent and child alike")
        }
      }
    }

    GradedTest(
      "frames", "no frame is used before it has to be", points: 4,
      section: "05-copy-on-write#pages"
    ) { test in
      for _ in 0..<8 {
        let machine = try RandomMachine(test, operations: 60, ends: false)
        let run = try Play(test, machine.operations)
        for (place, expected) in machine.expected.enumerated() {
          let found = run.outcomes[place].framesInUse
          guard found != expected.frames else { continue }
          let what =
            switch machine.operations[place] {
            case .fork:
              "a fork takes no frame: it counts one more user of each, and copies when one of the two "
                + "writes"
            case .load:
              "a load of memory that nobody has written to takes no frame of one's own: all may read "
                + "the frame of zeroes. Only a page of a shared object gets its frame with any access"
            case .store:
              "a store takes one frame: a fresh one, or a copy, or none if the frame is the process's "
                + "alone"
            default: "to map memory takes no frame"
            }
          try test.fail(
            "after \(place + 1) operations another number of frames is in use: \(what)",
            expected: "\(expected.frames)", actual: "\(found)")
        }
      }
    }

    GradedTest(
      "counts", "each frame is counted, and is free when nobody refers to it", points: 5,
      section: "05-copy-on-write#pages"
    ) { test in
      for _ in 0..<8 {
        let machine = try RandomMachine(test, operations: 60, ends: true)
        let run = try Play(test, machine.operations)
        for (place, outcome) in run.outcomes.enumerated() {
          guard let (users, references) = outcome.miscounted else { continue }
          try test.fail(
            users > references
              ? "after \(machine.operations[place].name) a frame has more users than there are entries "
                + "and objects that refer to it: it will never be free"
              : "after \(machine.operations[place].name) a frame has fewer users than there are entries "
                + "and objects that refer to it: it will be given to somebody else while it is in use",
            expected: "\(references)", actual: "\(users)")
        }
        for (place, expected) in machine.expected.enumerated() {
          try test.expect(
            run.outcomes[place].end == expected.end,
            expected.end == .segmentationFault
              ? "memory that was unmapped can still be read: its entries are still in the page table"
              : "an access to mapped memory failed")
        }
        try run.expectNoMisuse()
        try test.expect(
          run.outcomes.last?.framesInUse ?? 0, is: 0,
          "all processes have ended, and frames are still in use: what an area's entries refer to is "
            + "given back when the area goes")
      }
    }
  }
}

/// Random operations, and what the emulated kernel makes of them.
private struct RandomMachine {
  struct Expected {
    var end = PageOutcome.End.done
    var value: UInt32 = 0
    var frames = 0
    var isShared = false
  }

  private struct Process {
    let task: TaskID
    var areas: [Area]
    var isAlive = true
  }

  private(set) var operations: [PageOperation] = []
  private(set) var expected: [Expected] = []
  private var kernel = Kernel()
  private var processes: [Process] = []
  private var objectCount = 0
  /// The process whose turn it is.
  private var current = 0
  private var framesBefore = 0

  private static let processesMax = 5
  private static let areasMax = 6

  /// So many operations; with `ends`, areas and processes end too, and all of them at last.
  init(_ test: TestContext, operations count: Int, ends: Bool) throws {
    let first = kernel.spawnProgram(entry: 0)
    processes = [Process(task: first, areas: [])]
    _ = try turn(of: first)
    framesBefore = kernel.framesInUse
    try map(0, test)
    for _ in 0..<count {
      let alive = processes.indices.filter { processes[$0].isAlive }
      guard let process = alive.randomElement(using: &test.cases) else { break }
      switch Int.random(in: 0..<20, using: &test.cases) {
      case 0...1 where processes[process].areas.count < Self.areasMax: try map(process, test)
      case 2...3 where processes.count < Self.processesMax: try fork(process)
      case 4 where ends: try unmap(process, test)
      case 5 where ends && alive.count > 1: try exit(process)
      case 6...11: try load(process, test)
      default: try store(process, test)
      }
    }
    guard ends else { return }
    for process in processes.indices where processes[process].isAlive { try exit(process) }
  }

  // MARK: - Operations

  private mutating func map(_ process: Int, _ test: TestContext) throws {
    let count = Int.random(in: 1...4, using: &test.cases)
    let isShared = Int.random(in: 0..<3, using: &test.cases) == 0
    let reply = try perform(
      .mmap(
        length: UInt64(count) * UserMemoryLayout.pageBytes, access: [.read, .write],
        sharing: isShared ? .shared : .private), by: process)
    guard reply.value > 0 else { throw RandomMachineFailure() }
    let first = Int(
      (UInt64(reply.value) - UserMemoryLayout.mmapStart.rawValue) / UserMemoryLayout.pageBytes)
    if isShared { objectCount += 1 }
    let area = Area(
      first..<first + count, isWritable: true, object: isShared ? objectCount : nil)
    processes[process].areas.append(area)
    note(.map(process, area), Expected())
  }

  private mutating func fork(_ process: Int) throws {
    let reply = try perform(.clone(CloneArguments(flags: [], exitSignal: .child)), by: process)
    guard let task = kernel.task(ThreadID(rawValue: Int32(reply.value))) else {
      throw RandomMachineFailure()
    }
    processes.append(Process(task: task, areas: processes[process].areas))
    note(.fork(process), Expected())
  }

  private mutating func load(_ process: Int, _ test: TestContext) throws {
    guard let (page, area) = anyPage(process, test) else { return }
    let word = Int.random(in: 0..<4, using: &test.cases)
    let place = address(of: page) + 4 * UInt64(word)
    let reply = try perform(.load(address: place, width: .word), by: process)
    note(
      .load(process, page: page, word: word),
      Expected(value: UInt32(truncatingIfNeeded: reply.value), isShared: area.object != nil))
  }

  private mutating func store(_ process: Int, _ test: TestContext) throws {
    guard let (page, area) = anyPage(process, test) else { return }
    let new = UInt32.random(in: 1...UInt32.max, using: &test.cases)
    let word = Int.random(in: 0..<4, using: &test.cases)
    let place = address(of: page) + 4 * UInt64(word)
    _ = try perform(.store(address: place, width: .word, value: UInt64(new)), by: process)
    note(.store(process, page: page, new, word: word), Expected(isShared: area.object != nil))
  }

  private mutating func unmap(_ process: Int, _ test: TestContext) throws {
    guard let (page, area) = anyPage(process, test) else { return }
    _ = try perform(
      .munmap(
        address: address(of: area.pages.lowerBound),
        length: UInt64(area.pages.count) * UserMemoryLayout.pageBytes), by: process)
    processes[process].areas.removeAll { $0 == area }
    note(.unmap(process, page: page), Expected())
    // What is gone is gone.
    note(.load(process, page: page), Expected(end: .segmentationFault))
  }

  private mutating func exit(_ process: Int) throws {
    try pass(to: process)
    kernel.submit(.exitGroup(code: 0), by: processes[process].task)
    processes[process].isAlive = false
    if let next = processes.firstIndex(where: \.isAlive) {
      current = next
      _ = try turn(of: processes[next].task)
    }
    note(.exit(process), Expected())
  }

  private func anyPage(_ process: Int, _ test: TestContext) -> (Int, Area)? {
    guard let area = processes[process].areas.randomElement(using: &test.cases),
      let page = area.pages.randomElement(using: &test.cases)
    else { return nil }
    return (page, area)
  }

  private func address(of page: Int) -> UserAddress {
    UserMemoryLayout.mmapStart + UInt64(page) * UserMemoryLayout.pageBytes
  }

  private mutating func note(_ operation: PageOperation, _ expected: Expected) {
    operations.append(operation)
    var expected = expected
    expected.frames = kernel.framesInUse - framesBefore
    self.expected.append(expected)
  }

  // MARK: - Turns

  private mutating func perform(_ call: SystemCall, by process: Int) throws -> Reply {
    try pass(to: process)
    kernel.submit(call, by: processes[process].task)
    return try turn(of: processes[process].task)
  }

  private mutating func pass(to process: Int) throws {
    guard current != process else { return }
    kernel.submit(.schedYield, by: processes[current].task)
    current = process
    _ = try turn(of: processes[process].task)
  }

  /// Lets all others pass until it is a task's turn.
  private mutating func turn(of task: TaskID) throws -> Reply {
    while true {
      switch kernel.next() {
      case .start(task, _): return .start
      case .resume(task, let reply): return reply
      case .start(let other, _), .resume(let other, _): kernel.submit(.schedYield, by: other)
      case .ended, .handler: continue
      case .allDone, .deadlock: throw RandomMachineFailure()
      }
    }
  }
}

/// What came of some operations.
private struct Play {
  let test: TestContext
  let operations: [PageOperation]
  let outcomes: [PageOutcome]
  private let misuse: String

  init(_ test: TestContext, _ operations: [PageOperation], frames: Int = 10_000) throws {
    self.test = test
    self.operations = operations
    let answer = try test.call(
      PageQuestion.function, PageQuestion(operations, frames: frames).message
    ) { try PageAnswer(&$0) }
    outcomes = answer.outcomes
    try test.expect(
      outcomes.count == operations.count, "there is an outcome for each operation")
    misuse = answer.misuse
  }

  /// No frame was used that is free.
  func expectNoMisuse() throws {
    try test.expect(
      misuse.isEmpty,
      "\(misuse): nobody refers to that frame any more, or nobody may do that to it")
  }

  /// Every operation came to its end.
  func expectDone() throws {
    for (operation, outcome) in zip(operations, outcomes) where outcome.end != .done {
      try test.fail(
        outcome.end == .stuck
          ? "`handleFault` said that the fault was resolved, and the processor still can't make the "
            + "access: \(operation.name)"
          : "\(operation.name) failed (\(outcome.end)), though the memory is mapped and there are frames"
      )
    }
    try expectNoMisuse()
  }
}

extension PageOperation {
  /// The operation in words.
  fileprivate var name: String {
    switch self {
    case .map(let process, _): "a mapping of process \(process)"
    case .fork(let process): "a fork of process \(process)"
    case .load(let process, let page, _): "a load of process \(process) from page \(page)"
    case .store(let process, let page, _, _): "a store of process \(process) to page \(page)"
    case .unmap(let process, let page): "unmapping page \(page) of process \(process)"
    case .exit(let process): "the end of process \(process)"
    }
  }
}

/// The test's own fault: the emulated kernel did not do what was asked of it.
private struct RandomMachineFailure: Error, CustomStringConvertible {
  let description = "the emulated kernel did not carry out a random operation"
}
