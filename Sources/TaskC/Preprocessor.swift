/// Makes the tokens of a program: includes our headers, replaces macros, leaves out what `#ifdef` says.
///
/// Of C's preprocessor there is `#include` of the known headers, `#define NAME ...` without
/// parameters, `#undef`, `#ifdef`, `#ifndef`, `#else` and `#endif`.
struct Preprocessor {
  /// The most tokens that a program may have after its macros are replaced.
  static var tokensMax: Int { 4_000_000 }
  /// How deep `#ifdef` may be in one another.
  static var conditionsMax: Int { 64 }
  /// How many macros may stand for one another in a row.
  static var macrosOpenMax: Int { 64 }

  private(set) var list = TokenList()
  var complaints = Complaints()

  private struct Macro {
    var first: Int
    var count: Int
    /// Whether what it stands for is being replaced, in which it stands for itself.
    var isOpen = false
  }

  private struct Condition {
    var offset: Int
    /// Whether the lines around it are left out.
    var isOuterSkipping: Bool
    var isTaken: Bool
    var hasElse = false
  }

  /// By ``NameID``: the index in ``macros``, or -1.
  private var macroOfName: [Int32] = []
  private var macros: [Macro] = []
  private var macroTokens: [Token] = []
  private var conditions: [Condition] = []
  /// By header: whether it has been included.
  private var isIncluded = [Bool](repeating: false, count: Header.allCases.count)
  private var isOverflowing = false
  /// How many macros are being replaced within one another.
  private var macrosOpen = 0

  /// What compilers define before a program for Linux on 64 bits begins.
  private static var platform: String {
    """
    #define __linux__ 1
    #define __linux 1
    #define __unix__ 1
    #define __unix 1
    #define __LP64__ 1
    #define __STDC__ 1
    #define __STDC_VERSION__ 201710L

    """
  }

  private var isSkipping: Bool {
    conditions.last.map { $0.isOuterSkipping || !$0.isTaken } ?? false
  }

  /// Makes the tokens of a text; the last one is the end.
  mutating func run(_ text: SourceText) {
    let lexer = Lexer(text)
    process(Lexer(SourceText(Array(Self.platform.utf8)), includedAt: lexer.place(0, 0)))
    process(lexer)
    list.tokens.append(
      Token(kind: .end, isFromHeader: false, offset: Int32(text.count), length: 1, value: 0))
  }

  private mutating func process(_ lexer: Lexer) {
    var lexer = lexer
    let conditionsBefore = conditions.count
    while !isOverflowing, !complaints.isFull {
      lexer.skipSpace(stopsAtLineEnd: false, &complaints)
      if lexer.isAtLineStart, lexer.text.bytes[lexer.at] == Character.hash {
        directive(&lexer)
        continue
      }
      if isSkipping {
        if lexer.at >= lexer.text.count { break }
        var unheard = Complaints()
        _ = lexer.next(&list, &unheard)
        continue
      }
      if !lexer.isAtLineStart, lexer.text.bytes[lexer.at] == Character.hash {
        lexer.complain(
          &complaints, lexer.at, 1, "a directive stands at the start of a line")
      }
      guard let token = lexer.next(&list, &complaints) else { continue }
      if token.kind == .end { break }
      append(token)
    }
    if conditions.count > conditionsBefore, let open = conditions.last {
      lexer.complain(
        &complaints, open.offset, 1, "an `#ifdef` starts here and never ends",
        help: "end it with `#endif`")
      conditions.removeSubrange(conditionsBefore...)
    }
  }

  /// Appends a token, or what the macro of its name stands for.
  private mutating func append(_ token: Token) {
    guard token.kind == .name, let index = macro(named: token.value), !macros[index].isOpen else {
      if list.tokens.count >= Self.tokensMax {
        if !isOverflowing {
          complaints.add(
            Int(token.offset), Int(token.length),
            "the program has more than " + String(Self.tokensMax) + " words")
        }
        isOverflowing = true
        return
      }
      list.tokens.append(token)
      return
    }
    let macro = macros[index]
    if macrosOpen >= Self.macrosOpenMax {
      complaints.add(
        Int(token.offset), Int(token.length),
        "macros stand for one another more than " + String(Self.macrosOpenMax) + " deep")
      return
    }
    macrosOpen += 1
    macros[index].isOpen = true
    for part in macro.first..<macro.first + macro.count where !isOverflowing {
      var replaced = macroTokens[part]
      replaced.offset = token.offset
      replaced.length = token.length
      replaced.isFromHeader = token.isFromHeader
      append(replaced)
    }
    macros[index].isOpen = false
    macrosOpen -= 1
  }

  private func macro(named name: Int32) -> Int? {
    guard Int(name) < macroOfName.count, macroOfName[Int(name)] >= 0 else { return nil }
    return Int(macroOfName[Int(name)])
  }

  // MARK: - Directives

  private mutating func directive(_ lexer: inout Lexer) {
    let start = lexer.at
    lexer.skipHash()
    lexer.skipSpace(stopsAtLineEnd: true, &complaints)
    if isLineEnd(lexer) { return }
    let nameStart = lexer.at
    guard Character.isNameStart(lexer.text.bytes[nameStart]) else {
      if !isSkipping {
        lexer.complain(&complaints, start, 1, "a directive has a name, such as `#include`")
      }
      lexer.skipLine()
      return
    }
    var unheard = Complaints()
    guard lexer.next(&list, &unheard) != nil else { return }
    let word = Array(lexer.text.bytes[nameStart..<lexer.at])
    lexer.skipSpace(stopsAtLineEnd: true, &complaints)
    switch word {
    case Word.ifdef: condition(&lexer, start, isNegated: false)
    case Word.ifndef: condition(&lexer, start, isNegated: true)
    case Word.else: otherwise(&lexer, start)
    case Word.endif: endCondition(&lexer, start)
    case Word.if, Word.elif:
      if word == Word.if { begin(start, isTaken: false, &lexer) }
      // In lines that are left out, so is it.
      if conditions.last?.isOuterSkipping != true {
        lexer.complain(
          &complaints, start, lexer.at - start,
          "`#" + String(decoding: word, as: UTF8.self)
            + "` is outside Task C", help: "`#ifdef NAME` is in it")
      }
      lexer.skipLine()
      return
    case _ where isSkipping:
      lexer.skipLine()
      return
    case Word.include: include(&lexer, start)
    case Word.define: define(&lexer)
    case Word.undef:
      if let name = macroName(&lexer) {
        if Int(name) < macroOfName.count { macroOfName[Int(name)] = -1 }
      }
    default:
      lexer.complain(
        &complaints, start, lexer.at - start,
        "`#" + String(decoding: word.prefix(64), as: UTF8.self) + "` is outside Task C",
        help: "`#include <...>`, `#define NAME ...` and `#ifdef NAME` are in it")
      lexer.skipLine()
      return
    }
    lexer.skipSpace(stopsAtLineEnd: true, &complaints)
    if !isLineEnd(lexer) {
      lexer.complain(&complaints, lexer.at, 1, "the directive should end here")
      lexer.skipLine()
    }
  }

  private func isLineEnd(_ lexer: Lexer) -> Bool {
    lexer.at >= lexer.text.count || lexer.text.bytes[lexer.at] == Character.newline
  }

  /// The name that follows, which may not be a keyword; complains without one.
  private mutating func macroName(_ lexer: inout Lexer) -> Int32? {
    let start = lexer.at
    if !isLineEnd(lexer), Character.isNameStart(lexer.text.bytes[start]),
      let token = lexer.next(&list, &complaints)
    {
      if token.kind == .name { return token.value }
      lexer.complain(
        &complaints, start, lexer.at - start,
        lexer.text.quoted(start, lexer.at - start) + " is a word of C, which no macro may change")
    } else {
      lexer.complain(&complaints, start, 1, "a name should follow")
    }
    lexer.skipLine()
    return nil
  }

  private mutating func condition(_ lexer: inout Lexer, _ start: Int, isNegated: Bool) {
    var unheard = Complaints()
    let nameAt = lexer.at
    var isDefined = false
    if !isLineEnd(lexer), let token = lexer.next(&list, &unheard), token.kind == .name {
      isDefined = macro(named: token.value) != nil
    } else if !isSkipping {
      lexer.complain(&complaints, nameAt, 1, "a name should follow")
      lexer.skipLine()
    }
    begin(start, isTaken: isDefined != isNegated, &lexer)
  }

  private mutating func begin(_ start: Int, isTaken: Bool, _ lexer: inout Lexer) {
    if conditions.count >= Self.conditionsMax {
      lexer.complain(
        &complaints, start, 1,
        "`#ifdef` is more than " + String(Self.conditionsMax) + " deep")
      isOverflowing = true
    }
    conditions.append(
      Condition(offset: start, isOuterSkipping: isSkipping, isTaken: isTaken))
  }

  private mutating func otherwise(_ lexer: inout Lexer, _ start: Int) {
    guard var condition = conditions.popLast() else {
      lexer.complain(&complaints, start, lexer.at - start, "`#else` without `#ifdef`")
      return
    }
    if condition.hasElse {
      lexer.complain(&complaints, start, lexer.at - start, "a second `#else`")
    }
    condition.hasElse = true
    condition.isTaken.toggle()
    conditions.append(condition)
  }

  private mutating func endCondition(_ lexer: inout Lexer, _ start: Int) {
    if conditions.popLast() == nil {
      lexer.complain(&complaints, start, lexer.at - start, "`#endif` without `#ifdef`")
    }
  }

  private mutating func define(_ lexer: inout Lexer) {
    let start = lexer.at
    guard let name = macroName(&lexer) else { return }
    if !isLineEnd(lexer), lexer.text.bytes[lexer.at] == 40 {
      lexer.complain(
        &complaints, start, lexer.at + 1 - start, "a macro with parameters is outside Task C",
        help: "write a function")
      lexer.skipLine()
      return
    }
    let first = macroTokens.count
    while true {
      lexer.skipSpace(stopsAtLineEnd: true, &complaints)
      if isLineEnd(lexer) { break }
      guard let token = lexer.next(&list, &complaints) else { continue }
      if token.kind == .end { break }
      macroTokens.append(token)
    }
    let macro = Macro(first: first, count: macroTokens.count - first)
    if let known = self.macro(named: name), !isSame(macros[known], macro) {
      lexer.complain(
        &complaints, start, 1,
        "`" + list.names.text(NameID(rawValue: name)) + "` already stands for something else",
        help: "`#undef` it first")
    }
    while macroOfName.count <= Int(name) { macroOfName.append(-1) }
    macroOfName[Int(name)] = Int32(macros.count)
    macros.append(macro)
  }

  private func isSame(_ left: Macro, _ right: Macro) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count {
      let first = macroTokens[left.first + index]
      let second = macroTokens[right.first + index]
      if first.kind != second.kind { return false }
      switch first.kind {
      case .integer:
        let (a, b) = (list.literals[Int(first.value)], list.literals[Int(second.value)])
        if a.bits != b.bits || a.kind != b.kind { return false }
      case .string:
        if list.strings[Int(first.value)] != list.strings[Int(second.value)] { return false }
      default: if first.value != second.value { return false }
      }
    }
    return true
  }

  private mutating func include(_ lexer: inout Lexer, _ start: Int) {
    let open = lexer.at
    let close: UInt8 = lexer.text.bytes[open] == 60 ? 62 : Character.quote
    var end = open + 1
    guard !isLineEnd(lexer),
      lexer.text.bytes[open] == 60 || lexer.text.bytes[open] == Character.quote
    else {
      lexer.complain(
        &complaints, open, 1, "the name of a header should follow", help: "such as `<stdio.h>`")
      lexer.skipLine()
      return
    }
    while end < lexer.text.count, lexer.text.bytes[end] != close,
      lexer.text.bytes[end] != Character.newline
    {
      end += 1
    }
    let name = Array(lexer.text.bytes[min(open + 1, end)..<end])
    let length = end - open + 1
    guard let header = Header.allCases.first(where: { Array($0.path.utf8) == name }) else {
      let near = nearest(to: name[...], among: Header.allCases.map { Array($0.path.utf8)[...] })
      lexer.complain(
        &complaints, open, length,
        "there is no header `" + String(decoding: name.prefix(64), as: UTF8.self) + "` in Task C",
        help: OutsideNames.nearest(to: name[...])
          ?? near.map { "did you mean `<" + Header.allCases[$0].path + ">`?" }
          ?? (close == Character.quote
            ? "a program of Task C is one file" : "`<threadbare.h>` declares all there is"))
      lexer.skipLine()
      return
    }
    if lexer.text.bytes[end] != close {
      lexer.complain(
        &complaints, open, length, "the name of the header does not end on its line")
      lexer.skipLine()
      return
    }
    lexer.skip(to: end + 1)
    if isIncluded[Int(header.rawValue)] { return }
    isIncluded[Int(header.rawValue)] = true
    process(
      Lexer(
        SourceText(Array(header.text.utf8)), includedAt: lexer.place(start, end + 1 - start)))
  }

  /// The names of the directives.
  private enum Word {
    static var ifdef: [UInt8] { Array("ifdef".utf8) }
    static var ifndef: [UInt8] { Array("ifndef".utf8) }
    static var `else`: [UInt8] { Array("else".utf8) }
    static var endif: [UInt8] { Array("endif".utf8) }
    static var `if`: [UInt8] { Array("if".utf8) }
    static var elif: [UInt8] { Array("elif".utf8) }
    static var include: [UInt8] { Array("include".utf8) }
    static var define: [UInt8] { Array("define".utf8) }
    static var undef: [UInt8] { Array("undef".utf8) }
  }
}
