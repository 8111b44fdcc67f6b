internal import KernelCore
internal import LinuxABI
package import Machine

/// Runs a program in a process model, and takes down what it can tell and what it took.
package struct ModelRunner<Model: ProcessModel, Task: Execution> {
  /// The model as the run has left it so far.
  package private(set) var model: Model
  /// What the program can tell.
  package private(set) var observation = Observation()
  /// What it took.
  package private(set) var costs = ModelCosts()

  /// A task that exists, with what runs as it.
  private struct Running {
    let name: Model.Name
    /// Its place in the order of creation.
    let place: Int
    var execution: Task
    /// The call that it waits for, as an index into `observation.calls`.
    var pending: Int?
    /// What the call is to make, if it makes a task.
    var creation: Creating?
  }

  /// A call that makes a task.
  private struct Creating {
    /// The child, as an index into `children`.
    let child: Int
    let kind: TaskKind
  }

  /// What a child runs that was asked for.
  private struct Child {
    let execution: Task
    /// Its place in the order of creation, once it is known to exist.
    var place: Int?
    /// How many tasks have started with it: two, if its process was copied before it had started.
    var startCount = 0
  }

  /// The number of a process, with the place of its first task.
  private struct KnownProcess {
    let number: Int32
    let place: Int
  }

  private var running: [Running] = []
  private var children: [Child]
  private var processes: [KnownProcess] = []
  private var taskCount = 0
  /// What the model had before there was a program.
  private let boot: Inventory

  /// Puts a program into a model, as its first process.
  package init(_ program: Task, in model: Model) {
    var model = model
    boot = model.inventory
    children = [Child(execution: program)]
    _ = model.spawnProgram(entry: 0)
    self.model = model
    costs.see(model.inventory - boot)
  }

  /// Runs until no task is left, none can go on, or the limit is reached.
  ///
  /// - Parameters:
  ///   - callsMax: The most calls of the run.
  ///   - inspect: Is given the model after each call.
  /// - Returns: How it ended.
  package mutating func run(
    callsMax: Int, inspect: (Model) -> Void = { _ in }
  ) -> ModelEnd {
    let end = runOn(callsMax: callsMax, inspect: inspect)
    observation.console = model.console
    costs.traffic = model.traffic
    return end
  }

  private mutating func runOn(
    callsMax: Int, inspect: (Model) -> Void
  ) -> ModelEnd {
    while true {
      inspect(model)
      switch model.next() {
      case .start(let name, let entry): start(name, entry: entry)
      case .resume(let name, let reply): resume(name, with: reply)
      case .ended(let name): running.removeAll { $0.name == name }
      case .refused(let reason):
        return .refused(Refusal(task: observation.calls.last?.task ?? 0, reason: reason))
      case .allDone: return .finished
      case .deadlock: return .deadlock
      }
      if observation.calls.count >= callsMax { return .callLimit }
    }
  }

  // MARK: - Tasks

  private mutating func start(_ name: Model.Name, entry: UInt64) {
    guard let index = Int(exactly: entry), children.indices.contains(index) else {
      preconditionFailure("a task started that no call asked for")
    }
    let execution = children[index].execution
    // A task that is there already has executed a program.
    if let place = running.firstIndex(where: { $0.name == name }) {
      running[place].execution = execution
      goOn(at: place, with: .start)
      return
    }
    var place = placeOfChild(index)
    if children[index].startCount > 0 {
      place = taskCount
      taskCount += 1
    }
    children[index].startCount += 1
    if let process = model.numbers(of: name)?.process { learn(process, place) }
    running.append(Running(name: name, place: place, execution: execution))
    goOn(at: running.count - 1, with: .start)
  }

  private mutating func placeOfChild(_ index: Int) -> Int {
    if let place = children[index].place { return place }
    children[index].place = taskCount
    taskCount += 1
    return taskCount - 1
  }

  private mutating func learn(_ process: Int32, _ place: Int) {
    guard !processes.contains(where: { $0.number == process }) else { return }
    processes.append(KnownProcess(number: process, place: place))
  }

  private mutating func resume(_ name: Model.Name, with reply: Reply) {
    guard let index = running.firstIndex(where: { $0.name == name }) else { return }
    if let call = running[index].pending {
      observation.calls[call].answer = answer(reply.value, at: index, of: call)
      observation.calls[call].extra = reply.extra
      observation.calls[call].bytes = reply.bytes
    }
    goOn(at: index, with: reply)
  }

  private mutating func goOn(at index: Int, with reply: Reply) {
    let asked = running[index].execution.step(reply)
    var call = asked
    running[index].pending = observation.calls.count
    running[index].creation = nil
    observation.calls.append(
      Observation.Call(task: running[index].place, number: call.number))
    // Each call gets an entry of the runner's own, since two may name the same.
    if let entry = call.childEntry {
      let child = children.count
      children.append(Child(execution: running[index].execution.child(entry: entry)))
      call.childEntry = UInt64(child)
      running[index].creation = call.madeTask.map { Creating(child: child, kind: $0) }
    }
    let isCreation = running[index].creation != nil
    let name = running[index].name
    let before = isCreation ? model.inventory : Inventory()
    model.submit(call, by: name)
    let after = model.inventory
    if isCreation, after != before {
      costs.creations.append(Creation(call: asked, made: after - before))
    }
    costs.see(after - boot)
    for replica in model.takeReplicas() { addReplica(replica.copy, of: replica.original) }
  }

  /// A copy goes on where its original is, if that has started.
  private mutating func addReplica(_ copy: Model.Name, of original: Model.Name) {
    guard let index = running.firstIndex(where: { $0.name == original }) else { return }
    if let process = model.numbers(of: copy)?.process { learn(process, taskCount) }
    running.append(
      Running(name: copy, place: taskCount, execution: running[index].execution))
    taskCount += 1
  }

  // MARK: - Answers

  /// An answer with tasks in the place of their numbers.
  private mutating func answer(_ value: Int64, at index: Int, of call: Int) -> Observation.Answer {
    guard value > 0, let number = Int32(exactly: value) else { return .value(value) }
    switch observation.calls[call].number {
    case .clone, .forkall, .lwpCreate:
      guard let creation = running[index].creation else { return .value(value) }
      let place = placeOfChild(creation.child)
      if creation.kind == .process { learn(number, place) }
      return .task(place)
    case .wait4, .getpid, .getppid:
      if number == 1 { return .initProcess }
      return processes.first { $0.number == number }.map { .task($0.place) } ?? .value(value)
    case .gettid:
      return model.numbers(of: running[index].name)?.thread == number
        ? .task(running[index].place) : .value(value)
    default: return .value(value)
    }
  }
}

/// What a call makes.
private enum TaskKind {
  case process
  case thread
}

extension SystemCall {
  /// What the call makes, if it makes a task.
  fileprivate var madeTask: TaskKind? {
    switch self {
    case .clone(let arguments): arguments.flags.contains(.thread) ? .thread : .process
    case .registers(let call) where call.number == .forkall: .process
    case .registers(let call) where call.number == .lwpCreate: .thread
    default: nil
    }
  }

  /// The word that says what a child runs, or the program that is executed; nil for other calls.
  fileprivate var childEntry: UInt64? {
    get {
      switch self {
      case .clone(let arguments): arguments.entry
      case .registers(let call)
      where call.number == .forkall || call.number == .lwpCreate || call.number == .execve:
        call.f
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .clone(var arguments):
        arguments.entry = newValue
        self = .clone(arguments)
      case .registers(let call) where call.number == .execve:
        self = .execve(path: call.bytes, entry: newValue)
      case .registers(let call) where call.number == .forkall: self = .forkall(entry: newValue)
      case .registers(let call) where call.number == .lwpCreate: self = .lwpCreate(entry: newValue)
      default: return
      }
    }
  }
}
