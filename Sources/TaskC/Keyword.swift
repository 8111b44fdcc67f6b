/// The words of C that can't be names, those outside Task C included.
enum Keyword: UInt8, CaseIterable, Sendable {
  case void
  case char
  case int
  case long
  case unsigned
  case structure
  case enumeration
  case const
  case volatile
  case atomic
  case `static`
  case extern
  case threadLocal
  case threadLocalC11
  case sizeof
  case `if`
  case `else`
  case `while`
  case `do`
  case `for`
  case `switch`
  case `case`
  case `default`
  case `break`
  case `continue`
  case `return`
  // In headers alone.
  case typedef
  case union
  case short
  case signed
  // Outside.
  case auto
  case register
  case goto
  case inline
  case restrict
  case float
  case double
  case bool
  case complex
  case imaginary
  case generic
  case alignas
  case alignof
  case staticAssert
  case noreturn
  case asm
  case gnuAsm
  case gnuAsmPlain
  case attribute
  case `extension`
  case typeof
  case gnuTypeof
  case gnuInline
  case gnuInlinePlain
  case gnuRestrict
  case int128
  case builtinVaList
  case label

  /// The word itself.
  var text: String {
    switch self {
    case .void: "void"
    case .char: "char"
    case .int: "int"
    case .long: "long"
    case .unsigned: "unsigned"
    case .structure: "struct"
    case .enumeration: "enum"
    case .const: "const"
    case .volatile: "volatile"
    case .atomic: "_Atomic"
    case .static: "static"
    case .extern: "extern"
    case .threadLocal: "__thread"
    case .threadLocalC11: "_Thread_local"
    case .sizeof: "sizeof"
    case .if: "if"
    case .else: "else"
    case .while: "while"
    case .do: "do"
    case .for: "for"
    case .switch: "switch"
    case .case: "case"
    case .default: "default"
    case .break: "break"
    case .continue: "continue"
    case .return: "return"
    case .typedef: "typedef"
    case .union: "union"
    case .short: "short"
    case .signed: "signed"
    case .auto: "auto"
    case .register: "register"
    case .goto: "goto"
    case .inline: "inline"
    case .restrict: "restrict"
    case .float: "float"
    case .double: "double"
    case .bool: "_Bool"
    case .complex: "_Complex"
    case .imaginary: "_Imaginary"
    case .generic: "_Generic"
    case .alignas: "_Alignas"
    case .alignof: "_Alignof"
    case .staticAssert: "_Static_assert"
    case .noreturn: "_Noreturn"
    case .asm: "asm"
    case .gnuAsm: "__asm__"
    case .gnuAsmPlain: "__asm"
    case .attribute: "__attribute__"
    case .extension: "__extension__"
    case .typeof: "typeof"
    case .gnuTypeof: "__typeof__"
    case .gnuInline: "__inline__"
    case .gnuInlinePlain: "__inline"
    case .gnuRestrict: "__restrict"
    case .int128: "__int128"
    case .builtinVaList: "__builtin_va_list"
    case .label: "__label__"
    }
  }

  /// Whether only our own headers may use it.
  var isForHeaders: Bool {
    switch self {
    case .typedef, .union, .short, .signed: true
    default: false
    }
  }

  /// Whether it can be used at all.
  var isOutside: Bool { rawValue >= Keyword.auto.rawValue }

  /// What is nearest to it in Task C.
  var nearest: String? {
    switch self {
    case .typedef: "write the type out, or name a `struct`"
    case .union: "a `struct` holds each member at a place of its own"
    case .short: "`int16_t` of <stdint.h> has 16 bits; `int` usually does"
    case .signed: "`int` and `long` are signed without the word; `int8_t` is a signed `char`"
    case .auto, .register: "leave the word out: a local variable is that already"
    case .goto:
      "`while`, `break`, `continue` and `return` lead anywhere; a function can hold what repeats"
    case .inline, .gnuInline, .gnuInlinePlain: "leave the word out, or write `static`"
    case .restrict, .gnuRestrict, .extension, .noreturn: "leave the word out"
    case .float, .double, .complex, .imaginary:
      "numbers are whole: count in smaller units with `long`"
    case .bool: "`int` holds 0 and 1"
    case .generic, .typeof, .gnuTypeof: "write the type out"
    case .alignas, .alignof: "memory of `mmap` starts at a page"
    case .staticAssert: "test it in `main`, and call `abort`"
    case .asm, .gnuAsm, .gnuAsmPlain: "the system calls are functions of `threadbare.h`"
    case .attribute: "leave the attribute out"
    case .int128: "`long` has 64 bits"
    case .builtinVaList: "a function has a fixed number of parameters, up to 8"
    case .label: "`while`, `break` and `continue` need no label"
    default: nil
    }
  }
}
