internal import KernelCore

extension DecisionKind {
  /// The kind in one word, for whoever reads JSON.
  var word: String {
    switch self {
    case .afterClone: "after-clone"
    case .preempt: "preempt"
    case .dispatch: "dispatch"
    }
  }
}
