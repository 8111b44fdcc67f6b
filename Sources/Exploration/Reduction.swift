internal import KernelCore

/// Walks the tree of decisions, and leaves out what only repeats in another order of steps that
/// commute.
///
/// # Theory of operation
///
/// A node is the moment before a step. Of the tasks that could make it, one is tried at first; when
/// a later step of another task turns out to conflict with the step that was made here, and nothing
/// else orders the two, that other task is tried here too (or all, if it could not go on here).
/// Order is kept in vector clocks: a step comes after the earlier steps of its task, after the step
/// that created or woke its task, and after earlier steps that it conflicts with. A task that was
/// tried at a node sleeps in what is tried there next, until a step conflicts with its own.
///
/// Source: Flanagan and Godefroid, Dynamic Partial-Order Reduction for Model Checking Software
/// (2005); Godefroid, Partial-Order Methods for the Verification of Concurrent Systems (1996), for
/// sleep sets.
struct Reduction<Task: Explorable> {
  /// A task and the step that it would make.
  private struct Sleeper {
    let task: Int
    let footprint: Footprint
  }

  private struct Node {
    /// The run before the call that leads here, at whose decision the options begin; nil if there is
    /// none.
    let before: Snapshot<Task>?
    /// The tasks that can go on, by their numbers; the options of the decision come first.
    let runnable: [Int]
    /// How many options there are.
    let optionCount: Int
    /// Whether another option than 0 is a preemption.
    let isPreemptible: Bool
    /// Whether some options are of tasks that are gone by now.
    ///
    /// They were killed, and ended as soon as they had the processor. Then nothing is known of what an
    /// option leads to, and all are tried.
    let isOpaque: Bool
    /// For each task the clock that its next step begins with.
    let knowledge: [VectorClock]
    var sleepers: [Sleeper]
    /// Options to try and options tried, as bits.
    var wanted: UInt64
    var tried: UInt64
    var chosen = 0
    var preemptions: Int
    /// The task whose step comes next.
    var task: Int
  }

  private struct Event {
    let task: Int
    let footprint: Footprint
    let clock: VectorClock

    /// Whether another event, a later one, is ordered after this one.
    func comesBefore(_ other: Event) -> Bool { clock[task] <= other.clock[task] }
  }

  private let explorer: Explorer<Task>
  private var nodes: [Node] = []
  private var events: [Event] = []
  /// The tasks by their numbers.
  private var tasks: [TaskID] = []

  init(of explorer: Explorer<Task>) { self.explorer = explorer }

  /// Plays one of each kind of schedules.
  ///
  /// - Returns: false if the program cannot be reduced: the report is worth nothing then.
  mutating func run(into report: inout Report) -> Bool {
    report.isReduced = true
    var world = explorer.start()
    let before = Snapshot(world)
    world.advance([], observing: explorer.observed)
    report.steps += 1
    guard
      append(
        before, world, decisions: world.kernel.decisionCount, hasYielded: false, after: nil)
    else { return false }
    while true {
      while world.ending == nil {
        if world.stepCount >= explorer.limits.stepsMax {
          world.stopAtLimit()
        } else {
          report.steps += 1
          guard let isAwake = step(&world) else { return false }
          if !isAwake { break }
        }
      }
      report.note(racesOf: &world)
      if world.ending == nil {
        report.pruned += 1
      } else {
        report.count(world, preemptions: preemptions)
      }
      guard report.schedules + report.pruned < explorer.limits.schedulesMax,
        report.steps < explorer.limits.stepsInAllMax, !report.isStopped
      else {
        report.isComplete = false
        return true
      }
      guard let next = backtrack() else { return true }
      world = next
      report.steps += 1
    }
  }

  /// How often a task lost the processor in this schedule that could have gone on.
  private var preemptions: Int { nodes.last?.preemptions ?? 0 }

  /// Makes the step that is due, and makes the node after it.
  ///
  /// - Returns: Whether a task is there to go on that does not sleep; nil if the program cannot be
  ///   reduced.
  private mutating func step(_ world: inout World<Task>) -> Bool? {
    let top = nodes.count - 1
    let task = nodes[top].task
    let footprint = world.footprint
    var clock = nodes[top].knowledge[task]
    var races: [Int] = []
    for index in events.indices.reversed() {
      let event = events[index]
      guard event.task != task, event.clock[event.task] > clock[event.task],
        event.footprint.conflicts(with: footprint)
      else { continue }
      races.append(index)
      clock.join(event.clock)
    }
    clock[task] += 1
    events.append(Event(task: task, footprint: footprint, clock: clock))
    for index in races { reverse(index) }
    let mayEndOthers = world.call?.mayEndOthers ?? false
    let hasYielded = world.call == .schedYield
    let before = world.isAlone() ? nil : Snapshot(world)
    let decided = world.kernel.decisionCount
    world.advance([], observing: explorer.observed)
    // Those that it ends make no step any more that would show the conflict.
    if mayEndOthers || world.ending != nil {
      nodes[top].wanted |= (1 << UInt64(nodes[top].optionCount)) - 1
    }
    if world.ending != nil { return true }
    let decisions = world.kernel.decisionCount - decided
    guard
      append(
        decisions > 0 ? before : nil, world, decisions: decisions, hasYielded: hasYielded,
        after: (task, footprint, clock))
    else { return nil }
    // Of those that may be tried the first that does not sleep.
    let new = nodes.count - 1
    guard let option = (0..<nodes[new].optionCount).first(where: { !isAsleep($0, at: new) }) else {
      return false
    }
    if option > 0, let before {
      world = before.world
      world.advance([UInt16(option)], observing: explorer.observed)
    }
    choose(option, at: new, world)
    return true
  }

  /// Has the last event tried before one that it conflicts with: at the node of that event one of
  /// the tasks is wanted that can begin what leads to the last event without it.
  ///
  /// Source: Abdulla, Aronis, Jonsson and Sagonas, Optimal Dynamic Partial Order Reduction (2014),
  /// algorithm 1: these are the initials, and the wanted tasks are a source set.
  private mutating func reverse(_ index: Int) {
    let optionCount = nodes[index].optionCount
    guard optionCount > 1, !nodes[index].isOpaque else { return }
    var initials: UInt64 = 0
    var leading: [Event] = []
    var seen: UInt64 = 0
    for place in index + 1..<events.count {
      let event = events[place]
      guard place == events.count - 1 || !events[index].comesBefore(event) else { continue }
      if seen >> UInt64(event.task) & 1 == 0 {
        seen |= 1 << UInt64(event.task)
        if !leading.contains(where: { $0.comesBefore(event) }) {
          let option = nodes[index].runnable[..<optionCount].firstIndex(of: event.task)
          if let option { initials |= 1 << UInt64(option) }
        }
      }
      leading.append(event)
    }
    if initials & nodes[index].wanted != 0 { return }
    let all: UInt64 = (1 << UInt64(optionCount)) - 1
    nodes[index].wanted |= initials == 0 ? all : initials & (~initials &+ 1)
  }

  /// Adds the node that a run stands at.
  private mutating func append(
    _ before: Snapshot<Task>?, _ world: World<Task>, decisions: Int, hasYielded: Bool,
    after event: (task: Int, footprint: Footprint, clock: VectorClock)?
  ) -> Bool {
    guard decisions <= 1 else { return false }
    var runnable: [Int] = []
    for task in world.kernel.runQueueOrder { runnable.append(number(of: task)) }
    let current = number(of: world.members[world.current].id)
    var optionCount = 1
    var isPreemptible = false
    if decisions == 1 {
      let decision = world.kernel.decision(world.kernel.decisionCount - 1)
      isPreemptible = decision.kind != .dispatch
      optionCount = Int(decision.options)
      // The child is the last in the queue, and the first among the options.
      if decision.kind == .afterClone { runnable.insert(runnable.removeLast(), at: 0) }
      // Whoever has yielded lets another go first.
      if hasYielded { optionCount -= 1 }
    }
    runnable.insert(current, at: 0)
    guard tasks.count <= VectorClock.tasksMax, runnable.count < 64, optionCount < 64 else {
      return false
    }
    let isOpaque = optionCount > runnable.count
    let empty = VectorClock()
    var knowledge = nodes.last?.knowledge ?? []
    while knowledge.count < tasks.count { knowledge.append(empty) }
    var sleepers: [Sleeper] = []
    if let event, let last = nodes.last {
      knowledge[event.task] = event.clock
      for task in runnable where !last.runnable.contains(task) {
        // The step has created it, or woken it.
        knowledge[task].join(event.clock)
      }
      sleepers =
        isOpaque
        ? []
        : last.sleepers.filter {
          $0.task != event.task && !$0.footprint.conflicts(with: event.footprint)
        }
    }
    nodes.append(
      Node(
        before: before, runnable: runnable, optionCount: optionCount, isPreemptible: isPreemptible,
        isOpaque: isOpaque, knowledge: knowledge, sleepers: sleepers,
        wanted: isOpaque ? 1 << UInt64(optionCount) - 1 : 1, tried: 1, preemptions: preemptions,
        task: current))
    return true
  }

  private func isAsleep(_ option: Int, at index: Int) -> Bool {
    guard !nodes[index].isOpaque else { return false }
    let task = nodes[index].runnable[option]
    return nodes[index].sleepers.contains { $0.task == task }
  }

  private mutating func choose(_ option: Int, at index: Int, _ world: World<Task>) {
    let before = index > 0 ? nodes[index - 1].preemptions : 0
    nodes[index].chosen = option
    nodes[index].tried |= 1 << UInt64(option)
    nodes[index].wanted |= 1 << UInt64(option)
    nodes[index].preemptions = before + (nodes[index].isPreemptible && option > 0 ? 1 : 0)
    // Whoever was chosen may have been killed before.
    if world.ending == nil { nodes[index].task = number(of: world.members[world.current].id) }
  }

  /// Goes back to the last node where something is left to try.
  private mutating func backtrack() -> World<Task>? {
    while let top = nodes.indices.last {
      // The step that was made from here, if the schedule got so far.
      if events.count > top {
        events.removeSubrange((top + 1)...)
        let event = events.removeLast()
        if !nodes[top].isOpaque {
          nodes[top].sleepers.append(Sleeper(task: event.task, footprint: event.footprint))
        }
        let open = nodes[top].wanted & ~nodes[top].tried
        let option = (0..<nodes[top].optionCount).first {
          open >> UInt64($0) & 1 != 0 && !isAsleep($0, at: top)
        }
        if let option, let before = nodes[top].before {
          var world = before.world
          // The run that went on with another option has told of those before.
          _ = world.takeRaces()
          world.advance([UInt16(option)], observing: explorer.observed)
          choose(option, at: top, world)
          return world
        }
      }
      nodes.removeLast()
    }
    return nil
  }

  /// A task's number, by the order in which tasks are first seen.
  private mutating func number(of task: TaskID) -> Int {
    if let number = tasks.firstIndex(of: task) { return number }
    tasks.append(task)
    return tasks.count - 1
  }
}
