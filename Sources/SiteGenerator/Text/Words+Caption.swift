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

  /// Who schedules a program: choices, or a policy on its processors.
  private func schedule(_ example: ProgramExample) -> String {
    guard let schedule = example.schedule else { return self.schedule(example.decisions) }
    let policy = schedule.policy?.rawValue ?? text(.exampleOwnPolicy)
    return schedule.processors == 1
      ? text(.exampleScheduled, ["policy": policy])
      : text(.exampleScheduledOn, ["policy": policy, "count": "\(schedule.processors)"])
  }

  /// What stands above a program: its name, and what runs it how.
  func caption(_ example: ProgramExample) -> String {
    caption(example.name.value, example.profile, schedule(example))
  }

  /// What stands above a script.
  func caption(_ name: String, _ profile: KernelProfile, _ decisions: DecisionSource) -> String {
    caption(name, profile, schedule(decisions))
  }

  private func caption(_ name: String, _ profile: KernelProfile, _ schedule: String) -> String {
    html(
      .exampleCaption,
      [
        "name": .code(name), "version": .text("\(profile.version)"),
        "schedule": .text(schedule),
      ])
  }
}
