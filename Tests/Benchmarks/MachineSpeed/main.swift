import Glibc
import KernelCore
import LinuxABI
import Machine
import SwitchInterpreter

// How fast machine code runs, beside the same design written in C: one switch, decoded instructions,
// translation buffers. Both run the same program in the same process, in turns.

let mipsMin = 350.0
let ratioMin = 0.7
let rounds = 5
let repeats = 6

/// The processor time of this thread: what others do on the machine must not count.
func processorNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// What a program wrote, how it ended, and what that took.
struct Outcome {
  var output: [UInt8] = []
  var status: UInt64 = 0
  var instructions: UInt64 = 0
  var nanoseconds = 0

  var mips: Double { Double(instructions) * 1_000 / Double(nanoseconds) }
}

/// Runs the program on the processor.
func runProcessor(_ file: ELFFile) throws -> Outcome {
  var kernel = Kernel()
  let task = kernel.spawnProgram(entry: 0)
  guard let space = kernel.addressSpace(of: task) else { preconditionFailure("no memory") }
  let start = ProgramStart(path: "/program", arguments: ["program"])
  var hart = try ProgramLoader.load(file, start, into: space, of: &kernel).hart
  var processor = Processor()
  var outcome = Outcome()
  while true {
    let begin = processorNanoseconds()
    let stop = processor.run(
      &hart, on: HartID(rawValue: 0), in: space, of: &kernel, instructionsMax: Int.max)
    outcome.nanoseconds += processorNanoseconds() - begin
    guard stop == .call else { preconditionFailure("\(stop)") }
    guard hart.x[17] == 64 else { break }
    for index in 0..<hart.x[12] {
      let place = UserAddress(rawValue: hart.x[11] + index)
      outcome.output.append(UInt8(kernel.peek(task, place, .byte) ?? 0))
    }
    hart.x[10] = hart.x[12]
  }
  outcome.status = hart.x[10]
  outcome.instructions = hart.retired
  return outcome
}

precondition(numbersAgree(), "operations are not numbered alike")
let file = try ELFFile(program)
var swift = Outcome()
var c = Outcome()
for _ in 0..<rounds {
  for _ in 0..<repeats {
    // Each program's best time: the machine may do other things at times.
    let one = try runProcessor(file)
    if swift.nanoseconds == 0 || one.nanoseconds < swift.nanoseconds { swift = one }
    let other = runSwitch(file)
    if c.nanoseconds == 0 || other.nanoseconds < c.nanoseconds { c = other }
  }
}
precondition(
  swift.output == c.output && swift.status == c.status && swift.instructions == c.instructions,
  "the two do not agree")

let ratio = swift.mips / c.mips
let millions = swift.instructions / 1_000_000
print("| a program of \(millions) million instructions | MIPS | of the one in C | target |")
print("|---|---:|---:|---|")
print("| a switch in C | \(Int(c.mips)) | 1.00 | |")
print(
  "| the processor | \(Int(swift.mips)) | \(Double(Int(ratio * 100)) / 100)",
  "| at least \(Int(mipsMin)) MIPS, and at least \(ratioMin) of the one in C |")
if swift.mips < mipsMin || ratio < ratioMin {
  print("a figure misses its target")
  exit(1)
}
