import Exploration
import LinuxABI
import SeededNumbers
import Testing

@Suite struct `Reduction` {
  private func instruction(_ random: inout SplitMix64) -> [ProgramInstruction] {
    let word = Operand.value(UInt32.random(in: 0..<3, using: &random))
    let number = Operand.value(UInt32.random(in: 0..<3, using: &random))
    let register = Register(Int.random(in: 0..<2, using: &random))
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1: return [.load(register, word)]
    case 2, 3: return [.store(word, number)]
    case 4: return [.add(register, 1), .store(word, .register(register))]
    case 5: return [.fetchAdd(register, word, number)]
    case 6: return [.compareExchange(register, word, expected: number, desired: 2)]
    case 7: return [.futexWait(word, number)]
    case 8: return [.futexWake(word, 1)]
    case 9: return [.exchange(register, word, number)]
    case 10: return [.load(register, word), .assert(register, .notEqual, number)]
    case 11: return [.write([UInt8.random(in: 97..<100, using: &random)])]
    default: return [.load(register, word), .branch(register, .equal, number, to: 9)]
    }
  }

  private func program(_ seed: UInt64) -> Program {
    var random = SplitMix64(state: seed)
    let count = Int.random(in: 1...3, using: &random)
    let most = [5, 2, 1][count - 1]
    let tasks = (0...count).map { _ in
      (0..<Int.random(in: 1...most, using: &random)).flatMap { _ in instruction(&random) }
        .prefix(most) + [.label(9)]
    }
    var first = (1...count).map { ProgramInstruction.clone(task: $0) } + tasks[0]
    // In some the first task waits, in some it leaves, in some it ends them all.
    switch Int.random(in: 0..<4, using: &random) {
    case 0: first += [.exit]
    case 1: first += [.load(Register(0), 0), .assert(Register(0), .less, 2)]
    default: first += (1...count).map { .join(task: $0) }
    }
    return Program([first] + tasks.dropFirst().map(Array.init))
  }

  /// The programs are in ten parts, so that both cores of a small machine have something to do.
  ///
  /// Of each part 50 programs are compared, all of their schedules; one that has more than a few
  /// thousand is passed over for the next.
  @Test(arguments: 0..<10)
  func `finds the outcomes of all schedules of 500 random programs`(part: Int) throws {
    var (compared, all, reduced) = (0, 0, 0)
    var limits = Explorer<ProgramExecution>.Limits()
    limits.schedulesMax = 2_500
    var seed = UInt64(part) * 1_000
    while compared < 50 {
      let program = program(seed)
      let explorer = Explorer(
        ProgramExecution(program),
        observing: (0..<3).map { Program.address(ofWord: $0) }, limits: limits, detectsRaces: false)
      let plain = explorer.explore(.all)
      defer { seed += 1 }
      guard plain.isComplete else { continue }
      compared += 1
      let truth = BruteForce(program, with: explorer)
      #expect(truth.differences.first == nil, "seed \(seed)")
      #expect(plain.schedules == truth.schedules, "seed \(seed)")
      #expect(plain.outcomes.count == truth.outcomes.count, "seed \(seed)")
      for (outcome, count) in truth.outcomes {
        let found = plain.outcomes.first { $0.outcome == outcome }
        #expect(found?.count == count, "seed \(seed), \(outcome)")
      }
      let few = explorer.explore(.reduced)
      #expect(few.isReduced && few.isComplete, "seed \(seed)")
      let missing = truth.outcomes.filter { one in
        !few.outcomes.contains { $0.outcome == one.outcome }
      }
      #expect(missing.isEmpty, "seed \(seed)")
      #expect(few.outcomes.count == truth.outcomes.count, "seed \(seed)")
      #expect(few.schedules <= plain.schedules, "seed \(seed)")
      all += plain.schedules
      reduced += few.schedules
    }
    #expect(reduced * 5 < all, "\(all) schedules, \(reduced) reduced")
  }

  /// All that is ordered are the ends of the threads, and what the first task does after it has
  /// created them: four places for the first thread's end, three and two for those of the others.
  @Test func `leaves one schedule of steps that all commute`() {
    let tasks = (0..<3).map { task -> [ProgramInstruction] in
      [.store(.value(UInt32(task)), 1), .store(.value(UInt32(task)), 2)]
    }
    let program = Program(
      [[.clone(task: 1), .clone(task: 2), .clone(task: 3), .exit]] + tasks)
    let report = Explorer(ProgramExecution(program)).explore(.reduced)
    #expect(report.schedules == 4 * 3 * 2)
    #expect(report.isComplete)
  }
}
