import SeededNumbers

/// Makes scenarios by chance, one step after the other, as the emulator plays them: so that most
/// steps are made by a task that can make a call.
struct RandomScenario {
  private var random: SplitMix64
  private(set) var run = EmulatedRun(user: 0)
  /// What half of its calls are about.
  private(set) var theme = Theme.general

  enum Theme: CaseIterable { case general, signals, tracing, namespaces, resources, credentials }

  /// The scenario of a seed, and what the emulator made of it.
  static func make(seed: UInt64) -> (scenario: Scenario, observation: Observation) {
    var maker = RandomScenario(random: SplitMix64(state: seed))
    let length = 5 + maker.pick(36)
    let tasksMax = 2 + maker.pick(4)
    maker.theme = maker.choose(Theme.allCases) ?? .general
    var steps: [Step] = []
    // Some are tried that the emulator does not have.
    for _ in 0..<length * 4 where steps.count < length && maker.run.observation.failure == nil {
      guard let slot = maker.choose(maker.run.readySlots) else { break }
      let line = Step.letter(slot) + " " + maker.call(by: slot, tasksMax: tasksMax)
      guard let step = try? Step(line) else { preconditionFailure("no step: \(line)") }
      maker.run.play(step)
      if maker.run.observation.isLack {
        maker.run = EmulatedRun(user: 0)
        for step in steps { maker.run.play(step) }
      } else {
        steps.append(step)
      }
    }
    return (Scenario(title: "random: seed \(seed)", steps: steps), maker.run.observation)
  }

  mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  mutating func choose<Element>(_ items: [Element]) -> Element? {
    items.isEmpty ? nil : items[pick(items.count)]
  }

  mutating func one(of words: String) -> String {
    choose(words.split(separator: " ").map(String.init)) ?? ""
  }

  /// Some of the names, joined; `0` for none.
  mutating func some(of words: String, oneIn chance: Int = 2) -> String {
    let names = words.split(separator: " ").filter { _ in pick(chance) == 0 }
    return names.isEmpty ? "0" : names.joined(separator: "|")
  }

  mutating func task() -> String {
    "$" + Step.letter(choose(run.presentSlots) ?? 0)
  }

  /// Where words and thread ids are stored: few places, so that they meet.
  mutating func address() -> String { one(of: "0x10000 0x10004 0x11000") }
}
