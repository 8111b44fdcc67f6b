/// Statements.
extension CodeGenerator {
  mutating func statement(_ id: StatementID) {
    let statement = program[id]
    switch statement.kind {
    case .empty: break
    case .expression(let value):
      begin(statement.offset)
      discard(value)
    case .block(let first, let count):
      for index in Int(first)..<Int(first + count) { self.statement(program.statementList[index]) }
    case .ifElse(let condition, let then, let otherwise):
      begin(statement.offset)
      ifElse(condition, then, otherwise)
    case .whileLoop(let condition, let body): whileLoop(condition, body, statement.offset)
    case .doLoop(let body, let condition): doLoop(body, condition)
    case .forLoop(let start, let condition, let step, let body):
      forLoop(start, condition, step, body)
    case .choose(let value, let body):
      begin(statement.offset)
      choose(value, body)
    case .caseLabel, .defaultLabel:
      if let last = choices.indices.last, choices[last].next < choices[last].labels.count {
        code.bind(choices[last].labels[choices[last].next])
        choices[last].next += 1
      }
    case .leave:
      begin(statement.offset)
      if let label = breaks.last { code.jump(label) }
    case .proceed:
      begin(statement.offset)
      if let label = continues.last { code.jump(label) }
    case .giveBack(let value):
      begin(statement.offset)
      if let value {
        returnValue(value)
      } else if isMain {
        code.loadNumber(.result, 0)
      }
      code.jump(end)
    case .initialize(let local, let first, let count, let isZeroed):
      begin(statement.offset)
      initialize(local, first, count, isZeroed: isZeroed)
    }
  }

  /// Begins something that stands at a place of the text; what was temporary is no more.
  private mutating func begin(_ offset: Int32) {
    frame.temporaryBytes = 0
    mark(offset)
  }

  // MARK: - Conditions and loops

  private mutating func ifElse(
    _ condition: ExpressionID, _ then: StatementID, _ otherwise: StatementID?
  ) {
    // A chain of `else if` may be long, so it is no recursion.
    let end = code.label()
    var condition = condition
    var then = then
    var otherwise = otherwise
    while true {
      let next = code.label()
      branch(condition, to: next, when: false)
      statement(then)
      guard let following = otherwise else {
        code.bind(next)
        break
      }
      code.jump(end)
      code.bind(next)
      guard
        case .ifElse(let nextCondition, let nextThen, let nextOtherwise) =
          program[following].kind
      else {
        statement(following)
        break
      }
      begin(program[following].offset)
      condition = nextCondition
      then = nextThen
      otherwise = nextOtherwise
    }
    code.bind(end)
  }

  private mutating func body(_ body: StatementID, leavesTo end: Label, proceedsTo next: Label) {
    breaks.append(end)
    continues.append(next)
    statement(body)
    breaks.removeLast()
    continues.removeLast()
  }

  /// The condition stands behind the body, so that a turn takes one jump.
  private mutating func whileLoop(
    _ condition: ExpressionID, _ body: StatementID, _ offset: Int32
  ) {
    let top = code.label()
    let next = code.label()
    let end = code.label()
    begin(offset)
    code.jump(next)
    code.bind(top)
    self.body(body, leavesTo: end, proceedsTo: next)
    code.bind(next)
    begin(offset)
    branch(condition, to: top, when: true)
    code.bind(end)
  }

  private mutating func doLoop(_ body: StatementID, _ condition: ExpressionID) {
    let start = code.label()
    let next = code.label()
    let end = code.label()
    code.bind(start)
    self.body(body, leavesTo: end, proceedsTo: next)
    code.bind(next)
    begin(program[condition].offset)
    branch(condition, to: start, when: true)
    code.bind(end)
  }

  private mutating func forLoop(
    _ start: StatementID?, _ condition: ExpressionID?, _ step: ExpressionID?, _ body: StatementID
  ) {
    if let start { statement(start) }
    let top = code.label()
    let next = code.label()
    let test = code.label()
    let end = code.label()
    if let condition {
      begin(program[condition].offset)
      code.jump(test)
    }
    code.bind(top)
    self.body(body, leavesTo: end, proceedsTo: next)
    code.bind(next)
    if let step {
      begin(program[step].offset)
      discard(step)
    }
    code.bind(test)
    if let condition {
      begin(program[condition].offset)
      branch(condition, to: top, when: true)
    } else {
      code.jump(top)
    }
    code.bind(end)
  }

  // MARK: - Switch

  private mutating func choose(_ value: ExpressionID, _ body: StatementID) {
    let kind = kind(of: value)
    let end = code.label()
    var labels: [Label] = []
    var cases: [(value: Int64, label: Label)] = []
    var otherwise = end
    // Labels stand directly in the braces.
    if case .block(let first, let count) = program[body].kind {
      for index in Int(first)..<Int(first + count) {
        switch program[program.statementList[index]].kind {
        case .caseLabel(let value):
          let label = code.label()
          labels.append(label)
          cases.append((kind == .unsignedInt ? IntegerKind.int.wrapped(value) : value, label))
        case .defaultLabel:
          let label = code.label()
          labels.append(label)
          otherwise = label
        default: break
        }
      }
    }
    let held = self.value(value)
    cases.sort { $0.value < $1.value }
    find(held, cases[...], otherwise)
    pool.release(held)
    breaks.append(end)
    choices.append(Choice(labels: labels))
    statement(body)
    choices.removeLast()
    breaks.removeLast()
    code.bind(end)
  }

  /// Jumps to the label of a value: few values are compared one by one, of many half are left out at
  /// once.
  private mutating func find(
    _ held: Register, _ cases: ArraySlice<(value: Int64, label: Label)>, _ otherwise: Label
  ) {
    if cases.count <= 8 {
      for entry in cases {
        var number = Register.zero
        if entry.value != 0 {
          number = .valueScratch
          code.loadNumber(number, entry.value)
        }
        code.branch(.equal, held, number, entry.label)
      }
      code.jump(otherwise)
      return
    }
    let middle = cases.startIndex + cases.count / 2
    let upper = code.label()
    code.loadNumber(.valueScratch, cases[middle].value)
    code.branch(.greaterOrEqual, held, .valueScratch, upper)
    find(held, cases[..<middle], otherwise)
    code.bind(upper)
    find(held, cases[middle...], otherwise)
  }

  // MARK: - Variables

  private mutating func initialize(
    _ local: Int32, _ first: Int32, _ count: Int32, isZeroed: Bool
  ) {
    let type = program.locals[Int(local)].type.type
    let place = Place.frame(frame.offsets[Int(local - firstLocal)])
    let size = program.types.size(of: type) ?? 0
    let initializers = program.initializers[Int(first)..<Int(first + count)]
    if isZeroed, !isWhole(initializers, of: size) {
      let alignment = size >= 8 && size % 8 == 0 ? 8 : program.types.alignment(of: type)
      clear(place, bytes: size, alignment: alignment)
    }
    for initializer in initializers {
      frame.temporaryBytes = 0
      set(place.moved(by: initializer.offset), to: initializer.value)
    }
  }

  /// Whether one value fills all.
  private func isWhole(_ initializers: ArraySlice<Initializer>, of size: Int64) -> Bool {
    guard initializers.count == 1, let only = initializers.first, only.offset == 0,
      isStructure(program[only.value].type.type)
    else { return false }
    return program.types.size(of: program[only.value].type.type) == size
  }

  private mutating func set(_ place: Place, to expression: ExpressionID) {
    let type = program[expression].type.type
    if case .string(let number) = program[expression].kind {
      let size = program.types.size(of: type) ?? 0
      let bytes = min(size, Int64(program.strings[Int(number)].count) + 1)
      copy(
        from: .symbol(linker.string(number, of: module), 0), to: place, bytes: bytes, alignment: 1)
    } else if isStructure(type) {
      let source = structure(expression)
      copy(
        from: source, to: place, bytes: program.types.size(of: type) ?? 0,
        alignment: program.types.alignment(of: type))
      release(source)
    } else {
      let held = value(expression)
      store(held, size: kind(of: type).size, at: place)
      pool.release(held)
    }
  }
}
