import Diagnostics
import KernelCore
import LinuxABI
import Machine

/// Reads one step of a script: a system call with its operands.
///
/// A step is the call's name alone (`getpid`), the name with its first operand (`exit: 7`), or the
/// name with all operands (`wait4: {pid: $kid, options: [WNOHANG]}`). A word operand is a number,
/// a variable (`$kid`), the program's data area (`data`), and an address some bytes further on
/// (`data+8`, `$area+8`).
struct StepReader {
  let context: ReadingContext
  let symbols: ScriptSymbols
  let call: ScriptCall
  let fields: FieldReader
  /// The words that come from variables.
  var substitutions: [Script.Substitution] = []

  /// Reads a step.
  ///
  /// - Returns: Nil, after reporting, when it can't be read.
  static func step(
    _ node: YAMLNode, symbols: ScriptSymbols, in context: ReadingContext
  ) -> Script.Step? {
    let name: YAMLNode
    let operands: YAMLNode?
    switch node.content {
    case .scalar where !node.isNull:
      (name, operands) = (node, nil)
    case .mapping(let entries) where entries.count == 1:
      (name, operands) = (entries[0].key, entries[0].value)
    case .invalid: return nil
    default:
      context.error(
        "a step is one call, not \(node.kindName)", at: node.span,
        help: "write \"- getpid\", \"- exit: 7\" or \"- wait4: {pid: -1}\"")
      return nil
    }
    guard case .scalar(let text, _) = name.content else { return nil }
    guard let call = ScriptCall(rawValue: text) else {
      context.error(
        "unknown call \(quoted(text))", at: name.span,
        help: suggestion(for: text, in: ScriptCall.allCases.map(\.rawValue), listedAs: "calls"))
      return nil
    }
    return step(call, at: name, operands: operands, symbols: symbols, in: context)
  }

  private static func step(
    _ call: ScriptCall, at name: YAMLNode, operands: YAMLNode?, symbols: ScriptSymbols,
    in context: ReadingContext
  ) -> Script.Step? {
    guard let mapping = mapping(of: operands, for: call, at: name, in: context),
      let fields = FieldReader(
        mapping, "a call to \(call.rawValue)", keys: call.operands + ["as"], in: context)
    else { return nil }
    let before = context.errorCount
    var reader = StepReader(context: context, symbols: symbols, call: call, fields: fields)
    let read = reader.systemCall()
    let result = reader.result()
    guard let read, context.errorCount == before else { return nil }
    return Script.Step(read, substitutions: reader.substitutions, result: result)
  }

  /// The operands as a mapping, whichever way they were written.
  private static func mapping(
    of operands: YAMLNode?, for call: ScriptCall, at name: YAMLNode, in context: ReadingContext
  ) -> YAMLNode? {
    let empty = YAMLNode(content: .mapping([]), span: name.span, nodeCount: 1)
    guard let operands, !operands.isNull else { return empty }
    guard case .scalar = operands.content else { return operands }
    guard let first = call.operands.first else {
      context.error("\(call.rawValue) has no operands", at: operands.span)
      return nil
    }
    let key = YAMLNode(content: .scalar(first, .plain), span: name.span, nodeCount: 1)
    let entry = YAMLNode.Entry(key: key, value: operands)
    return YAMLNode(content: .mapping([entry]), span: name.span, nodeCount: 3)
  }

  /// The variable that keeps the result: `as`, or the child's name for clone.
  private func result() -> Int? {
    if let name = fields.line("as", .optional) {
      guard isScriptName(name.value) else {
        context.error(
          "\(quoted(name.value)) is no name for a variable", at: name.span,
          help: "a name is lower-case letters, digits and \"_\", a letter first")
        return nil
      }
      return symbols.variables.firstIndex(of: name.value)
    }
    // Reported already when it is missing or no task.
    guard call == .clone, case .scalar(let child, _) = fields.entry("child")?.value.content else {
      return nil
    }
    return symbols.variables.firstIndex(of: child)
  }
}

// MARK: Words

extension StepReader {
  /// A word of the call: a number, an address in the data area, or a variable.
  ///
  /// - Parameters:
  ///   - key: The operand.
  ///   - word: Which of the call's six words it is.
  ///   - range: The numbers that it may be.
  ///   - missing: What it is when it is left out; nil if it must be there.
  /// - Returns: The number; 0 for a variable, which is taken down.
  mutating func word(
    _ key: String, word: Int, in range: ClosedRange<Int64> = .min ... .max,
    missing: Int64? = nil
  ) -> Int64? {
    guard missing == nil || fields.has(key) else { return missing }
    guard let node = fields.node(key) else { return nil }
    guard case .scalar(let text, .plain) = node.content else {
      context.error("\(quoted(key)) is a number, not \(node.kindName)", at: node.span)
      return nil
    }
    let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let base = String(parts[0])
    let offset = parts.count == 1 || base.isEmpty ? 0 : parseInteger(String(parts[1]))
    guard let offset else {
      context.error("\(quoted(String(parts[1]))) is no whole number", at: node.span)
      return nil
    }
    if base.hasPrefix("$") {
      return variable(String(base.dropFirst()), plus: Int64(offset), word: word, at: node.span)
    }
    if base == "data" {
      return Int64(bitPattern: UserMemoryLayout.dataStart.rawValue) &+ Int64(offset)
    }
    guard let number = parseInteger(text) else {
      context.error(
        "\(quoted(text)) is no operand", at: node.span,
        help: "write a number, \"data\", \"data+8\", or a variable such as \"$kid\"")
      return nil
    }
    guard range.contains(Int64(number)) else {
      context.error(
        "\(quoted(key)) must be from \(range.lowerBound) to \(range.upperBound)", at: node.span)
      return nil
    }
    return Int64(number)
  }

  private mutating func variable(
    _ name: String, plus offset: Int64, word: Int, at span: SourceSpan
  ) -> Int64? {
    guard let index = symbols.variables.firstIndex(of: name) else {
      context.error(
        "unknown variable \(quoted("$" + name))", at: span,
        help: suggestion(
          for: name, in: symbols.variables, listedAs: "variables")
          ?? "keep a result with \"as: \(name)\", or name a child so")
      return nil
    }
    substitutions.append(Script.Substitution(word: word, variable: index, offset: offset))
    return 0
  }

  /// A word of 32 bits with a sign.
  mutating func int32(_ key: String, word index: Int, missing: Int32? = nil) -> Int32? {
    word(
      key, word: index, in: Int64(Int32.min)...Int64(Int32.max), missing: missing.map(Int64.init)
    ).map { Int32(truncatingIfNeeded: $0) }
  }

  /// A word of 32 bits without a sign.
  mutating func uint32(_ key: String, word index: Int) -> UInt32? {
    word(key, word: index, in: 0...Int64(UInt32.max)).map { UInt32(truncatingIfNeeded: $0) }
  }

  /// A word of 64 bits; negative numbers are taken as registers hold them.
  mutating func uint64(_ key: String, word index: Int, missing: Int64? = nil) -> UInt64? {
    word(key, word: index, missing: missing).map { UInt64(bitPattern: $0) }
  }

  /// An address.
  mutating func address(_ key: String, word index: Int, missing: Int64? = nil) -> UserAddress? {
    uint64(key, word: index, missing: missing).map { UserAddress(rawValue: $0) }
  }
}

// MARK: Names

extension StepReader {
  /// A signal by its name or number, or nothing (0).
  mutating func signal(_ key: String, word index: Int, missing: Int32? = nil) -> Int32? {
    if let node = fields.entry(key)?.value, case .scalar(let text, _) = node.content,
      let first = text.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    {
      if let signal = Signal(name: text) { return signal.rawValue }
      let names = (1...31).map { Signal(rawValue: $0).name }
      context.error(
        "unknown signal \(quoted(text))", at: node.span,
        help: suggestion(for: text, in: names, listedAs: "signals"))
      return nil
    }
    return int32(key, word: index, missing: missing)
  }

  /// A set of named bits, written as a list or as names joined by `|`; empty when left out.
  func options<Options: OptionSet>(
    _ key: String, of table: [(name: String, option: Options)]
  ) -> Options where Options.Element == Options {
    guard let node = fields.node(key, .optional) else { return [] }
    var names: [Located<String>] = []
    if case .sequence = node.content {
      names = fields.lines(key, .optional)
    } else if let line = context.line(of: node, called: key) {
      names = line.value.split(separator: "|").map { part in
        Located(String(part.filter { $0 != " " }), at: node.span)
      }
    }
    var options: Options = []
    for name in names where name.value != "0" {
      if let entry = table.first(where: { $0.name == name.value }) {
        options.insert(entry.option)
      } else {
        context.error(
          "unknown name \(quoted(name.value)) in \(quoted(key))", at: name.span,
          help: suggestion(for: name.value, in: table.map(\.name), listedAs: "names"))
      }
    }
    return options
  }

  /// The mode of a file or a mask of one: octal digits, as everywhere in Unix.
  func mode(_ key: String, missing: UInt32?) -> UInt32? {
    guard let node = fields.node(key, missing == nil ? .required : .optional) else {
      return missing
    }
    if case .scalar(let text, .plain) = node.content, text.utf8.count <= 5,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
      let mode = UInt32(text, radix: 8), mode <= 0o7777
    {
      return mode
    }
    context.error(
      "\(quoted(key)) is a mode of octal digits", at: node.span, help: "such as 644 or 022")
    return nil
  }

  /// How many bytes of memory an access reaches: 4 when left out.
  func width() -> MemoryWidth? {
    guard let bytes = fields.integer("width", .optional, in: 1...8) else {
      return fields.has("width") ? nil : .word
    }
    if let width = MemoryWidth(rawValue: UInt8(bytes)) { return width }
    context.error("\"width\" is 1, 2, 4 or 8", at: fields.node("width")?.span ?? fields.span)
    return nil
  }

  /// The bytes of a text: a path, or data to write.
  func bytes(_ key: String) -> [UInt8]? {
    guard let node = fields.node(key) else { return nil }
    return context.text(of: node, called: key).map { Array($0.utf8) }
  }
}
