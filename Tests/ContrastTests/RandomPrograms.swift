import KernelCore
import LinuxABI
import Machine
import SeededNumbers

/// Programs that both models can express, drawn from a seed.
///
/// Numbers of tasks are used as the models give them and never looked at, since they are different;
/// a process with several threads ends with `exit_group` or with the status 0.
struct RandomPrograms {
  private var random: SplitMix64
  private var tasks: [[Script.Step]] = []
  private var variableCount = 0
  private let tasksMax: Int
  private let style: Style

  private enum Style: CaseIterable {
    /// No process ever has a second thread, and some are killed.
    case processes
    /// The same, with vforks and without signals: Linux ends a parent at once that is killed in a vfork,
    /// and the other model once the child has ended.
    case vforks
    /// All is one process.
    case threads
    case both
  }

  private init(seed: UInt64) {
    random = SplitMix64(state: seed)
    tasksMax = Int.random(in: 1...6, using: &random)
    style = Style.allCases.randomElement(using: &random) ?? .both
  }

  static func program(seed: UInt64) -> Script {
    var programs = RandomPrograms(seed: seed)
    programs.addTask(depth: 0)
    return Script(
      tasks: programs.tasks.enumerated().map { Script.Task(name: "t\($0)", steps: $1) },
      variables: (0..<max(programs.variableCount, 1)).map { "v\($0)" })
  }

  /// Adds a task and those that it makes.
  @discardableResult
  private mutating func addTask(depth: Int) -> Int {
    let index = tasks.count
    tasks.append([])
    var steps: [Script.Step] = []
    var children: [(variable: Int, kind: Kind)] = []
    for _ in 0..<Int.random(in: 1...9, using: &random) {
      let isCreation = Int.random(in: 0..<3, using: &random) == 0
      if isCreation, tasks.count < tasksMax, depth < 3 {
        let kind = self.kind()
        let variable = variableCount
        variableCount += 1
        let child = addTask(depth: depth + 1)
        steps.append(creation(kind, child, variable))
        children.append((variable, kind))
      } else if let child = children.randomElement(using: &random), Bool.random(using: &random) {
        steps.append(use(child.variable, child.kind))
      } else {
        steps.append(call())
      }
    }
    tasks[index] = steps + ending(of: index)
    return index
  }

  private enum Kind {
    case fork
    case vfork
    case thread
    /// A thread that clears this word as it ends.
    case joined(UserAddress)
  }

  private mutating func kind() -> Kind {
    let thread: Kind =
      Bool.random(using: &random)
      ? .thread : .joined(word(100 + Int.random(in: 0..<50, using: &random)))
    switch style {
    case .processes: return .fork
    case .vforks: return Bool.random(using: &random) ? .vfork : .fork
    case .threads: return thread
    case .both: return Bool.random(using: &random) ? thread : .fork
    }
  }

  private mutating func creation(_ kind: Kind, _ child: Int, _ variable: Int) -> Script.Step {
    switch kind {
    case .fork: return .fork(runs: child, as: variable)
    case .vfork: return .clone([.vm, .vfork], Signal.child.rawValue, runs: child, as: variable)
    case .thread: return .thread(runs: child, as: variable)
    case .joined(let word):
      return .clone(
        threadFlags.union([.childClearTID, .setTLS]), runs: child, as: variable, clears: word)
    }
  }

  /// A call with a child's number.
  private mutating func use(_ variable: Int, _ kind: Kind) -> Script.Step {
    switch kind {
    case .thread: return call()
    case .joined(let word): return .join(variable, at: word)
    case .fork, .vfork: break
    }
    let substitution = [Script.Substitution(word: 0, variable: variable)]
    let signals: [Signal] = [.terminate, .kill, .child, .user1, Signal(rawValue: 0)]
    switch Int.random(in: style == .vforks ? 1..<4 : 0..<4, using: &random) {
    case 0:
      let signal = signals.randomElement(using: &random) ?? .terminate
      return Script.Step(.kill(pid: 0, signal: signal), substitutions: substitution)
    case 1: return Script.Step(.wait4(pid: 0, options: .noHang), substitutions: substitution)
    default: return .wait(for: variable)
    }
  }

  private mutating func ending(of index: Int) -> [Script.Step] {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return [.call(.exitGroup(code: Int32.random(in: 0..<9, using: &random)))]
    case 1 where style == .processes || style == .vforks:
      return [.call(.exit(code: Int32.random(in: 0..<9, using: &random)))]
    default: return index == 0 && Bool.random(using: &random) ? [.call(.exit(code: 0))] : []
    }
  }

  // MARK: Calls

  private mutating func call() -> Script.Step {
    let descriptor = FileDescriptor(rawValue: Int32.random(in: 0..<6, using: &random))
    let address = word(Int.random(in: 0..<3, using: &random))
    let number = UInt64.random(in: 0..<3, using: &random)
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return .call(.getpid)
    case 1: return .call(.gettid)
    case 2: return .call(.getppid)
    case 3, 4: return .call(open())
    case 5: return .call(.close(fd: descriptor))
    case 6: return .call(.dup(fd: descriptor))
    case 7: return .call(.read(fd: descriptor, buffer: .inline(count: 4)))
    case 8: return .write("abc", to: descriptor.rawValue)
    case 9: return .call(.write(fd: descriptor, buffer: .memory(address, count: 5)))
    case 10: return .call(.read(fd: descriptor, buffer: .memory(address, count: 5)))
    case 11: return .call(directory())
    case 12: return .call(.schedYield)
    case 13, 14: return .store(address, number)
    case 15: return .load(address)
    case 16: return .call(atomic(address, number))
    case 17: return .call(futex(address, number))
    case 18: return .call(memory())
    default: return .call(.compute(nanoseconds: UInt64.random(in: 0..<5_000_000, using: &random)))
    }
  }

  private mutating func open() -> SystemCall {
    let path = ["/tmp/a", "a", "/nowhere/a", "/tmp", "b"].randomElement(using: &random) ?? "a"
    let flags: [OpenFlags] = [
      .readOnly, [.writeOnly, .create], [.readWrite, .create, .append],
      [.readWrite, .create, .exclusive], [.writeOnly, .truncate],
    ]
    return .open(
      path: Array(path.utf8), flags: flags.randomElement(using: &random) ?? [], mode: 0o644)
  }

  private mutating func directory() -> SystemCall {
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      let path = ["/tmp", "..", "home/user", "/tmp/a"].randomElement(using: &random) ?? "/"
      return .chdir(path: Array(path.utf8))
    case 1: return .umask(mask: UInt32.random(in: 0..<0o1000, using: &random))
    default: return .getcwd
    }
  }

  private mutating func atomic(_ address: UserAddress, _ number: UInt64) -> SystemCall {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: .fetchAdd(address: address, width: .word, value: number)
    case 1: .exchange(address: address, width: .word, value: number)
    default: .compareExchange(address: address, width: .word, expected: number, desired: 2)
    }
  }

  private mutating func futex(_ address: UserAddress, _ number: UInt64) -> SystemCall {
    if Bool.random(using: &random) {
      return .futexWake(address: address, count: Int32.random(in: 0..<3, using: &random))
    }
    let timeout: UInt64? =
      Int.random(in: 0..<4, using: &random) == 0
      ? nil : UInt64.random(in: 0..<2_000_000, using: &random)
    return .futexWait(
      address: address, expected: UInt32(number), timeoutNanoseconds: timeout)
  }

  private mutating func memory() -> SystemCall {
    let first = UserMemoryLayout.mmapStart
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1:
      return .mmap(
        length: UInt64.random(in: 0..<9_000, using: &random), access: [.read, .write],
        sharing: Bool.random(using: &random) ? .shared : .private)
    case 2: return .munmap(address: first, length: UserMemoryLayout.pageBytes)
    case 3: return .store(address: first, width: .doubleWord, value: 5)
    case 4: return .load(address: first + 4_090, width: .doubleWord)
    default:
      let signal: Signal = Bool.random(using: &random) ? .child : .terminate
      return .sigaction(
        signal: signal, disposition: Bool.random(using: &random) ? .ignore : .default)
    }
  }
}
