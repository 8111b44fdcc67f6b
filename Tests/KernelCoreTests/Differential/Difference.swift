import TestSupport

/// A scenario that the emulator and the running kernel play differently.
struct Difference: CustomStringConvertible {
  let scenario: Scenario
  let host: String
  let emulator: String

  var description: String {
    """
    \(scenario.text)--- Linux \(HostKernel.release)
    \(host)--- the emulator
    \(emulator)--- what differs (- Linux, + the emulator)
    \(lineDifference(from: host, to: emulator))
    """
  }

  /// Plays scenarios on both sides.
  ///
  /// - Parameters:
  ///   - scenarios: What to play.
  ///   - observations: What the emulator made of them, where that is known.
  /// - Returns: One entry a scenario: nil where both agree, or where the emulator lacks something.
  /// - Throws: What running the helper throws.
  static func find(
    in scenarios: [Scenario], observations: [Observation]? = nil
  ) async throws -> [Difference?] {
    let hosts = try await HostKernel.observe(scenarios)
    let emulators = observations ?? scenarios.map { EmulatedRun.observe($0) }
    return scenarios.indices.map { index in
      guard !emulators[index].isLack else { return nil }
      let host = hosts[index].record(of: scenarios[index])
      let emulator = emulators[index].record(of: scenarios[index])
      if host == emulator { return nil }
      return Difference(scenario: scenarios[index], host: host, emulator: emulator)
    }
  }

  /// A scenario of fewer steps that is still played differently: no step can be left out any more.
  ///
  /// - Throws: What running the helper throws.
  func shrunk() async throws -> Difference {
    var smallest = self
    var size = max(scenario.steps.count / 2, 1)
    while true {
      let steps = smallest.scenario.steps
      let candidates = stride(from: 0, to: steps.count, by: size).map { start in
        Scenario(
          title: scenario.title,
          steps: Array(steps[..<start] + steps[min(start + size, steps.count)...]))
      }.filter { !$0.steps.isEmpty }
      if let found = try await Self.find(in: candidates).compactMap({ $0 }).first {
        smallest = found
        size = min(size, max(found.scenario.steps.count / 2, 1))
      } else if size > 1 {
        size = max(size / 2, 1)
      } else {
        return smallest
      }
    }
  }
}
