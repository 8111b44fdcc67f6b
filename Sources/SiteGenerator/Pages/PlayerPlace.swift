import Courseware
import KernelCore

/// What the player of a page has to know of a program besides its text: how it is run.
struct PlayerPlace {
  let example: ProgramExample

  /// The values of the player's template.
  func values() -> TemplateValues {
    let choices = example.decisions.choices
    return [
      "name": .text(example.name.value),
      "linux": .text(example.profile.version),
      "schedule": .text(choices.isEmpty ? schedule : "list"),
      "seed": .text(seed),
      "choices": .text(choices.map(String.init).joined(separator: ",")),
    ]
  }

  private var schedule: String {
    switch example.decisions.policy {
    case .parentFirst: "parent-first"
    case .childFirst: "child-first"
    case .seeded: "seed"
    }
  }

  private var seed: String {
    if case .seeded(let seed) = example.decisions.policy { return "\(seed)" }
    return "0"
  }
}
