import Scheduling

/// One processor, its clock, and tasks that run and sleep by a script: what a policy makes of them.
struct Play<Policy: SchedulingPolicy> {
  /// What a task does next.
  enum Act {
    case run(milliseconds: Int)
    case sleep(milliseconds: Int)
    case yield
  }

  private struct Actor {
    let name: Character
    let acts: [Act]
    var act = 0
    var millisecondsLeft = 0
    /// When it comes, or wakes up; nil while it is runnable.
    var wakesAt: Int?
    var isNew = true
  }

  var policy: Policy
  private let tickMilliseconds: Int
  private var actors: [Actor] = []
  /// The time.
  private(set) var milliseconds = 0
  private var uncharged = 0
  private var mustReschedule = false
  /// Who ran in each millisecond so far; a dot where nobody did.
  private(set) var timeline = ""
  /// How many milliseconds each task ran.
  private(set) var ran: [Int] = []

  init(_ policy: Policy, tickMilliseconds: Int = 1) {
    self.policy = policy
    self.tickMilliseconds = tickMilliseconds
  }

  private var now: UInt64 { UInt64(milliseconds) * 1_000_000 }

  /// Adds a task that does its acts again and again, from a time on.
  mutating func add(
    _ name: Character, _ attributes: SchedulingAttributes = SchedulingAttributes(),
    _ acts: [Act] = [.run(milliseconds: .max)], at start: Int = 0
  ) {
    policy.add(Int32(actors.count), attributes, at: now)
    actors.append(Actor(name: name, acts: acts, wakesAt: start))
    ran.append(0)
  }

  /// Changes a task's attributes now.
  mutating func change(_ name: Character, to attributes: SchedulingAttributes) {
    guard let task = actors.firstIndex(where: { $0.name == name }) else { return }
    charge()
    if policy.change(Int32(task), to: attributes, at: now) { mustReschedule = true }
  }

  /// Lets time pass, and says who ran in it.
  @discardableResult
  mutating func run(milliseconds count: Int) -> String {
    var line = ""
    for _ in 0..<count { line.append(step()) }
    timeline += line
    return line
  }

  private mutating func step() -> Character {
    for task in actors.indices where actors[task].wakesAt == milliseconds { wake(task) }
    if mustReschedule, policy.current >= 0 {
      policy.enqueue(policy.current, because: .preempted, at: now)
    }
    mustReschedule = false
    if policy.current < 0 { _ = policy.pickNext(at: now) }
    let task = Int(policy.current)
    milliseconds += 1
    guard task >= 0 else { return "." }
    ran[task] += 1
    uncharged += 1
    actors[task].millisecondsLeft -= 1
    if actors[task].millisecondsLeft == 0 {
      charge()
      goOn(task)
    } else if milliseconds % tickMilliseconds == 0 {
      charge()
    }
    return actors[task].name
  }

  private mutating func charge() {
    guard uncharged > 0, policy.current >= 0 else { return }
    if policy.tick(ran: UInt64(uncharged) * 1_000_000, at: now) { mustReschedule = true }
    uncharged = 0
  }

  private mutating func wake(_ task: Int) {
    charge()
    actors[task].wakesAt = nil
    policy.enqueue(Int32(task), because: actors[task].isNew ? .new : .woken, at: now)
    actors[task].isNew = false
    if policy.current >= 0, policy.preempts(Int32(task)) { mustReschedule = true }
    if case .run(let milliseconds) = actors[task].acts[actors[task].act] {
      actors[task].millisecondsLeft = milliseconds
    }
  }

  /// Has the current task do what comes after running.
  private mutating func goOn(_ task: Int) {
    while true {
      actors[task].act = (actors[task].act + 1) % actors[task].acts.count
      switch actors[task].acts[actors[task].act] {
      case .run(let milliseconds):
        if actors[task].wakesAt == nil { actors[task].millisecondsLeft = milliseconds }
        return
      case .sleep(let duration):
        policy.dequeue(Int32(task), at: now)
        actors[task].wakesAt = milliseconds + duration
      case .yield:
        policy.enqueue(Int32(task), because: .yielded, at: now)
      }
    }
  }
}

/// A timeline with the lengths of its runs: "AAB" is "A2 B1".
func runs(_ timeline: some StringProtocol) -> String {
  var parts: [String] = []
  var rest = timeline[...]
  while let name = rest.first {
    let run = rest.prefix { $0 == name }
    parts.append("\(name)\(run.count)")
    rest = rest.dropFirst(run.count)
  }
  return parts.joined(separator: " ")
}
