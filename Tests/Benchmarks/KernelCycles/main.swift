import Glibc
import HostCycles
import KernelCore
import LinuxABI

// How many lives of a task a second: in the emulated kernel, and in the host's. The trace and the
// decisions are on, as always.
//
// Both are measured in many windows of a few milliseconds, in turn, and the best window of each
// counts: what other processes of the machine take away is then the same for both, next to nothing.
// The host is measured pinned to one processor and not, while this process is still small, since a
// fork copies its page tables.

/// The least that the emulated kernel must reach, as a multiple of the host.
let threadTarget = 100.0
let forkTarget = 250.0

let rounds = 60

/// A program that creates a task and waits for its end, over and over.
protocol Life {
  /// The call that creates the task, which ends at once.
  static var clone: SystemCall { get }
  /// The call that waits for its end.
  static var wait: SystemCall { get }
}

/// A thread, joined as C libraries do it.
///
/// The word holds 0 from the start and is cleared to 0: the parent sleeps on it all the same, and the
/// child's end wakes it.
enum ThreadLife: Life {
  static var clone: SystemCall {
    .clone(
      CloneArguments(
        flags: [.vm, .fs, .files, .sighand, .thread, .childClearTID],
        childTID: UserMemoryLayout.dataStart, entry: 1))
  }
  static var wait: SystemCall {
    .futexWait(address: UserMemoryLayout.dataStart, expected: 0, timeoutNanoseconds: nil)
  }
}

/// A child process.
enum ForkLife: Life {
  static var clone: SystemCall {
    .clone(CloneArguments(flags: [], exitSignal: .child, entry: 1))
  }
  static var wait: SystemCall { .wait4(pid: -1, options: []) }
}

/// Such a program on a kernel of its own.
struct EmulatedCycles<Program: Life> {
  private static var windowCycles: Int { 10_000 }

  private var kernel = Kernel()
  private var isWaiting = false
  private(set) var bestPerSecond = 0.0

  init() {
    _ = kernel.spawnProgram(entry: 0)
  }

  /// Measures one window.
  mutating func measure() {
    let start = ContinuousClock.now
    live(Self.windowCycles)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    bestPerSecond = max(bestPerSecond, Double(Self.windowCycles) / seconds)
  }

  /// Lets the program and its children make their calls, as their own code would.
  private mutating func live(_ cycles: Int) {
    var left = cycles
    while left > 0 {
      switch kernel.next() {
      case .start(let task, let entry):
        if entry == 0 {
          kernel.submit(Program.clone, by: task)
        } else {
          kernel.submit(.exit(code: 0), by: task)
        }
      case .resume(let task, _):
        isWaiting.toggle()
        if isWaiting {
          kernel.submit(Program.wait, by: task)
        } else {
          left -= 1
          kernel.submit(Program.clone, by: task)
        }
      case .ended: continue
      case .handler, .allDone, .deadlock: preconditionFailure("the program never ends")
      }
    }
  }
}

/// The host's cycles a second in the best of many windows.
func host(_ windowCycles: Int, _ measure: (Int, host_placement) -> Double) -> Double {
  var best = 0.0
  for round in 0..<rounds * 2 {
    let seconds = measure(windowCycles, round % 2 == 0 ? host_unpinned : host_pinned)
    guard seconds > 0 else { preconditionFailure("the host refused: errno \(-seconds)") }
    best = max(best, Double(windowCycles) / seconds)
  }
  return best
}

/// One kind of task, measured in both kernels.
struct Measurement {
  let name: String
  let hostPerSecond: Double
  let emulatedPerSecond: Double
  let target: Double

  var ratio: Double { emulatedPerSecond / hostPerSecond }
}

var threads = EmulatedCycles<ThreadLife>()
var forks = EmulatedCycles<ForkLife>()

let hostThreads = host(200, host_thread_cycles)
let hostForks = host(30, host_fork_cycles)
for _ in 0..<rounds {
  threads.measure()
  forks.measure()
}

let measurements = [
  Measurement(
    name: "thread: clone, exit, join", hostPerSecond: hostThreads,
    emulatedPerSecond: threads.bestPerSecond, target: threadTarget),
  Measurement(
    name: "process: fork, exit, wait", hostPerSecond: hostForks,
    emulatedPerSecond: forks.bestPerSecond, target: forkTarget),
]

print("| A life | host, each second | emulated, each second | ratio | target |")
print("|---|---:|---:|---:|---:|")
for measurement in measurements {
  print(
    "| \(measurement.name) | \(Int(measurement.hostPerSecond))"
      + " | \(Int(measurement.emulatedPerSecond))"
      + " | \(Int(measurement.ratio)) | \(Int(measurement.target)) |")
}
let fields = measurements.map {
  "{\"name\":\"\($0.name)\",\"host_per_second\":\(Int($0.hostPerSecond)),"
    + "\"emulated_per_second\":\(Int($0.emulatedPerSecond)),\"ratio\":\($0.ratio),"
    + "\"target\":\($0.target)}"
}
print("{\"kernel_cycles\":[\(fields.joined(separator: ","))]}")
if measurements.contains(where: { $0.ratio < $0.target }) {
  print("a figure misses its target")
  exit(1)
}
