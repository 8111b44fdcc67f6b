import Contrast
import KernelCore
import LinuxABI
import Machine

/// The flags that a thread library gives to clone for a thread, without those for its words in memory.
let threadFlags: CloneFlags = [.vm, .fs, .files, .sighand, .thread, .sysvSem]

/// A word of the data area, by its number.
func word(_ number: Int) -> UserAddress {
  UserMemoryLayout.dataStart + UInt64(number) * 4
}

extension Script.Step {
  /// Makes a process or a thread.
  static func clone(
    _ flags: CloneFlags, _ signal: Int32 = 0, runs task: Int, as variable: Int? = nil,
    clears word: UserAddress = .null
  ) -> Script.Step {
    Script.Step(
      .clone(
        CloneArguments(flags: flags, exitSignal: signal, childTID: word, entry: UInt64(task))),
      result: variable)
  }

  /// Makes a process, as fork does.
  static func fork(runs task: Int, as variable: Int? = nil) -> Script.Step {
    clone([], Signal.child.rawValue, runs: task, as: variable)
  }

  /// Makes a thread.
  static func thread(runs task: Int, as variable: Int? = nil) -> Script.Step {
    clone(threadFlags, runs: task, as: variable)
  }

  /// A call that takes nothing from variables.
  static func call(_ call: SystemCall) -> Script.Step { Script.Step(call) }

  /// Waits for the process that a variable names.
  static func wait(for variable: Int) -> Script.Step {
    Script.Step(
      .wait4(pid: 0, options: []),
      substitutions: [Script.Substitution(word: 0, variable: variable)])
  }

  /// Waits for a thread that was made with a word to clear.
  static func join(_ variable: Int, at word: UserAddress) -> Script.Step {
    Script.Step(
      .futexWait(address: word, expected: 0, timeoutNanoseconds: nil),
      substitutions: [Script.Substitution(word: 2, variable: variable)])
  }

  /// Sends a signal to the process that a variable names.
  static func kill(_ variable: Int, _ signal: Signal) -> Script.Step {
    Script.Step(
      .kill(pid: 0, signal: signal),
      substitutions: [Script.Substitution(word: 0, variable: variable)])
  }

  static func store(_ word: UserAddress, _ value: UInt64) -> Script.Step {
    call(.store(address: word, width: .word, value: value))
  }

  static func load(_ word: UserAddress) -> Script.Step {
    call(.load(address: word, width: .word))
  }

  static func write(_ text: String, to descriptor: Int32 = 1) -> Script.Step {
    call(.write(fd: FileDescriptor(rawValue: descriptor), buffer: .bytes(Array(text.utf8))))
  }
}

/// A script of some tasks; the first is the program.
func script(_ tasks: [Script.Step]..., variables: Int = 4) -> Script {
  Script(
    tasks: tasks.enumerated().map { Script.Task(name: "task\($0)", steps: $1) },
    variables: (0..<variables).map { "v\($0)" })
}

/// Runs a script in both models.
func compare(_ script: Script, decisions: DecisionSource = .parentFirst) -> Comparison {
  Comparison(ScriptExecution(script), decisions: decisions, callsMax: 500)
}

extension Comparison.Run {
  /// The answers to the calls of a task, by its place in the order of creation.
  func answers(of task: Int) -> [Observation.Answer] {
    observation.calls.filter { $0.task == task }.map(\.answer)
  }
}
