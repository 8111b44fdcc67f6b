/// How many registers each expression of a program needs.
///
/// Who holds a value while another one is calculated, and has fewer registers left than that one
/// needs, puts the value into memory first. An expression that needs all is calculated with none held:
/// so it may be a call, which changes them.
struct Needs: Sendable {
  /// What a call needs.
  static var all: UInt8 { UInt8(RegisterPool.count) }

  private var needs: [UInt8]

  /// - Parameter program: A program, whose expressions stand behind their parts.
  init(_ program: Program) {
    needs = []
    needs.reserveCapacity(program.expressions.count)
    for expression in program.expressions {
      needs.append(need(of: expression.kind, program))
    }
  }

  subscript(expression: ExpressionID) -> UInt8 { needs[Int(expression.rawValue)] }

  private func need(of kind: ExpressionKind, _ program: Program) -> UInt8 {
    switch kind {
    case .error, .integer, .string, .local, .global, .function: 1
    case .dereference(let inner), .member(let inner, _), .address(let inner),
      .convert(let inner), .negate(let inner), .complement(let inner), .not(let inner):
      self[inner]
    case .load(let object): atLeast(2, for: object, self[object], program)
    case .binary(_, let left, let right), .distance(let left, let right, _),
      .offset(let left, let right, _), .andAlso(let left, let right), .orElse(let left, let right):
      held(self[left], self[right])
    case .comma(let first, let second): max(self[first], self[second])
    case .conditional(let condition, let first, let second):
      // A structure's address is one more.
      max(2, self[condition], self[first], self[second])
    case .assign(let target, let value):
      atLeast(4, for: target, held(self[target], self[value]), program)
    case .compound(_, let target, let value), .advance(let target, let value, _):
      atLeast(4, for: target, max(3, held(self[value], self[target])), program)
    case .increment(let target, _, _):
      atLeast(4, for: target, max(3, self[target]), program)
    case .call: Self.all
    }
  }

  /// The first one's value is held while the second one is calculated.
  private func held(_ first: UInt8, _ second: UInt8) -> UInt8 {
    min(Self.all, max(first, second + 1))
  }

  /// Structures are copied with a few registers, and atomic objects changed.
  private func atLeast(
    _ least: UInt8, for object: ExpressionID, _ need: UInt8, _ program: Program
  ) -> UInt8 {
    let type = program[object].type
    if type.qualifiers.contains(.atomic) { return max(least, need) }
    if case .structure = program.types[type.type] { return max(least, need) }
    return need
  }
}
