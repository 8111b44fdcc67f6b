import Diagnostics
import LinuxABI

/// Reads flag examples, and the flag words in scripts.
struct FlagReader {
  let context: ReadingContext

  private static let keys = ["name", "word", "caller", "expect", "figure"]

  /// The example, or nil when a required part of it can't be read.
  func example(_ node: YAMLNode) -> FlagExample? {
    guard let fields = FieldReader(node, "a flag example", keys: Self.keys, in: context) else {
      return nil
    }
    let name = fields.id("name")
    let word = fields.node("word").flatMap { locatedWord($0, called: "word") }
    let caller = fields.choice("caller", .optional, of: FlagExample.Caller.self) ?? .root
    let expected = fields.line("expect").flatMap(expectation)
    let figure = fields.choice("figure", .optional, of: FlagExample.Figure.self)
    guard let name, let word, let expected else { return nil }
    return FlagExample(
      name: name, word: word, caller: caller, expected: expected, figure: figure)
  }

  private func expectation(_ word: Located<String>) -> Located<Errno?>? {
    if word.value == "ok" { return Located(nil, at: word.span) }
    if let error = Errno(name: word.value) { return Located(error, at: word.span) }
    let names = ["ok"] + Errno.all.map { "\($0.name)" }
    context.error(
      "unknown outcome \(quoted(word.value))", at: word.span,
      help: nearest(to: word.value, in: names).map { "did you mean \(quoted($0))?" }
        ?? "write ok for a legal word, or what Linux refuses it with, such as EINVAL")
    return nil
  }

  // MARK: Words

  private func locatedWord(_ node: YAMLNode, called name: String) -> Located<CloneWord>? {
    word(node, called: name).map { Located($0, at: node.span) }
  }

  /// The word of legacy clone that a node spells: a number, or names joined by `|`.
  func word(_ node: YAMLNode, called name: String) -> CloneWord? {
    guard let line = context.line(of: node, called: name) else { return nil }
    if let first = line.value.utf8.first, first < UInt8(ascii: "A"), line.value != "0",
      !line.value.utf8.contains(UInt8(ascii: "|"))
    {
      return number(line)
    }
    guard line.value != "0" else { return CloneWord(flags: [], exitSignal: 0, written: "0") }
    return names(line, node: node)
  }

  private func number(_ line: Located<String>) -> CloneWord? {
    guard let value = parseInteger(line.value) else {
      context.error(
        "\(quoted(line.value)) is no flag word", at: line.span,
        help: "write names joined by \"|\", or a number in decimal or with \"0x\"")
      return nil
    }
    // Legacy clone drops the upper half of the register (kernel/fork.c: lower_32_bits).
    guard let bits = UInt32(exactly: value) else {
      context.error(
        "a flag word of clone has 32 bits, and \(line.value) has more", at: line.span)
      return nil
    }
    return CloneWord(
      flags: CloneFlags(rawValue: UInt64(bits & ~0xFF)), exitSignal: Int32(bits & 0xFF),
      written: line.value)
  }

  private func names(_ line: Located<String>, node: YAMLNode) -> CloneWord? {
    var flags: CloneFlags = []
    var signal: Signal?
    var isComplete = true
    for part in parts(of: line, node: node) {
      if let named = Signal(name: part.value) {
        if let signal {
          context.error(
            "a flag word holds one exit signal, and \(signal.name) is there already",
            at: part.span)
          isComplete = false
        }
        signal = named
      } else if let flag = CloneFlags(linuxName: part.value) {
        if let reason = unreachable(flag) {
          context.error("\(part.value) can't be given to clone: \(reason)", at: part.span)
          isComplete = false
        } else if flags.contains(flag) {
          context.warning("\(part.value) stands here twice", at: part.span)
        }
        flags.insert(flag)
      } else {
        isComplete = false
        context.error(
          "unknown flag \(quoted(part.value))", at: part.span,
          help: nearest(to: part.value, in: Self.knownNames).map { "did you mean \(quoted($0))?" }
            ?? "flags are CLONE_VM, CLONE_FS and so on; the exit signal is SIGCHLD or another")
      }
    }
    guard isComplete else { return nil }
    return CloneWord(flags: flags, exitSignal: signal?.rawValue ?? 0, written: line.value)
  }

  /// Why a flag is none of legacy clone's.
  private func unreachable(_ flag: CloneFlags) -> String? {
    if flag == .newTime { return "the bit belongs to the exit signal; clone3 and unshare take it" }
    return flag.rawValue > UInt64(UInt32.max) ? "the bit is above the 32nd; clone3 takes it" : nil
  }

  private static let knownNames =
    CloneFlags.all.map { "\($0.linuxName)" } + (1...31).map { Signal(rawValue: $0).name }

  /// The parts between the bars, without spaces, each with its place.
  private func parts(of line: Located<String>, node: YAMLNode) -> [Located<String>] {
    let style: YAMLNode.ScalarStyle
    if case .scalar(_, let written) = node.content { style = written } else { style = .plain }
    let text = SourceText(line.value, style: style, at: line.span)
    var column = 1
    return line.value.split(separator: "|", omittingEmptySubsequences: false).map { part in
      let leading = part.prefix { $0 == " " }
      let name = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      let word = String(name)
      let span = text.span(
        line: 1, column: column + leading.count, length: word.unicodeScalars.count)
      column += part.unicodeScalars.count + 1
      return Located(word, at: span)
    }
  }
}
