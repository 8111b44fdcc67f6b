extension Parser {
  /// Reads `struct tag`, `struct tag { ... }` or `struct { ... }`.
  mutating func parseStructure(isUnion: Bool) -> TypeID {
    let start = token
    advance()
    guard enter() else { return .error }
    defer { exit() }
    let tagToken = token
    let tag = acceptTag()
    let known = scopes.findTag(tag)
    guard token.kind == .leftBrace else {
      if tag == .none {
        complainOfToken("expected the tag of the structure or `{` and its members")
        return .error
      }
      // By itself it is a new one of this block. Source: C11, section 6.7.2.3, paragraph 7.
      if let known, known.isHere || token.kind != .semicolon {
        if known.isEnumeration || isOther(known.type, isUnion: isUnion) {
          complain(tagToken, text(tag) + " is the tag of something else")
          return .error
        }
        return known.type
      }
      let type = program.types.structure(tag: tag, isUnion: isUnion)
      scopes.bindTag(tag, type, isEnumeration: false)
      return type
    }
    var type = TypeID.error
    if let known, known.isHere {
      if known.isEnumeration || isOther(known.type, isUnion: isUnion)
        || program.types.structure(of: known.type)?.isComplete == true
      {
        complain(tagToken, text(tag) + " is the tag of something already")
      } else {
        type = known.type
      }
    }
    if type == .error {
      type = program.types.structure(tag: tag, isUnion: isUnion)
      if tag != .none, known?.isHere != true { scopes.bindTag(tag, type, isEnumeration: false) }
    }
    advance()
    let members = parseMembers()
    if !program.types.complete(type, members: members, isFromHeader: start.isFromHeader) {
      complain(start, "the structure has more than " + String(TypeTable.bytesMax) + " bytes")
    }
    return type
  }

  private func isOther(_ type: TypeID, isUnion: Bool) -> Bool {
    program.types.structure(of: type)?.isUnion != isUnion
  }

  /// Reads members up to the closing brace.
  private mutating func parseMembers() -> [Member] {
    var members: [Member] = []
    if token.kind == .rightBrace {
      complain(token, "a structure has at least one member")
    }
    while token.kind != .rightBrace, token.kind != .end {
      guard isDeclarationStart(token) else {
        complainOfToken("expected the type of a member")
        recover()
        continue
      }
      let specifiers = parseSpecifiers()
      if specifiers.isStatic || specifiers.isExtern || specifiers.isThreadLocal
        || specifiers.isTypedef
      {
        complain(specifiers.first, "a member has no storage of its own")
      }
      if token.kind == .semicolon {
        if specifiers.first.isFromHeader {
          members.append(Member(name: .none, type: specifiers.type, offset: 0))
        } else {
          complain(token, "a member needs a name")
        }
        advance()
        continue
      }
      repeat {
        let declarator = parseDeclarator(specifiers.type)
        if token.kind == .colon {
          complain(
            token, "a member of single bits is outside Task C",
            help: "`&`, `|` and `<<` work on the bits of an `unsigned`")
          advance()
          _ = parseConditional()
        }
        addMember(declarator, to: &members)
      } while accept(.comma)
      if !expect(.semicolon, "`;` after the member") { recover() }
    }
    expect(.rightBrace, "`}` after the members")
    return members
  }

  private mutating func addMember(_ declarator: Declarator, to members: inout [Member]) {
    if declarator.name == .none {
      complain(declarator.token, "a member needs a name")
      return
    }
    if members.contains(where: { $0.name == declarator.name }) {
      complain(declarator.token, "there is a member " + text(declarator.name) + " already")
      return
    }
    if program.types.size(of: declarator.type.type) == nil {
      complain(
        declarator.token, "a member can't have the type " + text(declarator.type),
        help: program.types.structure(of: declarator.type.type) != nil
          ? "a structure is known behind its `}`; a pointer to it can stand here" : nil)
      return
    }
    members.append(Member(name: declarator.name, type: declarator.type, offset: 0))
  }

  /// Reads the tag of a structure or an enumeration, if there is one.
  private mutating func acceptTag() -> NameID {
    guard token.kind == .name else { return .none }
    defer { advance() }
    return NameID(rawValue: token.value)
  }

  /// Reads `enum tag`, `enum tag { ... }` or `enum { ... }`; its type is `unsigned` or `int`, as GCC
  /// chooses: `int` when a constant is negative.
  mutating func parseEnumeration() -> TypeID {
    advance()
    guard enter() else { return .error }
    defer { exit() }
    let tagToken = token
    let tag = acceptTag()
    guard accept(.leftBrace) else {
      if tag == .none {
        complainOfToken("expected the tag of the enumeration or `{` and its constants")
      } else if let known = scopes.findTag(tag), known.isEnumeration {
        return known.type
      } else {
        complain(tagToken, "there is no `enum " + list.names.text(tag) + "` here")
      }
      return .error
    }
    if token.kind == .rightBrace { complain(token, "an enumeration has at least one constant") }
    var next: Int64 = 0
    var isNegative = false
    while token.kind == .name {
      let name = token
      advance()
      if accept(.equal) {
        let start = token
        let value = parseConditional()
        if let known = constant(value) {
          next = known
          // Its top bit is no sign.
          if kind(of: value) == .unsignedLong, known < 0 { next = .max }
        } else if program[value].type.type != .error {
          complain(start, "the value must be a constant")
        }
      }
      if next != IntegerKind.int.wrapped(next) {
        complain(name, "the value of a constant is an `int`")
        next = 0
      }
      isNegative = isNegative || next < 0
      checkOwnName(NameID(rawValue: name.value), at: name)
      declareName(name, .enumerator(next))
      next += 1
      if !accept(.comma) { break }
    }
    if !expect(.rightBrace, "`}` after the constants") {
      while token.kind != .rightBrace, token.kind != .semicolon, token.kind != .end { advance() }
      _ = accept(.rightBrace)
    }
    let type: TypeID = isNegative ? .int : .integer(.unsignedInt)
    if tag != .none {
      if scopes.findTag(tag)?.isHere == true {
        complain(tagToken, text(tag) + " is the tag of something already")
      } else {
        scopes.bindTag(tag, type, isEnumeration: true)
      }
    }
    return type
  }

  /// Gives a name a meaning in this block, in which it has none yet.
  mutating func declareName(_ token: Token, _ binding: Binding) {
    let name = NameID(rawValue: token.value)
    if scopes.isTaken(name) {
      complain(token, text(name) + " is declared already")
      return
    }
    scopes.bind(name, binding, offset: token.offset)
  }
}
