import Foundation
import Testing

/// Random scenarios, played by both sides.
///
/// `THREADBARE_FUZZ_SEQUENCES` plays that many more, from the seed `THREADBARE_FUZZ_SEED` on.
@Suite struct `Random scenarios` {
  /// How many one helper plays.
  private static let batch: UInt64 = 250
  /// Differences that are shrunk and shown; the others are counted.
  private static let shownMax = 5

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `2,000 sequences are played alike`(part: UInt64) async throws {
    try await compare(seeds: part * Self.batch..<(part + 1) * Self.batch)
  }

  @Test func `more sequences are played alike`() async throws {
    let environment = ProcessInfo.processInfo.environment
    guard let count = environment["THREADBARE_FUZZ_SEQUENCES"].flatMap(UInt64.init) else { return }
    let first = environment["THREADBARE_FUZZ_SEED"].flatMap(UInt64.init) ?? 1_000_000
    for seed in stride(from: first, to: first + count, by: Int(Self.batch)) {
      try await compare(seeds: seed..<min(seed + Self.batch, first + count))
    }
  }

  private func compare(seeds: Range<UInt64>) async throws {
    let made = seeds.map { RandomScenario.make(seed: $0) }
    for (scenario, observation) in made where !observation.isLack {
      #expect(observation.failure == nil, "\(scenario.text)")
    }
    if let refusal = await HostKernel.refusal(for: .strict) {
      print("The running kernel was not asked for random scenarios: \(refusal)")
      return
    }
    let played = made.filter { !$0.observation.isLack }
    let differences = try await Difference.find(
      in: played.map(\.scenario), observations: played.map(\.observation)
    ).compactMap { $0 }
    for difference in differences.prefix(Self.shownMax) {
      Issue.record("\(try await difference.shrunk())")
    }
    #expect(differences.isEmpty, "\(differences.count) of \(played.count) differ")
  }
}
