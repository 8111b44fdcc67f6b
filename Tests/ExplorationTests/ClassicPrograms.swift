import Exploration

/// Programs of the textbooks, right and wrong.
enum Classic {
  static let a = Register(0)
  static let b = Register(1)
  static let c = Register(2)

  /// A first task that creates the others, waits for their ends, and does something then.
  static func program(_ tasks: [[ProgramInstruction]], then last: [ProgramInstruction] = [])
    -> Program
  {
    let threads = Array(1...tasks.count)
    let first = threads.map { ProgramInstruction.clone(task: $0) } + threads.map { .join(task: $0) }
    return Program([first + last] + tasks)
  }

  // MARK: Counters

  /// Two tasks add 1 to word 0, each in two steps.
  static let lostUpdate = program([
    [.load(a, 0), .add(a, 1), .store(0, .register(a))],
    [.load(a, 0), .add(a, 1), .store(0, .register(a))],
  ])

  /// The same, in one step each.
  static let atomicUpdate = program([[.fetchAdd(a, 0, 1)], [.fetchAdd(a, 0, 1)]])

  // MARK: Peterson

  /// Peterson's lock around an unprotected counter in word 3; words 0 and 1 say who is interested,
  /// word 2 whose turn it is.
  ///
  /// Source: Peterson, Myths About the Mutual Exclusion Problem (1981).
  ///
  /// - Parameters:
  ///   - givesWay: Whether each gives the turn to the other, as it has to.
  ///   - isAtomic: Whether the accesses to the lock order what is around them.
  /// - Returns: The program.
  static func peterson(givesWay: Bool = true, isAtomic: Bool = true) -> Program {
    func load(_ word: Operand) -> ProgramInstruction {
      isAtomic ? .atomicLoad(a, word) : .load(a, word)
    }
    func store(_ word: Operand, _ value: Operand) -> ProgramInstruction {
      isAtomic ? .atomicStore(word, value) : .store(word, value)
    }
    func task(_ own: UInt32) -> [ProgramInstruction] {
      let other = 1 - own
      return [
        store(.value(own), 1), store(2, .value(givesWay ? other : own)),
        .label(0), load(.value(other)), .branch(a, .equal, 0, to: 1),
        load(2), .branch(a, .notEqual, .value(other), to: 1), .yield, .jump(0),
        .label(1), .load(b, 3), .add(b, 1), .store(3, .register(b)),
        store(.value(own), 0),
      ]
    }
    return program(
      [task(0), task(1)], then: [.load(a, 3), .assert(a, .equal, 2)])
  }

  // MARK: Philosophers

  /// Philosophers that eat once, each with two forks that are locks of one futex word.
  ///
  /// Source: Dijkstra, Hierarchical Ordering of Sequential Processes (1971).
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - isOrdered: Whether the last one takes the fork with the lower number first.
  /// - Returns: The program.
  static func philosophers(_ count: UInt32, isOrdered: Bool) -> Program {
    program(
      (0..<count).map { place in
        let forks = [place, (place + 1) % count]
        let taken = isOrdered ? forks.sorted() : forks
        return take(taken[0], label: 0) + take(taken[1], label: 2) + giveBack(taken[1])
          + giveBack(taken[0])
      })
  }

  /// Takes a fork, and sleeps while somebody else has it.
  private static func take(_ fork: UInt32, label: Int) -> [ProgramInstruction] {
    [
      .label(label), .exchange(c, .value(fork), 1), .branch(c, .equal, 0, to: label + 1),
      .futexWait(.value(fork), 1), .jump(label), .label(label + 1),
    ]
  }

  private static func giveBack(_ fork: UInt32) -> [ProgramInstruction] {
    [.atomicStore(.value(fork), 0), .futexWake(.value(fork), 1)]
  }

  // MARK: Mutexes

  /// Takes the lock in a word: 0 free, 1 taken, 2 taken and maybe somebody waits.
  ///
  /// Source: Drepper, Futexes Are Tricky (2011), mutex 2.
  static func lock(_ word: UInt32, label: Int) -> [ProgramInstruction] {
    [
      .compareExchange(c, .value(word), expected: 0, desired: 1), .branch(c, .equal, 0, to: label),
      .label(label + 1), .exchange(c, .value(word), 2), .branch(c, .equal, 0, to: label),
      .futexWait(.value(word), 2), .jump(label + 1), .label(label),
    ]
  }

  /// Gives the lock in a word back.
  static func unlock(_ word: UInt32, label: Int) -> [ProgramInstruction] {
    [
      .exchange(c, .value(word), 0), .branch(c, .notEqual, 2, to: label),
      .futexWake(.value(word), 1), .label(label),
    ]
  }

  /// Takes the lock in a word as Drepper's mutex 1 does: a count of those that want it.
  static func firstLock(_ word: UInt32) -> [ProgramInstruction] {
    [
      .label(0), .fetchAdd(c, .value(word), 1), .branch(c, .equal, 0, to: 1),
      .add(c, 1), .futexWait(.value(word), .register(c)), .jump(0), .label(1),
    ]
  }

  /// Gives it back.
  static func firstUnlock(_ word: UInt32) -> [ProgramInstruction] {
    [.atomicStore(.value(word), 0), .futexWake(.value(word), 1)]
  }

  /// A lock that looks right: it looks at the word and then takes it.
  static func brokenLock(_ word: UInt32) -> [ProgramInstruction] {
    [
      .label(0), .atomicLoad(c, .value(word)), .branch(c, .equal, 0, to: 1),
      .futexWait(.value(word), 1), .jump(0), .label(1), .atomicStore(.value(word), 1),
    ]
  }

  /// Two tasks that add 1 to the unprotected word 1 under a lock in word 0.
  static func counter(lock: [ProgramInstruction], unlock: [ProgramInstruction], tasks: Int = 2)
    -> Program
  {
    let task = lock + [.load(a, 1), .add(a, 1), .store(1, .register(a))] + unlock
    return program(
      Array(repeating: task, count: tasks),
      then: [.load(a, 1), .assert(a, .equal, .value(UInt32(tasks)))])
  }

  // MARK: A stack

  /// A Treiber stack of two nodes.
  ///
  /// Word 0 is its head, words 10 and 20 are the nodes' links. One task pops; the other pops both,
  /// and pushes the first again.
  ///
  /// Source: Treiber, Systems Programming: Coping with Parallelism (1986); Michael, Hazard Pointers
  /// (2004), for ABA.
  static let stack: Program = {
    func pop(label: Int) -> [ProgramInstruction] {
      [
        .label(label), .atomicLoad(a, 0), .branch(a, .equal, 0, to: label + 1),
        .atomicLoad(b, .register(a)),
        .compareExchange(c, 0, expected: .register(a), desired: .register(b)),
        // Somebody else was faster; once is enough here.
        .label(label + 1),
      ]
    }
    let popper = pop(label: 0)
    let other =
      pop(label: 0) + pop(label: 2) + [
        .atomicLoad(b, 0), .atomicStore(10, .register(b)),
        .compareExchange(c, 0, expected: .register(b), desired: 10),
      ]
    return Program([
      [.store(10, 20), .store(0, 10), .clone(task: 1), .clone(task: 2), .join(task: 1)]
        + [.join(task: 2), .atomicLoad(a, 0), .assert(a, .notEqual, 20)],
      popper, other,
    ])
  }()

  // MARK: A buffer

  /// Two consumers that sleep while word 1, the number of items, is 0.
  ///
  /// There is an item for each, but the first one wakes both.
  ///
  /// - Parameter looksAgain: Whether the consumer waits in a `while`, not behind an `if`.
  /// - Returns: The program.
  static func buffer(looksAgain: Bool) -> Program {
    let consumer: [ProgramInstruction] =
      lock(0, label: 0) + [
        .label(10), .load(a, 1), .branch(a, .notEqual, 0, to: 11),
        .atomicLoad(b, 2),
      ] + unlock(0, label: 12) + [.futexWait(2, .register(b))] + lock(0, label: 14)
      + [looksAgain ? .jump(10) : .load(a, 1), .label(11)]
      + [
        .assert(a, .notEqual, 0), .load(a, 1), .add(a, .value(.max)), .store(1, .register(a)),
      ] + unlock(0, label: 16)
    let producer: [ProgramInstruction] =
      lock(0, label: 0) + [
        .load(a, 1), .add(a, 1), .store(1, .register(a)), .fetchAdd(b, 2, 1),
        .futexWake(2, 2),
      ] + unlock(0, label: 2)
    return program([consumer, consumer, producer + producer.map { $0.shifted(by: 20) }])
  }

  /// A flag and a wake: the sleeper looks at the flag, and sleeps whatever it is by then.
  static let lostWake = program([
    [
      .atomicLoad(a, 0), .branch(a, .notEqual, 0, to: 0), .futexWait(1, 0), .label(0),
    ],
    [.atomicStore(0, 1), .futexWake(1, 1)],
  ])
}

extension ProgramInstruction {
  /// The instruction with other labels, so that code can stand twice in one task.
  func shifted(by distance: Int) -> ProgramInstruction {
    switch self {
    case .label(let label): .label(label + distance)
    case .jump(let label): .jump(label + distance)
    case .branch(let register, let comparison, let operand, let label):
      .branch(register, comparison, operand, to: label + distance)
    default: self
    }
  }
}
