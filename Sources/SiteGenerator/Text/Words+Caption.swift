import Courseware
import KernelCore
import Machine

extension Words {
  /// Who goes on where an example leaves it open: the decisions that it was given, or its policy.
  private func schedule(_ decisions: DecisionSource) -> String {
    guard decisions.choices.isEmpty else {
      let choices = decisions.choices.map { "\($0)" }.joined(separator: ", ")
      return text(.exampleDecided, ["decisions": choices])
    }
    return switch decisions.policy {
    case .parentFirst: text(.exampleParentFirst)
    case .childFirst: text(.exampleChildFirst)
    case .seeded(let seed): text(.exampleSeeded, ["seed": "\(seed)"])
    }
  }

  /// What stands above an example: its name, and what runs it how.
  func caption(_ name: String, _ profile: KernelProfile, _ decisions: DecisionSource) -> String {
    html(
      .exampleCaption,
      [
        "name": .code(name), "version": .text("\(profile.version)"),
        "schedule": .text(schedule(decisions)),
      ])
  }
}
