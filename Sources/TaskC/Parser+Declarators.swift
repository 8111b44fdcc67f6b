/// What the words before a declared name say.
struct Specifiers {
  var type = QualifiedType.error
  var isTypedef = false
  var isStatic = false
  var isExtern = false
  var isThreadLocal = false
  var first: Token
}

/// A declared name with its type.
struct Declarator {
  /// The name; its token, or where it is missing.
  var name: NameID = .none
  var token: Token
  var type: QualifiedType
  /// Of a function, what its parameters are called.
  var parameters: [Parameter] = []
}

/// A parameter of a function.
struct Parameter {
  var name: NameID
  var token: Token
  var type: QualifiedType
}

extension Parser {
  // MARK: - Specifiers

  /// Whether a declaration starts with a token.
  func isDeclarationStart(_ token: Token) -> Bool {
    if token.kind == .name {
      if case .type = scopes.find(NameID(rawValue: token.value))?.binding { return true }
      return false
    }
    guard let keyword = keyword(token) else { return false }
    switch keyword {
    case .void, .char, .int, .long, .unsigned, .structure, .enumeration, .const, .volatile, .atomic,
      .static, .extern, .threadLocal, .threadLocalC11, .typedef, .union, .short, .signed:
      return true
    case .auto, .register, .inline, .restrict, .float, .double, .bool, .complex, .imaginary,
      .alignas, .noreturn, .attribute, .extension, .typeof, .gnuTypeof, .gnuInline,
      .gnuInlinePlain, .gnuRestrict, .int128, .builtinVaList, .staticAssert:
      return true
    default: return false
    }
  }

  /// Reads the words of a declaration before its names.
  mutating func parseSpecifiers() -> Specifiers {
    var specifiers = Specifiers(first: token)
    var words = TypeWords()
    while parseSpecifier(&specifiers, &words) {}
    if let type = words.type {
      specifiers.type = type
    } else if words.isEmpty, token.kind == .name, [.name, .star].contains(peek().kind) {
      // Behind `static` or `const` there is a name where the type should be.
      complainOfUnknownType(token)
      advance()
      specifiers.type = QualifiedType(type: .error)
    } else if words.isEmpty {
      complain(
        specifiers.first.offset, specifiers.first.length, "a declaration names its type",
        help: "such as `int`")
    } else {
      complain(
        specifiers.first, "these words together are no type of Task C",
        help: words.longs > 1
          ? "`long` has 64 bits: write it once"
          : words.chars > 0 && words.unsigneds > 0
            ? "`uint8_t` of <stdint.h> is an unsigned `char`" : nil)
    }
    specifiers.type.qualifiers.formUnion(words.qualifiers)
    if specifiers.type.qualifiers.contains(.atomic), specifiers.type.type != .error,
      specifiers.type.type != .int, !specifiers.first.isFromHeader
    {
      complain(
        specifiers.first, "`_Atomic` of another type than `int` is outside Task C",
        help: "`_Atomic int` is in it")
    }
    return specifiers
  }

  /// Reads one of the words.
  ///
  /// - Returns: False when there is none.
  private mutating func parseSpecifier(
    _ specifiers: inout Specifiers, _ words: inout TypeWords
  ) -> Bool {
    if token.kind == .name {
      guard words.isEmpty,
        case .type(let type) = scopes.find(NameID(rawValue: token.value))?.binding
      else { return false }
      words.named = type
      advance()
      return true
    }
    guard let keyword = keyword(token), isDeclarationStart(token) else { return false }
    if keyword.isForHeaders, !token.isFromHeader, !isLibrary, !isKnownUnion() {
      complainOutside(keyword, token)
      words.isOutside = words.isOutside || keyword != .typedef
      if keyword != .union {
        advance()
        return true
      }
    }
    switch keyword {
    case .char: words.chars += 1
    case .int: words.ints += 1
    case .long: words.longs += 1
    case .unsigned: words.unsigneds += 1
    case .short: words.shorts += 1
    case .signed: words.signeds += 1
    case .void: words.voids += 1
    case .const: words.qualifiers.insert(.const)
    case .volatile: words.qualifiers.insert(.volatile)
    case .atomic:
      words.qualifiers.insert(.atomic)
      if peek().kind == .leftParen {
        complain(token, "`_Atomic` with brackets is outside Task C", help: "write `_Atomic int`")
      }
    case .static, .extern, .threadLocal, .threadLocalC11, .typedef:
      addStorage(keyword, to: &specifiers)
    case .structure, .union, .enumeration:
      if !words.isEmpty, !words.isOutside { complain(token, "two types in one declaration") }
      words.named = QualifiedType(
        type: keyword == .enumeration
          ? parseEnumeration() : parseStructure(isUnion: keyword == .union))
      return true
    default:
      complainOutside(keyword, token)
      words.isOutside = words.isOutside || keyword.isType
      advance()
      if keyword.takesBrackets, token.kind == .leftParen { skipBrackets() }
      return true
    }
    advance()
    return true
  }

  /// Takes in where a variable is kept: in one place, of which a thread may have its own.
  ///
  /// Source: C11, section 6.7.1, paragraphs 2 and 3.
  private mutating func addStorage(_ keyword: Keyword, to specifiers: inout Specifiers) {
    let isThread = keyword == .threadLocal || keyword == .threadLocalC11
    let hasStorage = specifiers.isStatic || specifiers.isExtern || specifiers.isTypedef
    if isThread ? specifiers.isThreadLocal || specifiers.isTypedef : hasStorage {
      complain(token, "`" + keyword.text + "` is one word too many here")
    }
    switch keyword {
    case .static: specifiers.isStatic = true
    case .extern: specifiers.isExtern = true
    case .typedef: specifiers.isTypedef = true
    default: specifiers.isThreadLocal = true
    }
  }

  /// Whether `union` and a tag that one of our headers has made come next.
  private func isKnownUnion() -> Bool {
    isKeyword(.union, token) && peek().kind == .name && peek(2).kind != .leftBrace
      && scopes.findTag(NameID(rawValue: peek().value)) != nil
  }

  /// Goes over brackets with all that is in them.
  mutating func skipBrackets() {
    var depth = 0
    repeat {
      if token.kind == .leftParen { depth += 1 }
      if token.kind == .rightParen { depth -= 1 }
      advance()
    } while depth > 0 && token.kind != .end
  }

  // MARK: - Declarators

  /// Reads a declared name and what makes its type of the one before it.
  ///
  /// What is in brackets is read last, with the type that what follows the brackets makes.
  mutating func parseDeclarator(_ base: QualifiedType) -> Declarator {
    guard enter() else { return Declarator(token: token, type: .error) }
    defer { exit() }
    let type = parsePointers(base)
    if token.kind == .leftParen, isNestedDeclarator() {
      let inner = at + 1
      skipBrackets()
      let (outer, parameters) = parseSuffix(type)
      let end = at
      at = inner
      var declarator = parseDeclarator(outer)
      // With a name alone in the brackets, what is behind them are its own parameters.
      if declarator.parameters.isEmpty, declarator.type == outer {
        declarator.parameters = parameters
      }
      expect(.rightParen, "`)` after the name")
      at = max(at, min(end, list.tokens.count - 1))
      return declarator
    }
    var declarator = Declarator(token: token, type: type)
    if token.kind == .name {
      declarator.name = NameID(rawValue: token.value)
      advance()
    }
    (declarator.type, declarator.parameters) = parseSuffix(type)
    return declarator
  }

  /// Reads a type without a name, as in a cast.
  mutating func parseTypeName() -> QualifiedType {
    let specifiers = parseSpecifiers()
    if specifiers.isStatic || specifiers.isExtern || specifiers.isThreadLocal
      || specifiers.isTypedef
    {
      complain(specifiers.first, "a type by itself has no storage")
    }
    let declarator = parseDeclarator(specifiers.type)
    if declarator.name != .none {
      complain(declarator.token, "a type by itself has no name")
    }
    return declarator.type
  }

  private mutating func parsePointers(_ base: QualifiedType) -> QualifiedType {
    var type = base
    var count = 0
    while token.kind == .star {
      count += 1
      if count > 16 {
        complain(token, "pointers to pointers are more than 16 deep")
        while token.kind == .star { advance() }
        return .error
      }
      advance()
      type = QualifiedType(type: type.type == .error ? .error : program.types.pointer(to: type))
      while let keyword = keyword(token) {
        switch keyword {
        case .const: type.qualifiers.insert(.const)
        case .volatile: type.qualifiers.insert(.volatile)
        case .restrict, .gnuRestrict, .atomic: complainOutside(keyword, token)
        default: return type
        }
        advance()
      }
    }
    return type
  }

  /// Whether brackets are around a declarator, not around parameters.
  private func isNestedDeclarator() -> Bool {
    let next = peek()
    switch next.kind {
    case .star, .leftParen, .leftBracket: return true
    case .name: return !isDeclarationStart(next)
    default: return false
    }
  }

  /// Reads the brackets behind a name: of an array, or of a function's parameters.
  private mutating func parseSuffix(
    _ base: QualifiedType
  ) -> (type: QualifiedType, parameters: [Parameter]) {
    let start = token
    guard start.kind == .leftBracket || start.kind == .leftParen else { return (base, []) }
    guard enter() else { return (.error, []) }
    defer { exit() }
    if accept(.leftBracket) {
      var count: Int64 = -1
      if token.kind != .rightBracket { count = parseArrayCount() }
      expect(.rightBracket, "`]` after the count")
      let element = parseSuffix(base).type
      return (arrayType(of: element, count: count, start), [])
    }
    advance()
    let (parameters, isVariadic) = parseParameters()
    let result = parseSuffix(base).type
    switch program.types[result.type] {
    case .error: return (.error, parameters)
    case .array, .function:
      complain(start, "a function can't return " + text(result))
      return (.error, parameters)
    default: break
    }
    let signature = Signature(
      result: QualifiedType(type: result.type),
      parameters: parameters.map { QualifiedType(type: $0.type.type) }, isVariadic: isVariadic)
    return (QualifiedType(type: program.types.function(signature)), parameters)
  }

  private mutating func parseArrayCount() -> Int64 {
    if isKeyword(.static, token) || isKeyword(.const, token) || token.kind == .star {
      complain(token, "this in the brackets of an array is outside Task C")
      recoverInBrackets()
      return 1
    }
    let start = token
    let count = parseConditional()
    guard let value = constant(count) else {
      if program[count].type.type != .error {
        complain(
          start, "the count of an array must be a constant",
          help: "`malloc` takes a size that is not known before")
      }
      return 1
    }
    if value < 0 || value == 0 {
      complain(start, "an array has at least one element")
      return 1
    }
    return value
  }

  private mutating func recoverInBrackets() {
    while token.kind != .rightBracket, token.kind != .semicolon, token.kind != .end { advance() }
  }

  private mutating func arrayType(
    of element: QualifiedType, count: Int64, _ start: Token
  ) -> QualifiedType {
    if element.type == .error { return .error }
    guard let size = program.types.size(of: element.type), size > 0 else {
      complain(start, "there can't be an array of " + text(element))
      return .error
    }
    if count > TypeTable.bytesMax / size {
      complain(
        start, "the array has more than " + String(TypeTable.bytesMax) + " bytes")
      return .error
    }
    return QualifiedType(type: program.types.array(of: element, count: count))
  }

  /// Reads parameters up to the closing bracket.
  private mutating func parseParameters() -> (parameters: [Parameter], isVariadic: Bool) {
    if accept(.rightParen) { return ([], false) }
    if isKeyword(.void, token), peek().kind == .rightParen {
      advance()
      advance()
      return ([], false)
    }
    var parameters: [Parameter] = []
    repeat {
      if token.kind == .ellipsis {
        if !token.isFromHeader {
          complain(
            token, "`...` is outside Task C", help: "a function has up to 8 parameters of its own")
        }
        let isVariadic = !parameters.isEmpty
        advance()
        expect(.rightParen, "`)` after `...`")
        return (parameters, isVariadic)
      }
      guard isDeclarationStart(token) else {
        complainOfToken(
          token.kind == .name
            ? "there is no type " + text(NameID(rawValue: token.value))
            : "expected the type of a parameter")
        recoverInParameters()
        return (parameters, false)
      }
      let specifiers = parseSpecifiers()
      if specifiers.isStatic || specifiers.isExtern || specifiers.isThreadLocal
        || specifiers.isTypedef
      {
        complain(specifiers.first, "a parameter has no storage of its own")
      }
      let declarator = parseDeclarator(specifiers.type)
      parameters.append(
        Parameter(
          name: declarator.name, token: declarator.token, type: adjusted(declarator)))
      if parameters.count == Self.parametersMax + 1 {
        complain(
          specifiers.first,
          "a function has at most " + String(Self.parametersMax) + " parameters",
          help: "a `struct` can hold several values")
      }
    } while accept(.comma)
    expect(.rightParen, "`)` after the parameters")
    return (parameters, false)
  }

  private mutating func recoverInParameters() {
    var depth = 0
    while token.kind != .end, token.kind != .semicolon, token.kind != .leftBrace {
      if token.kind == .leftParen { depth += 1 }
      if token.kind == .rightParen {
        advance()
        if depth == 0 { return }
        depth -= 1
        continue
      }
      advance()
    }
  }

  /// The type of a parameter: of an array, a pointer to its first element.
  ///
  /// Source: C11, section 6.7.6.3, paragraphs 7 and 8.
  private mutating func adjusted(_ declarator: Declarator) -> QualifiedType {
    let type = declarator.type
    switch program.types[type.type] {
    case .array(let element, _):
      return QualifiedType(type: program.types.pointer(to: element))
    case .function: return QualifiedType(type: program.types.pointer(to: type))
    case .void:
      complain(declarator.token, "a parameter can't be `void`")
      return .error
    default: return type
    }
  }
}

/// The words of a declaration that make its type.
struct TypeWords {
  var chars = 0
  var ints = 0
  var longs = 0
  var unsigneds = 0
  var shorts = 0
  var signeds = 0
  var voids = 0
  var named: QualifiedType?
  /// Whether one was outside Task C, which has been said.
  var isOutside = false
  var qualifiers: Qualifiers = []

  private var count: Int { chars + ints + longs + unsigneds + shorts + signeds + voids }

  var isEmpty: Bool { count == 0 && named == nil && !isOutside }

  /// The type that they make; nil if they make none.
  ///
  /// Source: C11, section 6.7.2, paragraph 2.
  var type: QualifiedType? {
    if isOutside { return .error }
    if let named { return count == 0 ? named : nil }
    if voids > 0 { return count == 1 ? QualifiedType(type: .void) : nil }
    guard count > 0, ints <= 1, longs <= 1, unsigneds + signeds <= 1, chars + shorts <= 1 else {
      return nil
    }
    if chars > 0 {
      if ints + longs > 0 { return nil }
      return .init(
        type: .integer(unsigneds > 0 ? .unsignedChar : signeds > 0 ? .signedChar : .char))
    }
    if shorts > 0 {
      return longs > 0
        ? nil : .init(type: .integer(unsigneds > 0 ? .unsignedShort : .short))
    }
    if longs > 0 { return .init(type: .integer(unsigneds > 0 ? .unsignedLong : .long)) }
    return .init(type: .integer(unsigneds > 0 ? .unsignedInt : .int))
  }
}

extension Keyword {
  /// Whether it is a type outside Task C.
  var isType: Bool {
    switch self {
    case .float, .double, .bool, .complex, .imaginary, .int128, .builtinVaList, .typeof, .gnuTypeof,
      .staticAssert:
      true
    default: false
    }
  }

  /// Whether something in brackets belongs to it.
  var takesBrackets: Bool {
    switch self {
    case .typeof, .gnuTypeof, .alignas, .attribute, .staticAssert: true
    default: false
    }
  }
}
