extension Parser {
  /// Calls a function, or what a pointer points to.
  ///
  /// Source: C11, section 6.5.2.2.
  mutating func call(
    _ callee: ExpressionID, _ arguments: [ExpressionID], _ mark: Token
  ) -> ExpressionID {
    let pointer = rvalue(callee)
    if isError(pointer) { return errorValue(mark) }
    guard let pointee = target(of: pointer),
      let signature = program.types.signature(of: pointee.type)
    else {
      complain(mark, text(program[pointer].type) + " can't be called")
      return errorValue(mark)
    }
    let name = calledName(callee)
    let count = signature.parameters.count
    if arguments.count < count || arguments.count > count && !signature.isVariadic {
      complain(
        mark,
        name + " takes " + String(count) + (signature.isVariadic ? " or more" : "")
          + (count == 1 && !signature.isVariadic ? " argument, not " : " arguments, not ")
          + String(arguments.count))
      return errorValue(mark)
    }
    if arguments.count > 1 + Self.parametersMax * 8 {
      complain(mark, "a call has at most " + String(1 + Self.parametersMax * 8) + " arguments")
      return errorValue(mark)
    }
    var values: [ExpressionID] = []
    for (index, argument) in arguments.enumerated() {
      if index < count {
        values.append(
          assigned(
            argument, to: signature.parameters[index],
            "argument " + String(index + 1) + " of " + name, "the parameter"))
      } else {
        values.append(promoted(argument))
      }
    }
    if let format = format(of: callee, values) { check(format, values, name) }
    let first = Int32(program.argumentList.count)
    program.argumentList += values
    var depth = pointer
    for value in values where program[value].depth > program[depth].depth { depth = value }
    let result = add(
      .call(pointer, first: first, count: Int32(values.count)), signature.result, from: callee,
      to: values.last ?? callee, depth)
    return result
  }

  private func calledName(_ callee: ExpressionID) -> String {
    if case .function(let number) = program[callee].kind {
      return text(program.functions[Int(number)].name)
    }
    return "the function"
  }

  /// An argument without a parameter.
  private mutating func promoted(_ value: ExpressionID) -> ExpressionID {
    if let kind = kind(of: value) { return converted(value, to: .integer(kind.promoted)) }
    if program.types.size(of: program[value].type.type) == nil {
      complain(value, text(program[value].type) + " can't be an argument here")
    }
    return value
  }

  // MARK: - Formats

  /// The index of a string that says what the other arguments are, if it is known.
  private func format(of callee: ExpressionID, _ values: [ExpressionID]) -> Int32? {
    guard case .function(let number) = program[callee].kind,
      program.functions[Int(number)].isFromHeader,
      Array(list.names.bytes(of: program.functions[Int(number)].name)) == Array("printf".utf8),
      let first = values.first
    else { return nil }
    var value = first
    if case .convert(let inner) = program[value].kind { value = inner }
    guard case .address(let object) = program[value].kind,
      case .string(let string) = program[object].kind
    else { return nil }
    return string
  }

  /// Holds arguments against what a format says of them.
  private mutating func check(_ format: Int32, _ values: [ExpressionID], _ name: String) {
    var reader = FormatReader(program.strings[Int(format)])
    var index = 1
    while let conversion = reader.next() {
      guard let expected = conversion.type else {
        complain(
          values[0], "the format's `" + conversion.text + "` is outside Task C",
          help: "known are `%d %i %u %x %X %o %c %s %p %%`, for a `long` with `l`")
        return
      }
      guard index < values.count else {
        complain(
          values[0],
          "the format has more conversions than " + name + " has arguments for: `"
            + conversion.text + "`")
        return
      }
      if !isError(values[index]), !matches(values[index], expected) {
        complain(
          values[index],
          "the format's `" + conversion.text + "` needs " + expected.text + ", not "
            + text(program[values[index]].type))
      }
      index += 1
    }
    if index < values.count {
      complain(values[index], "the format has no conversion for this argument")
    }
  }

  private func matches(_ value: ExpressionID, _ expected: FormatReader.Argument) -> Bool {
    switch expected {
    case .int: return kind(of: value)?.size == 4
    case .long: return kind(of: value)?.size == 8
    case .string:
      return target(of: value).map { program.types.integerKind(of: $0.type)?.size == 1 } ?? false
    case .pointer: return target(of: value) != nil
    }
  }
}

/// Reads the conversions of a `printf` format.
struct FormatReader {
  /// What an argument must be.
  enum Argument {
    case int
    case long
    case string
    case pointer

    var text: String {
      switch self {
      case .int: "an `int` or `unsigned`"
      case .long: "a `long` or `unsigned long`"
      case .string: "a string"
      case .pointer: "a pointer"
      }
    }
  }

  private let bytes: [UInt8]
  private var at = 0
  /// Where the conversion starts that is being read; nil between two.
  private var start: Int?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var byte: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func skip(_ isPart: (UInt8) -> Bool) {
    while at < bytes.count, isPart(bytes[at]) { at += 1 }
  }

  /// The next conversion that takes an argument; its type is nil when it is outside Task C.
  ///
  /// A width or a precision that is an argument comes before the conversion that it belongs to.
  mutating func next() -> (text: String, type: Argument?)? {
    while at < bytes.count {
      if start == nil {
        if bytes[at] != 37 {
          at += 1
          continue
        }
        start = at
        at += 1
        skip { [32, 35, 43, 45, 48].contains($0) }
        if byte == 42 { return star() }
      }
      skip(Character.isDigit)
      if byte == 46 {
        at += 1
        if byte == 42 { return star() }
        skip(Character.isDigit)
      }
      let size = at
      skip { [104, 106, 108, 116, 122].contains($0) }
      let sizes = bytes[size..<at]
      let letter = byte
      let isPlain = start == at - 1
      if letter != 0 { at += 1 }
      if letter == 37, isPlain {
        start = nil
        continue
      }
      defer { start = nil }
      let isLong = sizes.count == 1 && sizes.first != 104
      let isKnown = isLong || sizes.allSatisfy { $0 == 104 } && sizes.count <= 2
      switch letter {
      case 100, 105, 117, 120, 88, 111: return argument(isKnown ? isLong ? .long : .int : nil)
      case 99: return argument(sizes.isEmpty ? .int : nil)
      case 115: return argument(sizes.isEmpty ? .string : nil)
      case 112: return argument(sizes.isEmpty ? .pointer : nil)
      default: return argument(nil)
      }
    }
    return nil
  }

  private mutating func star() -> (text: String, type: Argument?) {
    at += 1
    return argument(.int)
  }

  private func argument(_ type: Argument?) -> (text: String, type: Argument?) {
    let first = start ?? at
    return (String(decoding: bytes[first..<at].prefix(16), as: UTF8.self), type)
  }
}
