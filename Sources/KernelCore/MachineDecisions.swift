/// Takes the scheduling choices of another model of processes than this kernel's, by the same lists
/// and policies: asked the same, both choose the same.
package struct MachineDecisions: Sendable {
  private var decisions: Decisions
  /// Shared with whoever else has the same table (see `Table`).
  private var owner = TableOwner()

  /// Choices from a source.
  package init(_ source: DecisionSource, limits: KernelLimits) {
    decisions = Decisions(source, keptMax: limits.decisionsMax)
  }

  /// One of `count` options, from 0; `count` is two or more.
  package mutating func take(_ kind: DecisionKind, of count: Int) -> Int {
    if !isKnownUniquelyReferenced(&owner) {
      owner = TableOwner()
      decisions.makeUnique()
    }
    return decisions.take(kind, of: count)
  }
}
