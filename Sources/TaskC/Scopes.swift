/// What a name stands for.
enum Binding: Sendable {
  case local(Int32)
  case global(Int32)
  case function(Int32)
  case enumerator(Int64)
  /// A name for a type; only our headers make such.
  case type(QualifiedType)
  /// A name that is not declared, after that has been said.
  case unknown
}

/// What the names of a program stand for where it is being read.
///
/// Each name knows its innermost meaning, each meaning the one that it hides; leaving a block takes
/// back what the block said.
struct Scopes: Sendable {
  private struct Entry: Sendable {
    var name: NameID
    var hidden: Int32
    var level: Int32
    var offset: Int32
    var binding: Binding
  }

  private struct Tag: Sendable {
    var name: NameID
    var hidden: Int32
    var level: Int32
    var type: TypeID
    var isEnumeration: Bool
  }

  private var entries: [Entry] = []
  private var tags: [Tag] = []
  /// By name: the index of its innermost entry, or -1.
  private var entryOfName: [Int32]
  private var tagOfName: [Int32]
  /// How many blocks are open; 0 outside functions.
  private(set) var level: Int32 = 0

  init(names: Int) {
    entryOfName = Array(repeating: -1, count: names)
    tagOfName = Array(repeating: -1, count: names)
  }

  mutating func open() { level += 1 }

  mutating func close() {
    while let entry = entries.last, entry.level == level {
      entryOfName[Int(entry.name.rawValue)] = entry.hidden
      entries.removeLast()
    }
    while let tag = tags.last, tag.level == level {
      tagOfName[Int(tag.name.rawValue)] = tag.hidden
      tags.removeLast()
    }
    level -= 1
  }

  /// What a name stands for, and whether the innermost block itself says so.
  func find(_ name: NameID) -> (binding: Binding, isHere: Bool)? {
    guard name != .none, entryOfName[Int(name.rawValue)] >= 0 else { return nil }
    let entry = entries[Int(entryOfName[Int(name.rawValue)])]
    return (entry.binding, entry.level == level)
  }

  /// Whether the innermost block has given a name a meaning.
  func isTaken(_ name: NameID) -> Bool {
    guard let found = find(name), found.isHere else { return false }
    if case .unknown = found.binding { return false }
    return true
  }

  mutating func bind(_ name: NameID, _ binding: Binding, offset: Int32) {
    let index = Int(name.rawValue)
    entries.append(
      Entry(
        name: name, hidden: entryOfName[index], level: level, offset: offset, binding: binding))
    entryOfName[index] = Int32(entries.count - 1)
  }

  func findTag(_ name: NameID) -> (type: TypeID, isEnumeration: Bool, isHere: Bool)? {
    guard name != .none, tagOfName[Int(name.rawValue)] >= 0 else { return nil }
    let tag = tags[Int(tagOfName[Int(name.rawValue)])]
    return (tag.type, tag.isEnumeration, tag.level == level)
  }

  mutating func bindTag(_ name: NameID, _ type: TypeID, isEnumeration: Bool) {
    let index = Int(name.rawValue)
    tags.append(
      Tag(
        name: name, hidden: tagOfName[index], level: level, type: type,
        isEnumeration: isEnumeration))
    tagOfName[index] = Int32(tags.count - 1)
  }

  /// All names that stand for something here.
  var visible: [NameID] { entries.map { $0.name } }
}
