import Exercise_15_scheduler
import GraderKit

/// A run queue as plain as can be: two lists of tasks in their order.
struct Model {
  struct Task {
    var priority: Int
    var sliceLeft: UInt64
    var isUsedUp = false
  }

  var tasks: [Int: Task] = [:]
  var active: [Int] = []
  var expired: [Int] = []
  var current: Int?
  var depth = 0
  var mustGo = false

  /// The tasks that sleep, in the order of their numbers.
  var sleeping: [Int] {
    tasks.keys.filter { $0 != current && !active.contains($0) && !expired.contains($0) }.sorted()
  }

  mutating func perform(_ operation: QueueOperation) -> Int32 {
    switch operation {
    case .add(let task, let priority):
      tasks[task] = Task(
        priority: priority, sliceLeft: priority < 100 ? 0 : slice(ofPriority: priority))
    case .remove(let task): tasks[task] = nil
    case .wake(let task):
      active.append(task)
      if current.map({ priority(task) < priority($0) }) ?? true { mustGo = true }
      return mustGo && depth == 0 ? 1 : 0
    case .sleep(let task):
      if task == current {
        current = nil
        renew(task)
      }
      active.removeAll { $0 == task }
      expired.removeAll { $0 == task }
    case .putBack(let task, let reason):
      current = nil
      if tasks[task]?.isUsedUp == true {
        renew(task)
        expired.append(task)
      } else if reason == .preempted {
        active.insert(task, at: 0)
      } else if priority(task) < 100 {
        active.append(task)
      } else {
        expired.append(task)
      }
    case .pick:
      mustGo = false
      if active.isEmpty { swap(&active, &expired) }
      guard let best = active.map({ priority($0) }).min(),
        let place = active.firstIndex(where: { priority($0) == best })
      else { return QueueAnswer.nobody }
      current = active.remove(at: place)
      return Int32(current ?? -1)
    case .tick(let nanoseconds):
      if let current, priority(current) >= 100, tasks[current]?.isUsedUp == false {
        let left = tasks[current]?.sliceLeft ?? 0
        tasks[current]?.sliceLeft = left - min(left, nanoseconds)
        if left <= nanoseconds {
          tasks[current]?.isUsedUp = true
          mustGo = true
        }
      }
      return mustGo && depth == 0 ? 1 : 0
    case .disablePreemption: depth += 1
    case .enablePreemption:
      depth -= 1
      return mustGo && depth == 0 ? 1 : 0
    }
    return QueueAnswer.none
  }

  func priority(_ task: Int) -> Int { tasks[task]?.priority ?? 140 }

  private mutating func renew(_ task: Int) {
    guard let known = tasks[task], known.isUsedUp else { return }
    tasks[task] = Task(priority: known.priority, sliceLeft: slice(ofPriority: known.priority))
  }
}

/// Which operations a random history has, and on whom.
struct Mix {
  enum Kind {
    case wakes
    /// The current task goes to sleep.
    case sleeps
    /// One that waits is taken out.
    case leaves
    /// About a third of a slice.
    case ticks
    /// Longer than any slice.
    case longTicks
    case yields
    case disables
  }

  let priorities: ClosedRange<Int>
  let kinds: [Kind]
  let taskCount = 10
  let length = 160
}

/// Operations with the right answers.
struct History {
  private(set) var operations: [QueueOperation] = []
  private(set) var answers: [Int32] = []
  private var model = Model()

  private mutating func append(_ operation: QueueOperation) -> Int32 {
    operations.append(operation)
    answers.append(model.perform(operation))
    return answers[answers.count - 1]
  }

  // MARK: - Making one

  mutating func fill(_ mix: Mix, _ cases: inout CaseGenerator) {
    // Several tasks have a priority in common, and some the last of a word of bits.
    let edges = [0, 63, 64, 127, 128, 139].filter { mix.priorities.contains($0) }
    var few = (0..<3).map { _ in Int.random(in: mix.priorities, using: &cases) }
    if let edge = edges.randomElement(using: &cases) { few.append(edge) }
    for task in 0..<mix.taskCount {
      _ = append(.add(task, priority: few.randomElement(using: &cases) ?? 120))
    }
    while operations.count < mix.length {
      let mustGo: Bool
      if model.current == nil {
        if model.active.isEmpty, model.expired.isEmpty || Bool.random(using: &cases),
          let task = model.sleeping.randomElement(using: &cases)
        {
          _ = append(.wake(task))
        }
        _ = append(.pick)
        mustGo = false
      } else {
        mustGo = step(mix.kinds.randomElement(using: &cases) ?? .wakes, &cases)
      }
      guard mustGo, let current = model.current else { continue }
      if mix.kinds.contains(.sleeps), Int.random(in: 0..<4, using: &cases) == 0 {
        // It was about to go to sleep anyhow.
        _ = append(.sleep(current))
        _ = append(.pick)
      } else {
        exchange(current, .preempted)
      }
    }
  }

  private mutating func exchange(_ current: Int, _ reason: PutBack) {
    _ = append(.putBack(current, reason))
    _ = append(.pick)
  }

  /// One thing that happens while a task is the current one.
  ///
  /// - Returns: Whether that task has to go.
  private mutating func step(_ kind: Mix.Kind, _ cases: inout CaseGenerator) -> Bool {
    guard let current = model.current else { return false }
    switch kind {
    case .wakes:
      guard let task = model.sleeping.randomElement(using: &cases) else { return false }
      return append(.wake(task)) == 1
    case .sleeps:
      guard model.depth == 0 else { return false }
      _ = append(.sleep(current))
      _ = append(.pick)
    case .leaves:
      guard let task = (model.active + model.expired).randomElement(using: &cases) else {
        return false
      }
      _ = append(.sleep(task))
    case .ticks:
      let whole = slice(ofPriority: max(model.priority(current), 100))
      return append(.tick(UInt64.random(in: 1...whole / 2, using: &cases))) == 1
    case .longTicks: return append(.tick(2_000_000_000)) == 1
    case .yields:
      guard model.depth == 0 else { return false }
      exchange(current, .yielded)
    case .disables:
      if model.depth > 0, model.depth == 3 || Bool.random(using: &cases) {
        return append(.enablePreemption) == 1
      }
      _ = append(.disablePreemption)
    }
    return false
  }

  // MARK: - Checking

  /// Asks the submission the same.
  func check(_ test: TestContext) throws {
    let heard: [Int32]
    do {
      heard = try said(test, QueueQuestion(operations, startsAnew: true))
    } catch let fault as SubmissionFault {
      try checkSlowly(test, fault)
      return
    }
    if let place = operations.indices.first(where: { heard[$0] != answers[$0] }) {
      try fail(test, at: place, heard[place])
    }
  }

  /// Asks one by one, after the submission came to an end in the middle.
  private func checkSlowly(_ test: TestContext, _ fault: SubmissionFault) throws {
    for place in operations.indices {
      let question = QueueQuestion([operations[place]], startsAnew: place == 0)
      do {
        let answer = try said(test, question)[0]
        if answer != answers[place] { try fail(test, at: place, answer) }
      } catch let fault as SubmissionFault {
        try test.fail("\(fault): \(before(place))")
      }
    }
    throw fault
  }

  private func fail(_ test: TestContext, at place: Int, _ said: Int32) throws -> Never {
    var model = Model()
    for operation in operations[..<place] { _ = model.perform(operation) }
    try test.fail(
      "\(model.explanation(of: operations[place], answers[place], not: said)). \(before(place))",
      expected: text(answers[place], to: operations[place]),
      actual: text(said, to: operations[place]))
  }

  private func text(_ answer: Int32, to operation: QueueOperation) -> String {
    switch operation {
    case .pick: answer == QueueAnswer.nobody ? "nil" : "\(answer)"
    default: answer == 1 ? "true" : "false"
    }
  }

  /// The last operations up to a place, in words.
  private func before(_ place: Int) -> String {
    let first = max(0, place - 9)
    let words = (first...place).map { index in
      let answer = answers[index]
      let isLast = index == place
      let said =
        answer == QueueAnswer.none || isLast ? "" : " = \(text(answer, to: operations[index]))"
      return operations[index].text + said
    }
    let head = first > 0 ? "\(first) operations, then " : ""
    return "It was: \(head)\(words.joined(separator: ", "))"
  }
}

extension QueueOperation {
  fileprivate var text: String {
    switch self {
    case .add(let task, let priority): "add(\(task), priority: \(priority))"
    case .remove(let task): "remove(\(task))"
    case .wake(let task): "wake(\(task))"
    case .sleep(let task): "sleep(\(task))"
    case .putBack(let task, let reason): "putBack(\(task), because: .\(reason))"
    case .pick: "pick()"
    case .tick(let nanoseconds): "tick(\(nanoseconds))"
    case .disablePreemption: "disablePreemption()"
    case .enablePreemption: "enablePreemption()"
    }
  }
}

extension Model {
  /// What who answered so has not thought of.
  fileprivate func explanation(
    of operation: QueueOperation, _ expected: Int32, not said: Int32
  ) -> String {
    switch operation {
    case .pick: return explanationOfPick(Int(expected), not: Int(said))
    case .wake(let task):
      guard depth == 0 else {
        return "preemption is disabled: the current task keeps the processor, whoever wakes up"
      }
      let mine = "task \(task) has priority \(priority(task))"
      let other = current.map { "the current one \(priority($0))" } ?? "there is no current one"
      return expected == 1
        ? "\(mine), \(other): it has to get the processor"
        : "\(mine), \(other): only a better priority, a smaller number, takes the processor away"
    case .tick:
      guard depth == 0 else {
        return
          "preemption is disabled: a slice may end meanwhile, and the task goes when it is enabled"
      }
      guard let current else { return "there is no current task" }
      if priority(current) < 100 {
        return "a real-time task has no slice: it runs as long as it wants"
      }
      return expected == 1
        ? "the slice of task \(current), priority \(priority(current)), is used up: it has to go"
        : "the slice of task \(current), priority \(priority(current)), is not used up: a slice is "
          + "counted over all turns until it is used up, and a new one begins full"
    case .enablePreemption:
      if depth > 1 {
        return
          "preemption was disabled \(depth) times, and is enabled for the first: the inner part "
          + "is left, not the outer one"
      }
      return expected == 1
        ? "there was a reason to go while preemption was disabled, and it has to go now: who only "
          + "dropped the reason lets a better task wait for a whole slice"
        : "there was no reason to go while preemption was disabled"
    default: return "\(operation.text) has no answer"
    }
  }

  private func explanationOfPick(_ expected: Int, not said: Int) -> String {
    if said < 0 {
      return active.isEmpty
        ? "nobody is picked, and \(expired.count) tasks wait, all of them expired: when no task is "
          + "active, the two arrays change their roles"
        : "nobody is picked, and \(active.count) active tasks wait"
    }
    guard tasks[said] != nil else { return "task \(said) is picked, and there is no such task" }
    if sleeping.contains(said) {
      return
        "task \(said) is picked, and it sleeps: who goes to sleep leaves its list, wherever in it "
        + "it is"
    }
    if expected < 0 { return "task \(said) is picked, and nobody waits" }
    if !active.isEmpty, expired.contains(said) {
      return "task \(said) is picked, which has used up its slice or given it away, while task "
        + "\(expected) is active: the expired wait until nobody is active, whatever their priority"
    }
    let waiting = active.isEmpty ? expired : active
    if priority(said) != priority(expected) {
      return
        "task \(said) of priority \(priority(said)) is picked, while task \(expected) of priority "
        + "\(priority(expected)) waits: 0 is the best. Waiting: \(text(waiting))"
    }
    return
      "task \(said) is picked, and task \(expected) of the same priority was before it. Who wakes "
      + "up goes to the end, who is preempted to the front, who has used up its slice to the end of "
      + "the expired. Waiting, the first one first: \(text(waiting))"
  }

  private func text(_ tasks: [Int]) -> String {
    tasks.map { "\($0) (priority \(priority($0)))" }.joined(separator: ", ")
  }
}
