extension Parser {
  /// Reads a declaration outside functions, or a function.
  mutating func parseExternalDeclaration() {
    guard isDeclarationStart(token) else {
      complainOfStart()
      recover()
      if token.kind == .rightBrace { advance() }
      return
    }
    let specifiers = parseSpecifiers()
    if accept(.semicolon) {
      complainOfNothing(specifiers)
      return
    }
    var isFirst = true
    repeat {
      let declarator = parseDeclarator(specifiers.type)
      if isFirst, token.kind == .leftBrace,
        program.types.signature(of: declarator.type.type) != nil || declarator.type.type == .error
      {
        parseFunction(specifiers, declarator)
        return
      }
      isFirst = false
      declareExternal(specifiers, declarator)
    } while accept(.comma)
    if !expect(.semicolon, "`;` after the declaration") {
      recover()
      if token.kind == .rightBrace { advance() }
    }
  }

  /// Complains of a token that starts no declaration.
  private mutating func complainOfStart() {
    if token.kind == .name {
      let name = NameID(rawValue: token.value)
      if peek().kind == .name || peek().kind == .star {
        complainOfUnknownType(token)
      } else {
        complain(
          token, text(name) + " starts no declaration",
          help: peek().kind == .leftParen ? "a function names the type that it returns" : nil)
      }
    } else if token.kind == .keyword, let keyword = keyword(token), !keyword.isOutside {
      complain(token, "`" + keyword.text + "` stands outside all functions")
    } else {
      complainOfToken("expected a declaration")
    }
  }

  /// Complains of a name that should be a type.
  mutating func complainOfUnknownType(_ token: Token) {
    let name = NameID(rawValue: token.value)
    let bytes = list.names.bytes(of: name)
    let tag = scopes.findTag(name)
    if tag == nil, let near = OutsideNames.nearest(to: bytes) {
      complain(token, text(name) + " is outside Task C", help: near)
      return
    }
    complain(
      token, "there is no type " + text(name),
      help: tag.map {
        ($0.isEnumeration ? "write `enum " : "write `struct ") + list.names.text(name) + "`"
      }
        ?? Header.declaring(bytes).map { "`#include <" + $0.path + ">` declares it" }
        ?? nearestKeyword(
          bytes,
          among: [
            .void, .char, .int, .long, .unsigned, .structure, .enumeration, .const, .volatile,
            .static, .extern,
          ]
        )
        .map { "did you mean `" + $0.text + "`?" })
  }

  private mutating func complainOfNothing(_ specifiers: Specifiers) {
    // A structure or an enumeration by itself is a declaration.
    if program.types.structure(of: specifiers.type.type) == nil,
      specifiers.type.type != .error,
      !isKeyword(.enumeration, specifiers.first)
    {
      complain(specifiers.first, "this declares nothing")
    }
  }

  private mutating func declareExternal(_ specifiers: Specifiers, _ declarator: Declarator) {
    guard declarator.name != .none else {
      complain(declarator.token, "expected a name")
      skipInitializer()
      return
    }
    if specifiers.isTypedef {
      declareName(declarator.token, .type(declarator.type))
      return
    }
    if program.types.signature(of: declarator.type.type) != nil {
      _ = declareFunction(specifiers, declarator)
      if token.kind == .equal {
        complain(token, "a function has a body, no value")
        skipInitializer()
      }
      return
    }
    declareGlobal(specifiers, declarator)
  }

  /// Goes over `= ...` of what is not declared after all.
  mutating func skipInitializer() {
    guard accept(.equal) else { return }
    var depth = 0
    while token.kind != .end {
      switch token.kind {
      case .leftBrace, .leftParen: depth += 1
      case .rightBrace, .rightParen: depth -= 1
      case .comma, .semicolon: if depth <= 0 { return }
      default: break
      }
      if depth < 0 { return }
      advance()
    }
  }

  // MARK: - Variables

  /// Declares a variable that lives as long as its process: outside functions, or `static` in one.
  mutating func declareGlobal(_ specifiers: Specifiers, _ declarator: Declarator) {
    var type = declarator.type
    let number: Int32
    let name = Int(declarator.name.rawValue)
    // What is `static` in a block is the block's alone.
    let isLinked = scopes.level == 0 || specifiers.isExtern
    if isLinked, linkedFunctions[name] >= 0 || isTakenByOther(declarator.name) {
      complain(declarator.token, text(declarator.name) + " is declared already")
      skipInitializer()
      return
    }
    if isLinked, linkedGlobals[name] >= 0 {
      let known = linkedGlobals[name]
      number = known
      type = redeclared(known, declarator)
      if !scopes.isTaken(declarator.name) { declareName(declarator.token, .global(number)) }
      if specifiers.isThreadLocal != program.globals[Int(known)].isThreadLocal {
        complain(
          declarator.token,
          text(declarator.name) + " was declared " + (specifiers.isThreadLocal ? "without" : "with")
            + " `__thread` before")
      }
      if specifiers.isStatic, !program.globals[Int(known)].isStatic {
        complainOfStatic(specifiers, declarator)
      } else if !specifiers.isStatic, !specifiers.isExtern, program.globals[Int(known)].isStatic {
        // C11, section 6.2.2: linkage of both kinds is undefined.
        complain(
          declarator.token, text(declarator.name) + " was declared with `static` before",
          help: "write `static` here too")
      }
    } else {
      number = Int32(program.globals.count)
      program.globals.append(
        GlobalVariable(name: declarator.name, type: type, offset: declarator.token.offset))
      declareName(declarator.token, .global(number))
      if isLinked { linkedGlobals[name] = number }
    }
    let index = Int(number)
    if !specifiers.isExtern { checkOwnName(declarator.name, at: declarator.token) }
    program.globals[index].isThreadLocal = specifiers.isThreadLocal
    // `extern` leaves it as it was declared before. Source: C11, section 6.2.2.
    if !specifiers.isExtern { program.globals[index].isStatic = specifiers.isStatic }
    if specifiers.isThreadLocal, type.type != .error, type.type != .int,
      !declarator.token.isFromHeader, !isLibrary
    {
      complain(
        specifiers.first, "a thread's own variable of another type than `int` is outside Task C",
        help: "`__thread int` is in it")
    }
    if accept(.equal) {
      if specifiers.isExtern {
        complain(declarator.token, "what is `extern` starts with nothing here")
      }
      if program.globals[index].initializerCount > 0 {
        complain(declarator.token, text(declarator.name) + " has a value already")
      }
      let first = program.initializers.count
      type = parseInitializer(type, mustBeConstant: true)
      program.globals[index].firstInitializer = Int32(first)
      program.globals[index].initializerCount = Int32(program.initializers.count - first)
      program.globals[index].type = type
      program.globals[index].isDefined = true
    } else if !specifiers.isExtern {
      program.globals[index].isDefined = !declarator.token.isFromHeader
    }
    // The file may say later what an array or what is elsewhere has.
    let mayFollow =
      if case .array = program.types[type.type] { isLinked } else { specifiers.isExtern }
    if !mayFollow || type.type == .void { checkObject(type, declarator) }
  }

  /// Whether this block has a name for something without linkage, or the file for a constant or a type.
  private func isTakenByOther(_ name: NameID) -> Bool {
    guard scopes.isTaken(name), let found = scopes.find(name) else { return false }
    if case .global(let number) = found.binding {
      return linkedGlobals[Int(name.rawValue)] != number
    }
    return true
  }

  private mutating func redeclared(_ number: Int32, _ declarator: Declarator) -> QualifiedType {
    let known = program.globals[Int(number)].type
    if known == declarator.type { return known }
    if case .array(let element, let count) = program.types[known.type],
      case .array(let other, let newCount) = program.types[declarator.type.type], element == other,
      count < 0 || newCount < 0
    {
      let type = count < 0 ? declarator.type : known
      program.globals[Int(number)].type = type
      return type
    }
    if declarator.type.type != .error, known.type != .error {
      complain(
        declarator.token,
        text(declarator.name) + " was declared as " + text(known) + " before, not as "
          + text(declarator.type))
    }
    return known
  }

  /// Complains of a type that no variable can have.
  mutating func checkObject(_ type: QualifiedType, _ declarator: Declarator) {
    if program.types.size(of: type.type) != nil { return }
    switch program.types[type.type] {
    case .array:
      complain(
        declarator.token, "the count of " + text(declarator.name) + " is missing",
        help: "write it in the brackets, or values behind `=`")
    case .structure:
      complain(
        declarator.token, "the members of " + text(type) + " are not known here")
    default: complain(declarator.token, "no variable can have the type " + text(type))
    }
  }

  /// Source: C11, section 6.2.2, of which GCC makes an error.
  private mutating func complainOfStatic(_ specifiers: Specifiers, _ declarator: Declarator) {
    complain(
      specifiers.first, text(declarator.name) + " was declared without `static` before",
      help: "write `static` there too")
  }

  // MARK: - Functions

  /// Declares a function.
  ///
  /// - Returns: Its number.
  mutating func declareFunction(_ specifiers: Specifiers, _ declarator: Declarator) -> Int32? {
    if specifiers.isThreadLocal {
      complain(specifiers.first, "a function is the same in all threads")
    }
    if specifiers.isStatic, scopes.level > 0 {
      complain(
        specifiers.first, "a function that is declared in a block is not `static`",
        help: "declare it outside functions")
    }
    let type = declarator.type.type
    let name = Int(declarator.name.rawValue)
    let isHere = scopes.isTaken(declarator.name)
    var isFunction = false
    if isHere, case .function = scopes.find(declarator.name)?.binding { isFunction = true }
    if isHere && !isFunction || linkedGlobals[name] >= 0 {
      complain(declarator.token, text(declarator.name) + " is declared already")
      return nil
    }
    if linkedFunctions[name] >= 0 {
      let known = linkedFunctions[name]
      if !isHere { scopes.bind(declarator.name, .function(known), offset: declarator.token.offset) }
      if program.functions[Int(known)].type != type, type != .error {
        complain(
          declarator.token,
          text(declarator.name) + " was declared as " + text(program.functions[Int(known)].type)
            + " before, not as " + text(type))
      } else if specifiers.isStatic, !program.functions[Int(known)].isStatic {
        complainOfStatic(specifiers, declarator)
      }
      return known
    }
    let number = Int32(program.functions.count)
    linkedFunctions[name] = number
    program.functions.append(
      Function(
        name: declarator.name, type: type, offset: declarator.token.offset,
        isStatic: specifiers.isStatic, isFromHeader: declarator.token.isFromHeader))
    isCalled.append(false)
    scopes.bind(declarator.name, .function(number), offset: declarator.token.offset)
    return number
  }

  /// Reads a function's body.
  private mutating func parseFunction(_ specifiers: Specifiers, _ declarator: Declarator) {
    if declarator.name == .none { complain(declarator.token, "a function needs a name") }
    if specifiers.isTypedef {
      complain(specifiers.first, "a function with a body is no type")
    }
    let number =
      declarator.name == .none || declarator.type.type == .error
      ? nil : declareFunction(specifiers, declarator)
    if let number {
      let function = program.functions[Int(number)]
      if function.body != nil {
        complain(declarator.token, text(declarator.name) + " has a body already")
      } else if function.isFromHeader, !isLibrary {
        complain(
          declarator.token, text(declarator.name) + " is a function of the library",
          help: "choose another name")
      } else {
        checkOwnName(declarator.name, at: declarator.token)
      }
    }
    result = program.types.signature(of: declarator.type.type)?.result ?? .error
    checkMain(declarator)
    let firstLocal = program.locals.count
    scopes.open()
    for parameter in declarator.parameters {
      if parameter.name == .none {
        complain(parameter.token, "a parameter needs a name where the body follows")
        continue
      }
      if parameter.type.type != .error, program.types.size(of: parameter.type.type) == nil {
        complain(parameter.token, "the members of " + text(parameter.type) + " are not known here")
      }
      program.locals.append(
        LocalVariable(
          name: parameter.name, type: parameter.type, offset: parameter.token.offset))
      declareName(parameter.token, .local(Int32(program.locals.count - 1)))
    }
    // The block's own names are in the scope of the parameters.
    let body = parseBlock(opensScope: false)
    scopes.close()
    if let number {
      program.functions[Int(number)].body = body
      program.functions[Int(number)].offset = declarator.token.offset
      program.functions[Int(number)].isFromHeader = false
      program.functions[Int(number)].firstLocal = Int32(firstLocal)
      program.functions[Int(number)].localCount = Int32(program.locals.count - firstLocal)
    }
  }

  /// On a real machine all headers are read before a program, whether it names them or not.
  mutating func checkOwnName(_ name: NameID, at token: Token) {
    let bytes = list.names.bytes(of: name)
    guard !isLibrary, !token.isFromHeader, scopes.level == 0, !bytes.isEmpty,
      Library.shared.exports.function(bytes) != nil || Library.shared.exports.global(bytes) != nil
    else { return }
    complain(token, text(name) + " is in the library", help: "choose another name")
  }

  /// `main` is called by the library, so it must be what that expects.
  private mutating func checkMain(_ declarator: Declarator) {
    guard declarator.name != .none, scopes.level == 0,
      Array(list.names.bytes(of: declarator.name)) == Array("main".utf8),
      let signature = program.types.signature(of: declarator.type.type)
    else { return }
    let string = QualifiedType(
      type: program.types.pointer(to: QualifiedType(type: .integer(.char))))
    let strings = QualifiedType(type: program.types.pointer(to: string))
    let known = [QualifiedType(type: .int), strings, strings]
    if signature.result.type != .int || signature.parameters.count == 1
      || signature.parameters.count > 3
      || signature.parameters != Array(known.prefix(signature.parameters.count))
    {
      complain(
        declarator.token, "`main` has a type with which nothing calls it",
        help: "`int main(void)` or `int main(int argc, char **argv)`")
    }
  }

  // MARK: - Local declarations

  /// Reads a declaration in a block.
  ///
  /// - Returns: The statements that give its variables their values.
  mutating func parseLocalDeclaration() -> [StatementID] {
    let specifiers = parseSpecifiers()
    var statements: [StatementID] = []
    if accept(.semicolon) {
      complainOfNothing(specifiers)
      return []
    }
    if specifiers.isTypedef, !specifiers.first.isFromHeader, !isLibrary {
      complain(specifiers.first, "`typedef` is outside Task C", help: Keyword.typedef.nearest)
    }
    repeat {
      let declarator = parseDeclarator(specifiers.type)
      if let statement = declareLocal(specifiers, declarator) { statements.append(statement) }
    } while accept(.comma)
    if token.kind == .leftBrace {
      complain(
        token, "a function in a function is outside Task C", help: "write it before this one")
      recover()
    } else if !expect(.semicolon, "`;` after the declaration") {
      recover()
    }
    return statements
  }

  private mutating func declareLocal(
    _ specifiers: Specifiers, _ declarator: Declarator
  ) -> StatementID? {
    guard declarator.name != .none else {
      complain(declarator.token, "expected a name")
      skipInitializer()
      return nil
    }
    if program.types.signature(of: declarator.type.type) != nil {
      _ = declareFunction(specifiers, declarator)
      return nil
    }
    if specifiers.isThreadLocal, !specifiers.isStatic {
      complain(
        specifiers.first, "a thread's own variable stands outside functions or is `static`")
    }
    if specifiers.isStatic || specifiers.isExtern {
      declareGlobal(specifiers, declarator)
      return nil
    }
    let number = Int32(program.locals.count)
    program.locals.append(
      LocalVariable(name: declarator.name, type: declarator.type, offset: declarator.token.offset))
    declareName(declarator.token, .local(number))
    var statement: StatementID?
    if accept(.equal) {
      let first = program.initializers.count
      let type = parseInitializer(declarator.type, mustBeConstant: false)
      program.locals[Int(number)].type = type
      let count = program.initializers.count - first
      statement = add(
        .initialize(
          number, first: Int32(first), count: Int32(count),
          isZeroed: !program.types.isScalar(type.type)), declarator.token)
    }
    checkObject(program.locals[Int(number)].type, declarator)
    return statement
  }
}
