/// An expression of a program.
struct ExpressionID: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32
}

/// A statement of a program.
struct StatementID: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32
}

/// What two numbers of one type make, or two pointers that are compared.
enum BinaryOperator: UInt8, Sendable {
  case add
  case subtract
  case multiply
  case divide
  case remainder
  case shiftLeft
  case shiftRight
  case and
  case or
  case exclusiveOr
  case less
  case greater
  case lessOrEqual
  case greaterOrEqual
  case equal
  case notEqual

  var isComparison: Bool { rawValue >= BinaryOperator.less.rawValue }
  var isShift: Bool { self == .shiftLeft || self == .shiftRight }
  /// Whether the operands may change places, in a comparison with its mirror image.
  var canTurn: Bool {
    switch self {
    case .add, .multiply, .and, .or, .exclusiveOr: true
    default: isComparison
    }
  }
}

/// What an expression does.
///
/// All conversions are expressions of their own: the operands of an operator
/// have the type that it calculates in.
enum ExpressionKind: Sendable {
  /// What was wrong.
  case error
  /// A constant of a number's or pointer's type.
  case integer(Int64)

  // Objects, whose addresses can be taken.
  case string(Int32)
  case local(Int32)
  case global(Int32)
  case dereference(ExpressionID)
  /// A member of an object, or of a structure that a call returned.
  case member(of: ExpressionID, offset: Int64)
  /// A function itself.
  case function(Int32)

  // Values.
  /// What is in an object.
  case load(ExpressionID)
  /// The address of an object or function; of an array, that of its first element.
  case address(of: ExpressionID)
  /// A number or pointer as another type.
  case convert(ExpressionID)
  case negate(ExpressionID)
  case complement(ExpressionID)
  case not(ExpressionID)
  case binary(BinaryOperator, ExpressionID, ExpressionID)
  /// A pointer and a `long` times the size of what it points to, in bytes.
  case offset(pointer: ExpressionID, index: ExpressionID, scale: Int64)
  /// How many elements are between two pointers.
  case distance(ExpressionID, ExpressionID, scale: Int64)
  case andAlso(ExpressionID, ExpressionID)
  case orElse(ExpressionID, ExpressionID)
  case conditional(ExpressionID, then: ExpressionID, else: ExpressionID)
  /// Stores a value of the object's type.
  case assign(to: ExpressionID, ExpressionID)
  /// `target = (type of target)((type of value) target op value)`, the object being evaluated once.
  case compound(BinaryOperator, to: ExpressionID, ExpressionID)
  /// As ``compound`` with an index to a pointer; negative for `-=`.
  case advance(ExpressionID, by: ExpressionID, scale: Int64)
  /// Adds a number, in bytes for a pointer; gives the value before or after.
  case increment(ExpressionID, by: Int64, isPrefix: Bool)
  /// Calls a function or what a pointer points to; the arguments are in the program's list.
  case call(ExpressionID, first: Int32, count: Int32)
  case comma(ExpressionID, ExpressionID)
}

/// An expression with its type and place.
struct Expression: Sendable {
  var kind: ExpressionKind
  var type: QualifiedType
  var offset: Int32
  var length: Int32
  /// How many expressions are in one another, at most.
  var depth: Int32
}

/// What a statement does.
enum StatementKind: Sendable {
  case empty
  case expression(ExpressionID)
  /// Statements of the program's list.
  case block(first: Int32, count: Int32)
  case ifElse(ExpressionID, then: StatementID, else: StatementID?)
  case whileLoop(ExpressionID, StatementID)
  case doLoop(StatementID, ExpressionID)
  case forLoop(
    start: StatementID?, condition: ExpressionID?, step: ExpressionID?, body: StatementID)
  /// The labels are statements of the body.
  case choose(ExpressionID, StatementID)
  case caseLabel(Int64)
  case defaultLabel
  case leave
  case proceed
  case giveBack(ExpressionID?)
  /// A local variable's start: zeros first if not everything is set, then these initializers.
  case initialize(Int32, first: Int32, count: Int32, isZeroed: Bool)
}

/// A statement with its place.
struct Statement: Sendable {
  var kind: StatementKind
  var offset: Int32
  var length: Int32
}

/// A value for a part of an object.
struct Initializer: Sendable {
  /// Where in the object, in bytes.
  var offset: Int64
  var value: ExpressionID
}

/// A variable of a function, a parameter among them.
struct LocalVariable: Sendable {
  var name: NameID
  var type: QualifiedType
  var offset: Int32
}

/// A variable that lives as long as its process, or its thread.
struct GlobalVariable: Sendable {
  var name: NameID
  var type: QualifiedType
  var offset: Int32
  /// Whether each thread has its own.
  var isThreadLocal = false
  /// Whether other programs' files can't name it.
  var isStatic = false
  /// Whether it is here, not only declared.
  var isDefined = false
  /// What it starts with, of the program's list; the rest is zero.
  var firstInitializer: Int32 = 0
  var initializerCount: Int32 = 0
}

/// A function.
struct Function: Sendable {
  var name: NameID
  var type: TypeID
  var offset: Int32
  var isStatic = false
  var isFromHeader = false
  /// Its body; nil when it is only declared.
  var body: StatementID?
  /// Its variables, of the program's list; the parameters are the first.
  var firstLocal: Int32 = 0
  var localCount: Int32 = 0
}
