internal import KernelCore
internal import LinuxABI

/// What a task knows of the steps of all: for each task, how many of its steps came before.
///
/// Source: Mattern, Virtual Time and Global States of Distributed Systems (1989). The number of
/// tasks is bounded, so that a clock is a plain value.
struct VectorClock: Sendable {
  /// The most tasks of a program that is explored.
  static var tasksMax: Int { 16 }

  private var ticks = SIMD16<UInt32>(repeating: 0)

  subscript(task: Int) -> UInt32 {
    get { ticks[task] }
    set { ticks[task] = newValue }
  }

  /// Learns what another clock knows.
  mutating func join(_ other: VectorClock) {
    ticks.replace(with: other.ticks, where: other.ticks .> ticks)
  }
}

/// Looks for accesses to memory that nothing orders.
///
/// Order comes from clone, from atomic steps on the same word, from futex operations on it (a wake
/// orders what came before it with what the woken task does), from the end of a thread through the
/// word that is cleared (whoever looks at that afterwards, in whatever way, knows of the end: the
/// store is the kernel's), and from wait4. Memory of different address spaces is different, so races
/// on memory that processes share are not seen.
///
/// Source: Flanagan and Freund, FastTrack: Efficient and Precise Dynamic Race Detection (2009).
struct RaceDetector: Sendable {
  /// The last access of a kind that a task made to a word.
  private struct Access: Sendable {
    var address: UInt64
    var byteCount: UInt64
    var space: Int
    var tick: UInt32
    var racing: RacingAccess
  }

  private var accesses: [Access] = []
  private var clocks: [VectorClock] = []
  /// What whoever orders itself with a word gets to know.
  private var published: [(address: UInt64, space: Int, clock: VectorClock)] = []
  /// What whoever looks at a word gets to know that the kernel has cleared.
  private var cleared: [(address: UInt64, space: Int, clock: VectorClock)] = []
  /// The races so far.
  private(set) var races: [DataRace] = []
  /// How many of those were handed out.
  private var takenCount = 0
  /// There are more tasks than a clock has room for: races are looked for no longer.
  private var hasStopped = false

  /// How many tasks were created.
  var taskCount: Int { clocks.count }

  /// Hands out the races that were not handed out yet.
  mutating func takeRaces() -> ArraySlice<DataRace> {
    defer { takenCount = races.count }
    return races[takenCount...]
  }

  /// A task is created; it knows what its creator does.
  mutating func create(by creator: Int?) {
    guard !hasStopped else { return }
    var clock = VectorClock()
    if let creator {
      clock = clocks[creator]
      clocks[creator][creator] &+= 1
    }
    guard clocks.count < VectorClock.tasksMax else {
      hasStopped = true
      return
    }
    clock[clocks.count] = 1
    clocks.append(clock)
  }

  /// A task makes a step: what it accesses, and what it orders itself with.
  mutating func step(_ call: SystemCall, of task: Int, number: Int, space: Int, cleared: UInt64) {
    guard !hasStopped else { return }
    switch call {
    case .load(let address, let width):
      access(address, width, space, by(task, number, isWrite: false, isAtomic: false))
      for word in self.cleared where word.address == address.rawValue && word.space == space {
        clocks[task].join(word.clock)
      }
    case .store(let address, let width, _):
      access(address, width, space, by(task, number, isWrite: true, isAtomic: false))
    case .fetchAdd(let address, let width, _), .exchange(let address, let width, _),
      .compareExchange(let address, let width, _, _):
      access(
        address, width, space, by(task, number, isWrite: !call.isAtomicLoad, isAtomic: true))
      acquire(address.rawValue, space, task)
      if !call.isAtomicLoad { release(address.rawValue, space, task) }
    case .futexWait(let address, _, _, _):
      access(address, .word, space, by(task, number, isWrite: false, isAtomic: true))
      acquire(address.rawValue, space, task)
    case .futexWake(let address, _, _): release(address.rawValue, space, task)
    case .exit where cleared != 0:
      self.cleared.append((cleared, space, clocks[task]))
      release(cleared, space, task)
    default: break
    }
  }

  /// A task goes on that slept on a word.
  mutating func wake(_ task: Int, from address: UInt64, space: Int) {
    guard !hasStopped else { return }
    acquire(address, space, task)
  }

  /// A task has waited for the end of another.
  mutating func waited(_ task: Int, for ended: Int) {
    guard !hasStopped else { return }
    clocks[task].join(clocks[ended])
  }

  private func by(_ task: Int, _ number: Int, isWrite: Bool, isAtomic: Bool) -> RacingAccess {
    RacingAccess(task: task, step: number, isWrite: isWrite, isAtomic: isAtomic)
  }

  private mutating func acquire(_ address: UInt64, _ space: Int, _ task: Int) {
    for word in published where word.address == address && word.space == space {
      clocks[task].join(word.clock)
    }
  }

  private mutating func release(_ address: UInt64, _ space: Int, _ task: Int) {
    let place = published.firstIndex { $0.address == address && $0.space == space }
    if let place {
      published[place].clock.join(clocks[task])
    } else {
      published.append((address, space, clocks[task]))
    }
    clocks[task][task] &+= 1
  }

  private mutating func access(
    _ place: UserAddress, _ width: MemoryWidth, _ space: Int, _ racing: RacingAccess
  ) {
    let (address, byteCount) = (place.rawValue, UInt64(width.rawValue))
    let task = racing.task
    var same: Int?
    for index in accesses.indices {
      let other = accesses[index]
      guard other.space == space,
        other.address &- address < byteCount || address &- other.address < other.byteCount
      else { continue }
      if other.racing.task == task {
        if other.address == address, other.byteCount == byteCount,
          other.racing.isWrite == racing.isWrite, other.racing.isAtomic == racing.isAtomic
        {
          same = index
        }
        continue
      }
      guard other.racing.isWrite || racing.isWrite, !other.racing.isAtomic || !racing.isAtomic,
        other.tick > clocks[task][other.racing.task]
      else { continue }
      races.append(DataRace(address: place, first: other.racing, second: racing))
    }
    let access = Access(
      address: address, byteCount: byteCount, space: space, tick: clocks[task][task],
      racing: racing)
    if let same { accesses[same] = access } else { accesses.append(access) }
  }
}
