/// A type; equal types have equal numbers.
struct TypeID: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32

  /// The type of what was wrong: nothing more is said about it.
  static var error: TypeID { TypeID(rawValue: 0) }
  static var void: TypeID { TypeID(rawValue: 1) }

  /// A type of whole numbers.
  static func integer(_ kind: IntegerKind) -> TypeID { TypeID(rawValue: 2 + Int32(kind.rawValue)) }

  static var int: TypeID { integer(.int) }
  static var long: TypeID { integer(.long) }
  static var unsignedLong: TypeID { integer(.unsignedLong) }
}

/// What a type is qualified with.
struct Qualifiers: OptionSet, Equatable, Sendable {
  let rawValue: UInt8

  static var const: Qualifiers { Qualifiers(rawValue: 1) }
  static var volatile: Qualifiers { Qualifiers(rawValue: 2) }
  static var atomic: Qualifiers { Qualifiers(rawValue: 4) }
}

/// A type with its qualifiers.
struct QualifiedType: Equatable, Sendable {
  var type: TypeID
  var qualifiers: Qualifiers = []

  static var error: QualifiedType { QualifiedType(type: .error) }
}

/// What kind of type a type is.
enum TypeShape: Equatable, Sendable {
  case error
  case void
  case integer(IntegerKind)
  case pointer(to: QualifiedType)
  /// A count of -1 is not known yet.
  case array(of: QualifiedType, count: Int64)
  case structure(Int32)
  case function(Int32)
}

/// What a function takes and returns.
struct Signature: Equatable, Sendable {
  var result: QualifiedType
  var parameters: [QualifiedType]
  /// Whether more arguments may follow, as `printf` takes them.
  var isVariadic: Bool
}

/// A member of a structure.
struct Member: Sendable {
  var name: NameID
  var type: QualifiedType
  /// Where it is, in bytes.
  var offset: Int64
}

/// A `struct`, or one of our headers' unions.
struct Structure: Sendable {
  var tag: NameID
  var isUnion: Bool
  /// Whether a header has its members.
  var isFromHeader = false
  /// Whether its members are known.
  var isComplete = false
  var members: [Member] = []
  var size: Int64 = 0
  var alignment: Int64 = 1
}

/// All types of a program.
struct TypeTable: Sendable {
  /// The most bytes that an object may have.
  static var bytesMax: Int64 { 1 << 30 }

  private var shapes: [TypeShape] = [.error, .void]
  private(set) var signatures: [Signature] = []
  var structures: [Structure] = []
  private var table = InternTable()
  private var signatureTable = InternTable()

  init() {
    for kind in IntegerKind.char.rawValue...IntegerKind.unsignedLong.rawValue {
      if let kind = IntegerKind(rawValue: kind) { shapes.append(.integer(kind)) }
    }
  }

  subscript(type: TypeID) -> TypeShape { shapes[Int(type.rawValue)] }

  // MARK: - Making types

  mutating func pointer(to target: QualifiedType) -> TypeID { intern(.pointer(to: target)) }

  mutating func array(of element: QualifiedType, count: Int64) -> TypeID {
    intern(.array(of: element, count: count))
  }

  mutating func function(_ signature: Signature) -> TypeID {
    var hash = mix(UInt32(truncatingIfNeeded: signature.result.type.rawValue), 7)
    for parameter in signature.parameters {
      hash = mix(hash, UInt32(truncatingIfNeeded: parameter.type.rawValue))
    }
    var number = signatureTable.find(hash) { signatures[Int($0)] == signature }
    if number < 0 {
      number = Int32(signatures.count)
      signatures.append(signature)
      signatureTable.insert(hash, number)
    }
    return intern(.function(number))
  }

  /// A new structure, whose members are not known yet.
  mutating func structure(tag: NameID, isUnion: Bool) -> TypeID {
    structures.append(Structure(tag: tag, isUnion: isUnion))
    return intern(.structure(Int32(structures.count - 1)))
  }

  private func mix(_ hash: UInt32, _ word: UInt32) -> UInt32 {
    (hash ^ word) &* 0x9e37_79b1 ^ hash >> 15
  }

  private mutating func intern(_ shape: TypeShape) -> TypeID {
    let hash: UInt32 =
      switch shape {
      case .error, .void, .integer: 0
      case .pointer(let target):
        mix(
          mix(1, UInt32(truncatingIfNeeded: target.type.rawValue)),
          UInt32(target.qualifiers.rawValue))
      case .array(let element, let count):
        mix(
          mix(2, UInt32(truncatingIfNeeded: element.type.rawValue)),
          UInt32(truncatingIfNeeded: count))
      case .structure(let number): mix(3, UInt32(number))
      case .function(let number): mix(4, UInt32(number))
      }
    let known = table.find(hash) { shapes[Int($0)] == shape }
    if known >= 0 { return TypeID(rawValue: known) }
    let new = Int32(shapes.count)
    shapes.append(shape)
    table.insert(hash, new)
    return TypeID(rawValue: new)
  }

  // MARK: - Layout

  /// How many bytes an object has; nil when that is not known, or there are no objects of the type.
  func size(of type: TypeID) -> Int64? {
    switch self[type] {
    case .error: 1
    case .void, .function: nil
    case .integer(let kind): kind.size
    case .pointer: 8
    case .array(let element, let count):
      count < 0 ? nil : size(of: element.type).map { $0 * count }
    case .structure(let number):
      structures[Int(number)].isComplete ? structures[Int(number)].size : nil
    }
  }

  /// What the address of an object is a multiple of.
  func alignment(of type: TypeID) -> Int64 {
    switch self[type] {
    case .error, .void, .function: 1
    case .integer(let kind): kind.size
    case .pointer: 8
    case .array(let element, _): alignment(of: element.type)
    case .structure(let number): structures[Int(number)].alignment
    }
  }

  /// Gives a structure its members, each behind the one before at the next multiple of its alignment.
  ///
  /// - Parameters:
  ///   - type: A structure that is not complete.
  ///   - members: The members; their offsets are set here.
  ///   - isFromHeader: Whether a header has them.
  /// - Returns: Whether it has no more than ``bytesMax``.
  mutating func complete(_ type: TypeID, members: [Member], isFromHeader: Bool) -> Bool {
    guard case .structure(let number) = self[type] else { return true }
    var structure = structures[Int(number)]
    structure.isFromHeader = isFromHeader
    structure.members = []
    structure.size = 0
    for var member in members {
      let alignment = alignment(of: member.type.type)
      let size = size(of: member.type.type) ?? 0
      member.offset = structure.isUnion ? 0 : rounded(structure.size, to: alignment)
      structure.size = max(structure.size, member.offset + size)
      structure.alignment = max(structure.alignment, alignment)
      if structure.size > Self.bytesMax { return false }
      // The members of a member without a name are this structure's.
      if member.name == .none, case .structure(let inner) = self[member.type.type] {
        for var part in structures[Int(inner)].members {
          part.offset += member.offset
          structure.members.append(part)
        }
      } else {
        structure.members.append(member)
      }
    }
    structure.size = rounded(structure.size, to: structure.alignment)
    structure.isComplete = true
    structures[Int(number)] = structure
    return true
  }

  private func rounded(_ size: Int64, to alignment: Int64) -> Int64 {
    (size + alignment - 1) / alignment * alignment
  }

  // MARK: - Questions

  func integerKind(of type: TypeID) -> IntegerKind? {
    if case .integer(let kind) = self[type] { kind } else { nil }
  }

  func target(of type: TypeID) -> QualifiedType? {
    if case .pointer(let target) = self[type] { target } else { nil }
  }

  func signature(of type: TypeID) -> Signature? {
    if case .function(let number) = self[type] { signatures[Int(number)] } else { nil }
  }

  func structure(of type: TypeID) -> Structure? {
    if case .structure(let number) = self[type] { structures[Int(number)] } else { nil }
  }

  /// Whether it is a number or a pointer, which a condition may be.
  func isScalar(_ type: TypeID) -> Bool {
    switch self[type] {
    case .error, .integer, .pointer: true
    default: false
    }
  }
}
