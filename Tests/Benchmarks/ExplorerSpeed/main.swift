import Exploration
import Glibc

// How fast schedules are explored, and how many of them need not be.
//
// The first figure is of three tasks with seven steps each, their creation and their ends included,
// with the search for data races; they have 61,395,840 schedules, of which a part is
// played. The second is of three philosophers that eat once: all of their 2,336,512 schedules are
// played, and then those that differ.

let schedulesPerSecondMin = 50_000.0
let reductionMin = 20.0

let a = Register(0)
let c = Register(2)

func counting(_ steps: Int) -> [ProgramInstruction] {
  (0..<steps).map { $0 % 2 == 0 ? .load(a, 0) : .store(0, .register(a)) }
}

/// Three tasks with seven calls each.
let tasks = Program([
  [.clone(task: 1), .clone(task: 2)] + counting(4) + [.exit], counting(6) + [.exit],
  counting(6) + [.exit],
])

/// The processor time that this program has used, in seconds: what others use of the core is theirs.
func secondsUsed() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// How many schedules are played in a second of one core.
func speed() -> Double {
  var limits = Explorer<ProgramExecution>.Limits()
  limits.schedulesMax = 500_000
  let explorer = Explorer(ProgramExecution(tasks), limits: limits)
  let start = secondsUsed()
  let report = explorer.explore(.all)
  return Double(report.schedules) / (secondsUsed() - start)
}

/// A philosopher with two forks, each a word that counts who has or wants it.
///
/// Two ever want a fork, each once: who comes second sleeps until the first gives it back, and has
/// it then. So nobody looks twice, and the schedules are few enough to play them all.
func philosopher(_ place: UInt32) -> [ProgramInstruction] {
  func take(_ fork: UInt32, label: Int) -> [ProgramInstruction] {
    [
      .fetchAdd(c, .value(fork), 1), .branch(c, .equal, 0, to: label),
      .futexWait(.value(fork), 2), .label(label),
    ]
  }
  func giveBack(_ fork: UInt32, label: Int) -> [ProgramInstruction] {
    [
      .fetchAdd(c, .value(fork), .value(.max)), .branch(c, .equal, 1, to: label),
      .futexWake(.value(fork), 1), .label(label),
    ]
  }
  let other = (place + 1) % 3
  return take(place, label: 0) + take(other, label: 1) + giveBack(other, label: 2)
    + giveBack(place, label: 3) + [.exit]
}

/// The first of them creates the others when it has its first fork.
let philosophers = Program([
  Array(philosopher(0)[..<4]) + [.clone(task: 1), .clone(task: 2)] + philosopher(0)[4...],
  philosopher(1), philosopher(2),
])

func explore(_ strategy: Explorer<ProgramExecution>.Strategy) -> Report {
  var limits = Explorer<ProgramExecution>.Limits()
  limits.schedulesMax = 50_000_000
  limits.stepsInAllMax = 1_000_000_000
  return Explorer(ProgramExecution(philosophers), limits: limits, detectsRaces: false)
    .explore(strategy)
}

let perSecond = speed()
let all = explore(.all)
let reduced = explore(.reduced)
let reduction = Double(all.schedules) / Double(reduced.schedules + reduced.pruned)
let isEqual =
  all.isComplete && reduced.isComplete && all.outcomes.count == reduced.outcomes.count
  && all.outcomes.allSatisfy { one in
    reduced.outcomes.contains { $0.outcome == one.outcome }
  }

print("| exploring schedules | measured | target |")
print("|---|---:|---:|")
print(
  "| schedules a second, 3 tasks of 7 steps | \(Int(perSecond))"
    + " | at least \(Int(schedulesPerSecondMin)) |")
print("| schedules of 3 philosophers, one meal | \(all.schedules) | |")
print("| of those played when reduced, given up | \(reduced.schedules), \(reduced.pruned) | |")
print("| reduced to one in | \(Int(reduction)) | at least \(Int(reductionMin)) |")
print("| same outcomes | \(isEqual ? "yes" : "no"), \(all.outcomes.count) | yes |")
if perSecond < schedulesPerSecondMin || reduction < reductionMin || !isEqual {
  print("a figure misses its target")
  exit(1)
}
