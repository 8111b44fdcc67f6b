extension TypeTable {
  /// A type as it is written in C, without a name.
  func text(_ type: QualifiedType, _ names: Names) -> String {
    declared(type, as: "", names)
  }

  /// A declaration of a name with a type: `int *a[3]`.
  private func declared(_ type: QualifiedType, as declarator: String, _ names: Names) -> String {
    var words = ""
    if type.qualifiers.contains(.const) { words += "const " }
    if type.qualifiers.contains(.volatile) { words += "volatile " }
    if type.qualifiers.contains(.atomic) { words += "_Atomic " }
    let space = declarator.isEmpty ? "" : " "
    switch self[type.type] {
    case .error: return "?" + space + declarator
    case .void: return words + "void" + space + declarator
    case .integer(let kind): return words + kind.name + space + declarator
    case .structure(let number):
      let structure = structures[Int(number)]
      let tag = structure.tag == .none ? "{...}" : names.text(structure.tag)
      return words + (structure.isUnion ? "union " : "struct ") + tag + space + declarator
    case .pointer(let target):
      let pointer = words.isEmpty ? "*" + declarator : "*" + words + declarator
      switch self[target.type] {
      case .array, .function: return declared(target, as: "(" + pointer + ")", names)
      default: return declared(target, as: pointer, names)
      }
    case .array(let element, let count):
      return declared(
        element, as: declarator + "[" + (count < 0 ? "" : String(count)) + "]", names)
    case .function(let number):
      let signature = signatures[Int(number)]
      var list = ""
      for parameter in signature.parameters {
        list += (list.isEmpty ? "" : ", ") + text(parameter, names)
      }
      if signature.isVariadic { list += ", ..." }
      return declared(
        signature.result, as: declarator + "(" + (list.isEmpty ? "void" : list) + ")", names)
    }
  }
}
