import Diagnostics

/// The values of scalars.
///
/// libyaml speaks YAML 1.1, where `no` is false, `0o17` a string, `017` is fifteen and `1_000` a
/// thousand. Here the field decides, not the looks: a text field takes the characters as they
/// stand (`no` is the word "no"), a boolean is `true` or `false` and nothing else, an integer is
/// decimal or `0x...`. What YAML 1.1 would have read otherwise is refused, never reinterpreted.
extension ReadingContext {
  /// The text of a scalar, without characters that no page can show.
  func text(of node: YAMLNode, called name: String) -> String? {
    guard let text = anyText(of: node, called: name) else { return nil }
    guard text.contains(where: { !$0.isWhitespace }) else {
      error("\(quoted(name)) is empty", at: node.span)
      return nil
    }
    return text
  }

  /// As ``text(of:called:)``, but it may be empty.
  func anyText(of node: YAMLNode, called name: String) -> String? {
    guard case .scalar(let text, _) = node.content else {
      if !node.isInvalid {
        error("\(quoted(name)) is text, not \(node.kindName)", at: node.span)
      }
      return nil
    }
    if let scalar = text.unicodeScalars.first(where: { !isShowable($0) }) {
      error("the text holds character \(codePoint(scalar)), which can't be shown", at: node.span)
      return nil
    }
    return text
  }

  /// Text of one line.
  func line(of node: YAMLNode, called name: String) -> Located<String>? {
    guard let text = text(of: node, called: name) else { return nil }
    guard !text.contains("\n") else {
      error(
        "\(quoted(name)) must be one line", at: node.span,
        help: "put it on one line, or fold it with \">-\"")
      return nil
    }
    guard text.unicodeScalars.count <= CoursewareLimits.lineScalarsMax else {
      error(
        "\(quoted(name)) is longer than \(CoursewareLimits.lineScalarsMax) characters",
        at: node.span)
      return nil
    }
    return Located(text, at: node.span)
  }

  /// An id: lower-case letters, digits and single hyphens between them.
  func id(of node: YAMLNode, called name: String) -> Located<String>? {
    guard let line = line(of: node, called: name) else { return nil }
    guard isID(line.value) else {
      error(
        "\(quoted(line.value)) is no id", at: node.span,
        help: "an id is lower-case letters, digits and single hyphens, "
          + "\(CoursewareLimits.idScalarsMax) characters at most: \"02-fork-is-clone\"")
      return nil
    }
    return line
  }

  /// A whole number: decimal or `0x...`, with a sign.
  func integer(of node: YAMLNode, called name: String) -> Int? {
    guard case .scalar(let text, .plain) = node.content else {
      if !node.isInvalid {
        error(
          "\(quoted(name)) is a whole number, not \(node.kindName)", at: node.span,
          help: "write it without quotes")
      }
      return nil
    }
    if let value = parseInteger(text) { return value }
    error(
      "\(quoted(text)) is no whole number", at: node.span,
      help: "write it in decimal, or in hexadecimal with \"0x\"; no \"_\", no octal, no exponent")
    return nil
  }

  /// `true` or `false`.
  func boolean(of node: YAMLNode, called name: String) -> Bool? {
    if case .scalar(let text, .plain) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    guard !node.isInvalid else { return nil }
    let found: String
    if case .scalar(let text, .plain) = node.content {
      found = quoted(text)
    } else {
      found = node.kindName
    }
    error(
      "\(quoted(name)) is true or false, not \(found)", at: node.span,
      help: "no other words are taken: write true or false, without quotes")
    return nil
  }
}

/// Whether a text can be an id, and so a folder's name and an anchor.
func isID(_ text: String) -> Bool {
  guard text.utf8.count <= CoursewareLimits.idScalarsMax else { return false }
  return text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    .allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy {
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
}

/// The value of a decimal or hexadecimal number; nil for anything else, a leading zero included,
/// which YAML 1.1 takes for octal.
func parseInteger(_ text: String) -> Int? {
  var digits = text[...]
  let isNegative = digits.hasPrefix("-")
  if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
  let sign = isNegative ? "-" : ""
  if digits.hasPrefix("0x") {
    let hexadecimal = digits.dropFirst(2)
    guard hexadecimal.utf8.first.map(isHexadecimal) == true else { return nil }
    return Int(sign + hexadecimal, radix: 16)
  }
  guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
    digits == "0" || first != UInt8(ascii: "0")
  else { return nil }
  return Int(sign + digits)
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default: false
  }
}

/// Whether a page may hold a character: no controls but tab and line end, no non-characters.
private func isShowable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: true
  case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
  default: true
  }
}

/// A character as Unicode writes it: `U+001B`.
func codePoint(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
