// Reading a step: "b clone CLONE_VM|SIGCHLD ptid=0x10000 -> c".
extension Step {
  /// Reads a line.
  ///
  /// - Throws: ``ScenarioError``.
  init(_ line: String) throws {
    func wrong(_ what: String) -> ScenarioError { ScenarioError(line: line, what: what) }
    var tokens = line.split(separator: " ").map(String.init)
    guard tokens.count >= 2 else { throw wrong("no call") }
    text = tokens.joined(separator: " ")
    guard let slot = Self.slot(tokens[0]) else { throw wrong("no task") }
    self.slot = slot
    guard let syntax = CallSyntax.named(tokens[1]) else { throw wrong("no such call") }
    number = syntax.number
    tokens.removeFirst(2)
    if tokens.count >= 2, tokens[tokens.count - 2] == "->" {
      guard let child = Self.slot(tokens[tokens.count - 1]) else { throw wrong("no child") }
      self.child = child
      tokens.removeLast(2)
    }
    guard (child != nil) == ["clone", "clone3"].contains(syntax.name) else {
      throw wrong("a child without a clone, or the reverse")
    }
    for (place, value) in syntax.fixed { words[place] = .number(value) }
    if let child { words[5] = .number(UInt64(child)) }
    if syntax.name == "execve" { words[5] = .number(UInt64(slot)) }
    if (0x10000...0x10004).contains(syntax.number) { words[1] = .number(4) }
    if syntax.name == "clone3" {
      try readCloneArguments(tokens)
    } else {
      try read(tokens, of: syntax)
    }
    if syntax.name == "write" { words[2] = .number(UInt64(bytes.count)) }
  }

  private mutating func read(_ tokens: [String], of syntax: CallSyntax) throws {
    var positional: [String] = []
    var named: [String: String] = [:]
    for token in tokens {
      if let place = token.firstIndex(of: "="), place > token.startIndex {
        named[String(token[..<place])] = String(token[token.index(after: place)...])
      } else {
        positional.append(token)
      }
    }
    positional.reverse()
    func next() throws -> String {
      guard let token = positional.popLast() else {
        throw ScenarioError(line: text, what: "too few arguments")
      }
      return token
    }
    for parameter in syntax.parameters {
      switch parameter {
      case .word(let place): words[place] = try word(next())
      case .set(let place): words[place] = .number(try set(next()))
      case .orAsk(let place, let flag):
        let token = try next()
        // prlimit64 says that there is something new, the others that they only ask.
        if syntax.name == "prlimit64" {
          if token != "?" { words[flag] = .number(1) }
        } else if token == "?" {
          words[flag] = .number(1)
        }
        if token != "?" { words[place] = try word(token) }
      case .setOrAsk(let place, let flag):
        let token = try next()
        words[token == "?" ? flag : place] = .number(token == "?" ? 1 : try set(token))
      case .named(let name, let place):
        if let token = named.removeValue(forKey: name) { words[place] = try word(token) }
      case .namedSet(let name, let place):
        if let token = named.removeValue(forKey: name) { words[place] = .number(try set(token)) }
      case .timeout(let place, let flag):
        if let token = named.removeValue(forKey: "timeout") {
          words[place] = try word(token)
          words[flag] = .number(1)
        }
      case .text: bytes = Array(try next().utf8)
      case .semaphoreOperations: while !positional.isEmpty { try addSemaphore(next()) }
      case .pollDescriptors: while !positional.isEmpty { try addPoll(next()) }
      }
    }
    guard positional.isEmpty, named.isEmpty else {
      throw ScenarioError(line: text, what: "too many arguments")
    }
  }

  private mutating func addSemaphore(_ token: String) throws {
    let parts = try token.split(separator: ":").map { try number(String($0)) }
    guard parts.count >= 2 else { throw ScenarioError(line: text, what: "no operation") }
    for part in [parts[0], parts[1], parts.count > 2 ? parts[2] : 0] {
      bytes += [UInt8(part & 255), UInt8(part >> 8 & 255)]
    }
  }

  private mutating func addPoll(_ token: String) throws {
    let parts = try token.split(separator: ":").map { try number(String($0)) }
    guard parts.count == 2 else { throw ScenarioError(line: text, what: "no events") }
    bytes += (0..<4).map { UInt8(parts[0] >> ($0 * 8) & 255) }
    bytes += [UInt8(parts[1] & 255), UInt8(parts[1] >> 8 & 255), 0, 0]
  }

  /// clone3 with its structure as fields: `clone3 flags=CLONE_VM exit_signal=SIGCHLD size=88`, or
  /// with the address of one: `clone3 at=0x10000 size=64`.
  private mutating func readCloneArguments(_ tokens: [String]) throws {
    let fields = [
      "flags", "pidfd", "child_tid", "parent_tid", "exit_signal", "stack", "stack_size", "tls",
      "set_tid", "set_tid_size", "cgroup", "tail",
    ]
    var values = Array(repeating: UInt64(0), count: fields.count)
    var size: UInt64 = 88
    var chosen: [UInt64] = []
    for token in tokens {
      let parts = token.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ScenarioError(line: text, what: "no field") }
      switch parts[0] {
      case "at": words[0] = try word(parts[1])
      case "size": size = try number(parts[1])
      case "set_tid" where parts[1].hasPrefix("["):
        chosen = try parts[1].dropFirst().dropLast().split(separator: ",").map {
          try number(String($0))
        }
        values[8] = 1
        values[9] = UInt64(chosen.count)
      default:
        guard let place = fields.firstIndex(of: parts[0]) else {
          throw ScenarioError(line: text, what: "no such field")
        }
        values[place] = try number(parts[1])
      }
    }
    words[1] = .number(size)
    bytes = values.flatMap { value in (0..<8).map { UInt8(value >> ($0 * 8) & 255) } }
    while UInt64(bytes.count) < min(size, 512) { bytes.append(0) }
    bytes.removeLast(bytes.count - Int(min(size, UInt64(bytes.count))))
    for value in chosen { bytes += (0..<4).map { UInt8(value >> ($0 * 8) & 255) } }
  }

  private static func slot(_ token: String) -> Int? {
    guard token.utf8.count == 1, let letter = token.utf8.first,
      (97..<UInt8(97 + slotsMax)).contains(letter)
    else { return nil }
    return Int(letter) - 97
  }

  private func word(_ token: String) throws -> Word {
    if token.hasPrefix("$"), let slot = Self.slot(String(token.dropFirst())) {
      return .threadID(of: slot)
    }
    if token.hasPrefix("-$"), let slot = Self.slot(String(token.dropFirst(2))) {
      return .negatedThreadID(of: slot)
    }
    return .number(try number(token))
  }

  private func set(_ token: String) throws -> UInt64 {
    if token == "none" { return 0 }
    if token == "all" { return .max }
    return try token.split(separator: "|").reduce(0) { bits, name in
      bits | 1 << (try number(String(name)) - 1)
    }
  }

  private func number(_ token: String) throws -> UInt64 {
    var bits: UInt64 = 0
    for part in token.split(separator: "|") {
      guard let value = LinuxNames.value(of: String(part)) ?? Self.plainNumber(part) else {
        throw ScenarioError(line: text, what: "no value \"\(part)\"")
      }
      bits |= value
    }
    return bits
  }

  private static func plainNumber(_ text: Substring) -> UInt64? {
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16) }
    for (unit, factor) in [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)]
    where text.hasSuffix(unit) {
      if let count = UInt64(text.dropLast(unit.count)) { return count * UInt64(factor) }
    }
    return Int64(text).map { UInt64(bitPattern: $0) } ?? UInt64(text)
  }
}
