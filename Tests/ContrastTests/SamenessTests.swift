import Contrast
import KernelCore
import LinuxABI
import Machine
import SeededNumbers
import Testing

@Suite struct `The same program in both models` {
  private static let seeds = UInt64(0)..<3_000

  private static func decisions(_ seed: UInt64) -> DecisionSource {
    switch seed % 3 {
    case 0: .parentFirst
    case 1: .childFirst
    default: .seeded(seed)
    }
  }

  @Test func `gives the same answers, output and end, for random programs and schedules`() {
    var (calls, creations, shared, deadlocks) = (0, 0, 0, 0)
    for seed in Self.seeds {
      let program = RandomPrograms.program(seed: seed)
      let comparison = compare(program, decisions: Self.decisions(seed))
      guard comparison.looksTheSame else {
        Issue.record("seed \(seed): \(Self.difference(comparison))")
        continue
      }
      calls += comparison.linux.observation.calls.count
      creations += comparison.linux.costs.creations.count
      shared += comparison.linux.costs.traffic?.copiedPages ?? 0
      if comparison.linux.end == .deadlock { deadlocks += 1 }
      // The machine is the same, and so is what a program does with it.
      #expect(
        comparison.linux.costs.pagesMost == comparison.lightweight.costs.pagesMost, "seed \(seed)")
      #expect(
        comparison.linux.costs.traffic == comparison.lightweight.costs.traffic, "seed \(seed)")
    }
    // The programs have to do something.
    #expect(calls > 30_000 && creations > 4_000 && shared > 100, "\(calls) \(creations) \(shared)")
    #expect(deadlocks > 20, "\(deadlocks)")
  }

  @Test func `leaves nothing behind, and its tables agree after each call`() {
    for seed in Self.seeds where seed % 4 == 0 {
      let program = ScriptExecution(RandomPrograms.program(seed: seed))
      let model = LightweightKernel(decisions: Self.decisions(seed))
      let boot = model.inventory
      var runner = ModelRunner(program, in: model)
      let end = runner.run(callsMax: 500) { model in
        if let broken = model.brokenInvariant() { Issue.record("seed \(seed): \(broken)") }
      }
      if end == .finished { #expect(runner.model.inventory == boot, "seed \(seed)") }
    }
  }

  /// The first call that differs.
  private static func difference(_ comparison: Comparison) -> String {
    let linux = comparison.linux.observation
    let other = comparison.lightweight.observation
    for (index, pair) in zip(linux.calls, other.calls).enumerated() where pair.0 != pair.1 {
      return "call \(index): \(pair.0), \(pair.1)"
    }
    return "\(linux.calls.count) and \(other.calls.count) calls, \(comparison.linux.end), "
      + "\(comparison.lightweight.end), console \(linux.console == other.console)"
  }
}
