/// A sequence of system calls by a few tasks, one call at a time.
///
/// Its text has a title with the rules that it is about, and a step on each further line:
///
///     C17 C18: an ignored SIGCHLD reaps
///     user: 65534
///     a rt_sigaction SIGCHLD SIG_IGN
///     a clone SIGCHLD -> b
///     b exit 3
///
/// Task `a` is the program, with the thread id 2; a clone says which letter its child goes by, and
/// `$b` is that child's thread id. `user:` makes another user than root run it, and `needs: root`
/// says that root in a user namespace of its own would not see the same.
struct Scenario: Sendable {
  var title: String
  var user: UInt32 = 0
  /// Whether only a real root can play it.
  var needsRoot = false
  var steps: [Step]

  /// The numbers of rules in the title.
  var rules: [String] {
    title.prefix { $0 != ":" }.split(separator: " ").map(String.init)
  }

  /// The scenario as text, without a record.
  var text: String {
    let needs = user != 0 ? ["user: \(user)"] : needsRoot ? ["needs: root"] : []
    return ([title] + needs + steps.map(\.text)).joined(separator: "\n") + "\n"
  }

  /// Reads a scenario.
  ///
  /// - Throws: ``ScenarioError``, with the line that is wrong.
  init(_ text: some StringProtocol) throws {
    var lines = text.split(separator: "\n").map { String($0) }
    guard !lines.isEmpty else { throw ScenarioError(line: "", what: "an empty scenario") }
    title = lines.removeFirst()
    steps = []
    for line in lines where !line.hasPrefix("#") {
      if line.hasPrefix("user: ") {
        user = UInt32(line.dropFirst(6)) ?? 0
        needsRoot = true
      } else if line == "needs: root" {
        needsRoot = true
      } else {
        steps.append(try Step(line))
      }
    }
  }

  init(title: String, steps: [Step]) {
    self.title = title
    self.steps = steps
  }
}

/// One task's call.
struct Step: Sendable, Hashable {
  /// The line as it was written.
  let text: String
  /// Who makes it, from 0.
  let slot: Int
  /// Who its child goes by, if it is to make one.
  var child: Int?
  let number: UInt32
  var words: [Word] = Array(repeating: .number(0), count: 6)
  var bytes: [UInt8] = []

  /// A word that is known, or known only when the call is made.
  enum Word: Sendable, Hashable {
    case number(UInt64)
    /// The thread id of a task, or the same below 0, for a process group.
    case threadID(of: Int)
    case negatedThreadID(of: Int)
  }

  /// How many letters there are.
  static let slotsMax = 16

  static func letter(_ slot: Int) -> String {
    String(UnicodeScalar(UInt8(97 + slot)))
  }

  static func == (one: Step, other: Step) -> Bool { one.text == other.text }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// How its answer is shown.
  var syntax: CallSyntax? { CallSyntax.named(name) }

  /// The call's name.
  var name: String {
    let words = text.split(separator: " ")
    return words.count > 1 ? String(words[1]) : ""
  }

  /// The words as numbers, once the thread ids are known.
  func resolved(_ threadID: (Int) -> Int32) -> [UInt64] {
    words.map { word in
      switch word {
      case .number(let number): number
      case .threadID(let slot): UInt64(bitPattern: Int64(threadID(slot)))
      case .negatedThreadID(let slot): UInt64(bitPattern: -Int64(threadID(slot)))
      }
    }
  }

  /// How long the call, or the timer that it sets, takes to end by itself; 0 for never.
  ///
  /// Both sides wait that long before they look at what has changed.
  var ownNanoseconds: UInt64 {
    func word(_ place: Int) -> UInt64 {
      if case .number(let number) = words[place] { number } else { 0 }
    }
    let time: UInt64 =
      switch number {
      case 73: word(1) != 0 ? word(0) : 0
      case 98: word(1) & 127 == 0 && word(4) != 0 ? word(3) : 0
      case 101: word(0)
      case 103: word(1)
      case 137: word(2) != 0 ? word(1) : 0
      default: 0
      }
    return time <= 1_000_000_000 ? time : 0
  }
}

/// A line of a scenario that cannot be read.
struct ScenarioError: Error, CustomStringConvertible {
  let line: String
  let what: String

  var description: String { "\(what) in \"\(line)\"" }
}
