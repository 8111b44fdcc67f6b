import Exploration
import LinuxABI
import SeededNumbers
import Testing

@Suite struct `Reduction` {
  private func instruction(_ random: inout SplitMix64) -> [Instruction] {
    let word = Operand.value(UInt32.random(in: 0..<3, using: &random))
    let number = Operand.value(UInt32.random(in: 0..<3, using: &random))
    let register = Register(Int.random(in: 0..<2, using: &random))
    switch Int.random(in: 0..<11, using: &random) {
    case 0, 1: return [.load(register, word)]
    case 2, 3: return [.store(word, number)]
    case 4: return [.add(register, 1), .store(word, .register(register))]
    case 5: return [.fetchAdd(register, word, number)]
    case 6: return [.compareExchange(register, word, expected: number, desired: 2)]
    case 7: return [.futexWait(word, number)]
    case 8: return [.futexWake(word, 1)]
    case 9: return [.write([UInt8.random(in: 97..<100, using: &random)])]
    default: return [.load(register, word), .branch(register, .equal, number, to: 9)]
    }
  }

  private func program(_ seed: UInt64) -> Program {
    var random = SplitMix64(state: seed)
    let count = Int.random(in: 1...2, using: &random)
    let most = count == 1 ? 5 : 2
    let tasks = (0...count).map { _ in
      (0..<Int.random(in: 1...most, using: &random)).flatMap { _ in instruction(&random) }
        .prefix(most) + [.label(9)]
    }
    var first = (1...count).map { Instruction.clone(task: $0) } + tasks[0]
    // In some the first task waits, in some it leaves, in some it ends them all.
    switch Int.random(in: 0..<4, using: &random) {
    case 0: first += [.exit]
    case 1: first += [.load(Register(0), 0), .assert(Register(0), .less, 2)]
    default: first += (1...count).map { .join(task: $0) }
    }
    return Program([first] + tasks.dropFirst().map(Array.init))
  }

  @Test func `finds the outcomes of all schedules of 500 random programs`() {
    var (all, reduced) = (0, 0)
    var limits = Explorer<ProgramExecution>.Limits()
    limits.schedulesMax = 2_000
    for seed in UInt64(0)..<500 {
      let explorer = Explorer(
        ProgramExecution(program(seed)),
        observing: (0..<3).map { Program.address(ofWord: $0) }, limits: limits, detectsRaces: false)
      let plain = explorer.explore(.all)
      let few = explorer.explore(.reduced)
      guard plain.isComplete else { continue }
      #expect(few.isReduced && few.isComplete)
      let missing = plain.outcomes.filter { one in
        !few.outcomes.contains { $0.outcome == one.outcome }
      }
      #expect(missing.isEmpty, "seed \(seed)")
      #expect(few.outcomes.count == plain.outcomes.count, "seed \(seed)")
      #expect(few.schedules <= plain.schedules, "seed \(seed)")
      all += plain.schedules
      reduced += few.schedules
    }
    #expect(reduced * 5 < all, "\(all) schedules, \(reduced) reduced")
  }

  /// All that is ordered are the ends of the threads, and what the first task does after it has
  /// created them: four places for the first thread's end, three and two for those of the others.
  @Test func `leaves one schedule of steps that all commute`() {
    let tasks = (0..<3).map { task -> [Instruction] in
      [.store(.value(UInt32(task)), 1), .store(.value(UInt32(task)), 2)]
    }
    let program = Program(
      [[.clone(task: 1), .clone(task: 2), .clone(task: 3), .exit]] + tasks)
    let report = Explorer(ProgramExecution(program)).explore(.reduced)
    #expect(report.schedules == 4 * 3 * 2)
    #expect(report.isComplete)
  }
}
