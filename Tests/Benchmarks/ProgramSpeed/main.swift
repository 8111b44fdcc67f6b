import Foundation
import KernelCore
import LinuxABI
import Machine
import TaskC
import UserSpace

// What whole programs cost: a start and an end, a fork with much memory, a copy of a computer.

let rounds = 25

/// The processor time of this thread: what others do on the machine must not count.
func processorNanoseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The median of what a measurement gives, in nanoseconds.
func median(_ measure: () throws -> Double) rethrows -> Double {
  var times: [Double] = []
  for _ in 0..<rounds { times.append(try measure()) }
  return times.sorted()[rounds / 2]
}

func computer(_ file: ELFFile, pages: Int = 65_536) -> Computer<Kernel> {
  var limits = KernelLimits.standard
  limits.pagesMax = pages
  limits.fileBytesMax = 64 << 20
  limits.treeBytesMax = 256 << 20
  limits.overcommit = .heuristic
  var computer = Computer(Kernel(limits: limits))
  computer.install("program", file.bytes)
  computer.start(file, ProgramStart(path: "./program", arguments: ["./program"]))
  return computer
}

func compiled(_ text: String) throws -> ELFFile {
  try ELFFile(TaskCCompiler.compile(SourceText(Array(text.utf8)), path: "program.c").executable)
}

/// A static program of glibc that says hello; nil, with the reason printed, where there is no cross
/// compiler.
func helloOfGlibc() throws -> ELFFile? {
  let compiler = "/usr/bin/riscv64-linux-gnu-gcc"
  guard FileManager.default.isExecutableFile(atPath: compiler) else {
    print("left out: a program of glibc needs gcc-riscv64-linux-gnu")
    return nil
  }
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "threadbare-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let source = folder.appending(path: "hello.c")
  try Data("#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n".utf8)
    .write(to: source)
  let process = Process()
  process.executableURL = URL(filePath: compiler)
  process.arguments = ["-O1", "-static", "-o", folder.appending(path: "hello").path, source.path]
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { return nil }
  return try ELFFile([UInt8](Data(contentsOf: folder.appending(path: "hello"))))
}

/// From exec to exit.
func lifetime(of file: ELFFile) -> Double {
  var computer = computer(file)
  var processor = Processor()
  let begin = processorNanoseconds()
  let end = computer.run(on: &processor, instructionsMax: 1_000_000_000)
  let time = processorNanoseconds() - begin
  precondition(end == .finished && computer.status == .exited(0), "the program has failed")
  return time
}

// MARK: - fork

let touching = try compiled(
  """
  #include <threadbare.h>
  int main(void) {
    char *memory = mmap(0, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (long place = 0; place < 64 << 20; place += 4096) memory[place] = 1;
    sched_yield();
    if (fork() == 0) _exit(0);
    wait(0);
    return 0;
  }
  """)

/// The time of the step in which a process forks that has touched 64 MiB.
func forkTime() -> Double {
  var computer = computer(touching)
  computer.users.recordsCalls = true
  var processor = Processor()
  while true {
    computer.users.records = []
    let tasks = computer.system.tasks.count
    let begin = processorNanoseconds()
    let end = computer.step(on: &processor)
    let time = processorNanoseconds() - begin
    precondition(end == nil, "the program has not forked")
    if computer.system.tasks.count > tasks, tasks > 1 { return time }
  }
}

// MARK: - Copies

let three = try compiled(
  """
  #include <threadbare.h>
  int counter;
  static int count(long n) {
    for (;;) counter++;
    return 0;
  }
  int main(void) {
    task_clone(CLONE_VM | SIGCHLD, count, 0, 0, 0, 0);
    task_clone(CLONE_VM | SIGCHLD, count, 0, 0, 0, 0);
    for (;;) counter++;
    return 0;
  }
  """)

/// A copy of a computer with three tasks is made, the computer goes on for a moment, and the copy takes
/// its place: what that costs beyond going on.
func copyTime() -> Double {
  var computer = computer(three)
  computer.users.turn = 100
  var processor = Processor()
  for _ in 0..<2_000 { _ = computer.step(on: &processor) }
  let count = 2_000
  var plain = 0.0
  var copying = 0.0
  for isCopying in [false, true] {
    let begin = processorNanoseconds()
    for _ in 0..<count {
      if isCopying {
        let copy = computer
        _ = computer.step(on: &processor)
        computer = copy
      } else {
        _ = computer.step(on: &processor)
      }
    }
    let time = processorNanoseconds() - begin
    if isCopying { copying = time } else { plain = time }
  }
  return max(0, copying - plain) / Double(count)
}

// MARK: - The table

var isMissed = false

/// Prints a row.
///
/// - Returns: Whether the target is missed.
func row(_ what: String, _ measured: Double, _ unit: String, most: Double?) -> Bool {
  let shown = String(format: "%.2f", measured)
  print("| \(what) | \(shown) \(unit) | \(most.map { "at most \(Int($0)) \(unit)" } ?? "-") |")
  return most.map { measured > $0 } ?? false
}

print("| what | median of \(rounds) | target |")
print("|---|---:|---:|")
if let hello = try helloOfGlibc() {
  isMissed = row(
    "a static program of glibc that says hello, from exec to exit",
    median { lifetime(of: hello) } / 1e6, "ms", most: 5)
}
let small = try compiled("#include <threadbare.h>\nint main(void) { puts(\"hello\"); return 0; }")
_ = row("the same in Task C", median { lifetime(of: small) } / 1e6, "ms", most: nil)
let isForkMissed = row(
  "fork of a process that has touched 64 MiB", median(forkTime) / 1e6, "ms", most: 1)
let isCopyMissed = row(
  "a copy of a computer with three tasks, and back to it", median(copyTime) / 1e3, "us", most: 5)
isMissed = isMissed || isForkMissed || isCopyMissed
if isMissed {
  print("a figure misses its target")
  exit(1)
}
