import SeededNumbers

/// A random program of Task C, without undefined behaviour and without order of calculation that C
/// leaves open.
///
/// All its names end in its number, so that many of them make one file. Each prints what its variables
/// are at the end.
struct RandomProgram {
  /// A variable that may be read, and changed.
  private struct Variable {
    var text: String
    var type: String
  }

  private static let scalars = [
    "char", "int", "unsigned", "long", "unsigned long", "int8_t", "uint8_t", "int16_t", "uint16_t",
    "int64_t", "uint32_t",
  ]
  private static let elements = 8

  private var numbers: SplitMix64
  private let id: Int
  private var lines: [String] = []
  private var indent = 1
  /// What is in scope.
  private var variables: [Variable] = []
  private var arrays: [Variable] = []
  private var structures: [String] = []
  private var pointers: [Variable] = []
  private var functions: [(name: String, parameters: Int)] = []
  private var names = 0
  private var loops = 0
  private var budget = 0

  init(seed: UInt64, id: Int) {
    numbers = SplitMix64(state: seed)
    self.id = id
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &numbers) }
  private mutating func pick<T>(_ list: [T]) -> T { list[pick(list.count)] }
  private mutating func chance(_ percent: Int) -> Bool { pick(100) < percent }

  private mutating func name(_ prefix: String) -> String {
    names += 1
    return "\(prefix)\(names)_\(id)"
  }

  private mutating func line(_ text: String) {
    lines.append(String(repeating: "  ", count: indent) + text)
  }

  // MARK: - The program

  /// The text, and the name of the function that runs it.
  mutating func make() -> (text: String, entry: String) {
    indent = 0
    line("struct s_\(id) { char a; long b; int c[3]; uint16_t d; unsigned e; };")
    line("struct t_\(id) { int x; char y; };")
    line("struct u_\(id) { long p, q; };")
    for index in 0..<3 {
      let type = pick(Self.scalars)
      line("static \(type) g\(index)_\(id) = \(constant());")
      variables.append(Variable(text: "g\(index)_\(id)", type: type))
    }
    let type = pick(Self.scalars)
    let values = (0..<pick(Self.elements) + 1).map { _ in constant() }.joined(separator: ", ")
    line("\(type) ga_\(id)[\(Self.elements)] = {\(values)};")
    arrays.append(Variable(text: "ga_\(id)", type: type))
    line("static struct s_\(id) gs_\(id) = {1, \(constant()), {2, 3}, 4};")
    structures.append("gs_\(id)")
    line("static int *gp_\(id) = &gs_\(id).c[1];")
    pointers.append(Variable(text: "gp_\(id)", type: "int"))
    addMembers(of: "gs_\(id)", operator: ".")
    for index in 0..<1 + pick(2) { function(index) }
    structureFunctions()
    entry()
    return (lines.joined(separator: "\n") + "\n", "run_\(id)")
  }

  private mutating func addMembers(of structure: String, operator mark: String) {
    for (member, type) in [("a", "char"), ("b", "long"), ("d", "uint16_t"), ("e", "unsigned")] {
      variables.append(Variable(text: structure + mark + member, type: type))
    }
    variables.append(Variable(text: "\(structure)\(mark)c[\(pick(3))]", type: "int"))
  }

  private mutating func function(_ index: Int) {
    let saved = (variables, arrays, structures, pointers)
    let count = 1 + pick(4) + (chance(15) ? 4 : 0)
    var parameters: [String] = []
    for _ in 0..<count {
      let variable = Variable(text: name("p"), type: pick(Self.scalars))
      parameters.append("\(variable.type) \(variable.text)")
      variables.append(variable)
    }
    indent = 0
    line("static \(pick(Self.scalars)) f\(index)_\(id)(\(parameters.joined(separator: ", "))) {")
    body(statements: 1 + pick(3))
    line("return \(expression(3));")
    indent = 0
    line("}")
    (variables, arrays, structures, pointers) = saved
    functions.append(("f\(index)_\(id)", count))
  }

  /// Functions that take and return structures of one word, two words and more.
  private mutating func structureFunctions() {
    indent = 0
    line("static struct s_\(id) large_\(id)(struct s_\(id) s, int k) {")
    line("  s.c[k & 1] ^= \(constant()); s.b -= s.a & 7; return s;")
    line("}")
    line("static struct t_\(id) small_\(id)(struct t_\(id) s, struct u_\(id) u, long k) {")
    line("  s.x ^= (int)(u.p & k); s.y = (char)u.q; return s;")
    line("}")
    line("static struct u_\(id) pair_\(id)(int a, struct t_\(id) t, struct s_\(id) *s) {")
    line("  struct u_\(id) u = {t.x ^ a, t.y}; s->e += (unsigned)a; return u;")
    line("}")
  }

  private mutating func entry() {
    indent = 0
    line("static void run_\(id)(void) {")
    budget = 8
    body(statements: 3)
    line("struct t_\(id) t = {\(constant()) & 0xffff, 3}, t2;")
    line("struct u_\(id) u = pair_\(id)(\(pick(100)), t, &gs_\(id));")
    line("t2 = small_\(id)(t, u, \(constant()));")
    line("gs_\(id) = large_\(id)(gs_\(id), t2.x);")
    line("u.q ^= large_\(id)(gs_\(id), t.x).c[1] + small_\(id)(t2, u, 77).y;")
    line("printf(\"%d %d %ld %ld\\n\", t2.x, t2.y, u.p, u.q);")
    for variable in variables where variable.text.hasPrefix("g") {
      line("printf(\"\(id): %ld\\n\", (long)\(variable.text));")
    }
    line(
      "for (int i = 0; i < \(Self.elements); i++) printf(\"%lx \", (unsigned long)ga_\(id)[i]);")
    line("printf(\"%05d|%-7u|%8lx\\n\", gs_\(id).c[0] & 0xffff, gs_\(id).e, gs_\(id).b);")
    indent = 0
    line("}")
  }

  // MARK: - Statements

  private mutating func body(statements: Int) {
    indent += 1
    budget = max(budget, 6)
    for _ in 0..<1 + pick(3) { declaration() }
    for _ in 0..<statements { statement(3) }
    indent -= 1
    indent = 1
  }

  private mutating func declaration() {
    let type = pick(Self.scalars)
    switch pick(6) {
    case 0:
      let name = name("a")
      let values = (0..<1 + pick(Self.elements)).map { _ in expression(1) }
      line("\(type) \(name)[\(Self.elements)] = {\(values.joined(separator: ", "))};")
      arrays.append(Variable(text: name, type: type))
    case 1:
      let name = name("s")
      line("struct s_\(id) \(name) = {\(expression(1)), \(expression(1)), {\(expression(1))}};")
      structures.append(name)
      addMembers(of: name, operator: ".")
    case 2:
      let name = name("q")
      line("struct s_\(id) *\(name) = &\(pick(structures));")
      addMembers(of: name, operator: "->")
    case 3:
      let array = pick(arrays)
      let name = name("r")
      line("\(array.type) *\(name) = \(array.text) + \(pick(Self.elements));")
      pointers.append(Variable(text: name, type: array.type))
    default:
      let name = name("v")
      line("\(type) \(name) = \(expression(2));")
      variables.append(Variable(text: name, type: type))
    }
  }

  private mutating func block(_ depth: Int) {
    indent += 1
    let saved = (variables, arrays, structures, pointers)
    if chance(30) { declaration() }
    for _ in 0..<1 + pick(2) { statement(depth - 1) }
    (variables, arrays, structures, pointers) = saved
    indent -= 1
  }

  private mutating func statement(_ depth: Int) {
    budget -= 1
    switch depth > 0 && budget > 0 ? pick(14) : pick(8) {
    case 0, 1: line("\(place()) = \(expression(2 + pick(2)));")
    case 2: compound()
    case 3: line("\(plain().text) = \(plain().text) = \(expression(2));")
    case 4 where !functions.isEmpty:
      let function = pick(functions)
      line("\(plain().text) = \(call(function));")
    case 5 where !structures.isEmpty:
      line("\(pick(structures)) = \(pick(structures));")
    case 6:
      let pointer = pick(pointers)
      if pointer.text.hasPrefix("gp") {
        line("\(pointer.text) = &gs_\(id).c[\(pick(3))];")
      } else {
        line("*\(pointer.text) = \(expression(2));")
      }
    case 8, 9:
      line("if (\(condition(2))) {")
      block(depth)
      if chance(50) {
        line("} else {")
        block(depth)
      }
      line("}")
    case 10: loop(depth)
    case 11: choice(depth)
    case 12: countedLoop(depth)
    default: compound()
    }
  }

  private mutating func compound() {
    let target = variable()
    let operation = pick(["^=", "|=", "&="])
    switch pick(5) {
    case 0 where target.type.hasPrefix("unsigned") || target.type == "uint32_t":
      line("\(target.text) \(pick(["+=", "-="])) (unsigned)\(expression(2));")
    case 1 where target.type.hasPrefix("unsigned") || target.type == "uint32_t":
      line("\(target.text) *= (unsigned)\(expression(2));")
    case 2: line("\(target.text) \(pick(["/=", "%="])) (\(expression(2)) & 0xff) + 1;")
    case 3: line("\(target.text) >>= \(expression(1)) & 7;")
    case 4 where !["int", "long", "int64_t"].contains(target.type):
      let text = target.text.hasPrefix("*") ? "(\(target.text))" : target.text
      line(pick(["\(text)++;", "--\(text);"]))
      let (first, second) = (plain(), plain())
      if first.text != second.text, !["int", "long", "int64_t"].contains(second.type) {
        line("\(first.text) = \(pick(["\(second.text)--", "++\(second.text)"]));")
      }
    default: line("\(target.text) \(operation) \(expression(3));")
    }
  }

  private mutating func loop(_ depth: Int) {
    let counter = name("i")
    let count = 1 + pick(4)
    line("for (int \(counter) = 0; \(counter) < \(count); \(counter)++) {")
    loops += 1
    variables.append(Variable(text: "(\(counter) + 0)", type: "read"))
    block(loops > 1 ? 1 : depth)
    if chance(30) { line("  if (\(condition(1))) \(pick(["break", "continue"]));") }
    variables.removeAll { $0.text == "(\(counter) + 0)" }
    loops -= 1
    line("}")
  }

  private mutating func countedLoop(_ depth: Int) {
    let counter = name("n")
    line("int \(counter) = \(1 + pick(3));")
    loops += 1
    if chance(50) {
      line("while (\(counter)-- > 0) {")
      block(loops > 1 ? 1 : depth)
      line("}")
    } else {
      line("do {")
      block(loops > 1 ? 1 : depth)
      line("} while (--\(counter) > 0 && (\(condition(1))));")
    }
    loops -= 1
  }

  private mutating func choice(_ depth: Int) {
    line("switch (\(expression(2)) & 15) {")
    for label in 0..<2 + pick(chance(15) ? 11 : 3) {
      line("case \(label): {")
      block(1)
      line("}")
      if chance(70) { line("break;") }
    }
    if chance(60) {
      line("default: {")
      block(1)
      line("}")
    }
    line("}")
  }

  // MARK: - Expressions

  private mutating func constant() -> String {
    switch pick(8) {
    case 0: "\(pick(65_536))u"
    case 1: "-\(pick(1_000_000))"
    case 2: "\(pick(Int.max))L"
    case 3: "0x\(String(pick(Int(Int32.max)), radix: 16))"
    case 4: "'\(pick(["a", "Z", "0", "\\n", "\\377"]))'"
    case 5: "\(pick(300))UL"
    default: "\(pick(200))"
    }
  }

  private mutating func variable() -> Variable {
    if chance(25) {
      let array = pick(arrays)
      return Variable(
        text: "\(array.text)[(unsigned)\(leaf()) % \(Self.elements)]", type: array.type)
    }
    if chance(10) {
      let pointer = pick(pointers)
      return Variable(text: "*\(pointer.text)", type: pointer.type)
    }
    return plain()
  }

  /// A variable that is known without a calculation.
  private mutating func plain() -> Variable { pick(variables.filter { $0.type != "read" }) }

  private mutating func place() -> String {
    let text = variable().text
    return text.hasPrefix("*") ? "(\(text))" : text
  }

  private mutating func leaf() -> String {
    chance(30) ? constant() : pick(variables).text
  }

  private mutating func call(_ function: (name: String, parameters: Int)) -> String {
    let arguments = (0..<function.parameters).map { _ in expression(2) }
    return "\(function.name)(\(arguments.joined(separator: ", ")))"
  }

  private mutating func condition(_ depth: Int) -> String {
    switch pick(6) {
    case 0: "!\(expression(depth))"
    case 1: "\(expression(depth)) && \(expression(depth))"
    case 2: "\(expression(depth)) || \(expression(depth))"
    case 3: expression(depth)
    default:
      "\(expression(depth)) \(pick(["<", ">", "<=", ">=", "==", "!="])) \(expression(depth))"
    }
  }

  /// A number, in brackets.
  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else { return chance(60) ? leaf() : "(\(variable().text))" }
    let left = expression(depth - 1)
    let type = pick(["unsigned", "unsigned long"])
    switch pick(16) {
    case 0, 1:
      return "((\(type))\(left) \(pick(["+", "-", "*"])) (\(type))\(expression(depth - 1)))"
    case 2, 3:
      return "((\(left) & 1023) \(pick(["+", "-", "*"])) (\(expression(depth - 1)) & 511))"
    case 4, 5: return "(\(left) \(pick(["&", "|", "^"])) \(expression(depth - 1)))"
    case 6: return "(\(left) \(pick(["/", "%"])) ((\(expression(depth - 1)) & 255) + 1))"
    case 7: return "((\(type))\(left) \(pick(["<<", ">>"])) (\(expression(depth - 1)) & 31))"
    case 8: return "(\(left) >> (\(expression(depth - 1)) & 15))"
    case 9: return "((\(pick(Self.scalars)))\(left))"
    case 10: return "(\(condition(depth - 1)))"
    case 11:
      return "(\(condition(depth - 1)) ? \(left) : \(expression(depth - 1)))"
    case 12: return pick(["(~\(left))", "(-(\(left) & 0xffff))", "(0u - \(left))"])
    case 13: return "(\(left) / \(pick(["3", "8u", "16", "-7", "1000L", "64UL"])))"
    case 14:
      let array = pick(arrays).text
      return "((&\(array)[\(pick(Self.elements))] - \(array)) + \(array)[\(pick(Self.elements))])"
    default: return "(\(left) % \(pick(["3", "8u", "16", "-7", "1000L", "64UL"])))"
    }
  }
}
