import Diagnostics
import KernelCore

// What scripts and programs of lessons say alike of the kernel that runs them.
extension FieldReader {
  private static let decisionKeys = ["seed"]

  /// The versions of Linux that examples can name.
  private static let profiles: [(name: String, profile: KernelProfile)] = [
    ("6.18", .linux618), ("2.6", .linux26),
  ]

  /// The version of Linux under `kernel`, or the usual one.
  func kernelProfile() -> KernelProfile? {
    guard has("kernel") else { return .linux618 }
    guard let version = line("kernel") else { return nil }
    if let known = Self.profiles.first(where: { $0.name == version.value }) { return known.profile }
    context.error(
      "there is no kernel \(quoted(version.value))", at: version.span,
      help: "known kernels are \(Self.profiles.map { quoted($0.name) }.joined(separator: ", "))")
    return nil
  }

  /// The choices under `decisions`, or the usual ones.
  func decisions() -> DecisionSource? {
    guard let node = node("decisions", .optional) else { return .parentFirst }
    return decisions(node)
  }

  /// `parent-first`, `child-first`, `{seed: N}`, or a list of choices.
  private func decisions(_ node: YAMLNode) -> DecisionSource? {
    switch node.content {
    case .scalar:
      guard let word = context.line(of: node, called: "decisions") else { return nil }
      switch word.value {
      case "parent-first": return .parentFirst
      case "child-first": return .childFirst
      default:
        context.error(
          "unknown decisions \(quoted(word.value))", at: word.span,
          help: suggestion(
            for: word.value, in: ["parent-first", "child-first"], listedAs: "decisions"))
        return nil
      }
    case .sequence(let elements):
      var choices: [UInt16] = []
      for element in elements {
        guard let number = context.integer(of: element, called: "decisions") else { return nil }
        guard let choice = UInt16(exactly: number) else {
          context.error("a choice is a number from 0 to 65535", at: element.span)
          return nil
        }
        choices.append(choice)
      }
      return .replay(choices)
    case .mapping:
      let fields = FieldReader(node, "a set of decisions", keys: Self.decisionKeys, in: context)
      return fields?.integer("seed", in: 0...Int.max).map { .seeded(UInt64($0)) }
    case .invalid: return nil
    }
  }
}
