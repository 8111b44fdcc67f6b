import TaskC
import UserSpace

// What a person types while stepping through a program.
extension StepDebugger {
  private static let stepsMax = 10_000_000
  /// The commands that take a number.
  private static let counting = [
    "s", "step", "b", "back", "g", "go", "d", "disassembly",
  ]

  /// What the commands are.
  package static let help = """
    s [N]        a step, or N: one instruction of one task
    b [N]        a step back, or N
    n            on to the next line of the program's text
    c            on to the next system call
    g N          to step N, forward or back
    t            the task table
    r            the registers
    d [N]        instructions from here
    m ADDRESS [N]  N bytes of memory; ADDRESS in base 16
    p NAME       a variable
    o            what the program has written
    q            quit
    """

  /// Carries out a command.
  ///
  /// - Parameter line: What was typed; nothing repeats a step.
  /// - Returns: What is shown; nil to quit.
  package mutating func perform(_ line: String) -> [String]? {
    let words = line.split(separator: " ").map(String.init)
    let command = words.first ?? "s"
    let number = words.count > 1 ? Int(words[1]) : nil
    if words.count > 1, number == nil, Self.counting.contains(command) {
      return ["\(words[1]) is no number"]
    }
    switch command {
    case "q", "quit": return nil
    case "h", "help", "?": return Self.help.split(separator: "\n").map(String.init)
    case "s", "step": go(to: step + max(1, min(number ?? 1, Self.stepsMax)))
    case "b", "back": go(to: max(1, step - max(1, number ?? 1)))
    case "n", "next": goToNextLine(stepsMax: Self.stepsMax)
    case "g", "go":
      guard let number else { return ["g needs the number of a step"] }
      go(to: max(1, min(number, step + Self.stepsMax)))
    case "c", "call":
      var lines = CallLines()
      var text = ""
      for event in goToNextCall(stepsMax: Self.stepsMax) { text += lines.add(event) }
      return text.split(separator: "\n").map(String.init) + here
    case "t", "tasks": return tableLines
    case "r", "registers": return registerLines
    case "d", "disassembly": return disassembly(count: max(1, min(number ?? 8, 64)))
    case "m", "memory": return memoryLines(words)
    case "p", "print": return words.count > 1 ? valueLines(words[1]) : ["p needs a name"]
    case "o", "output": return output.split(separator: "\n").map(String.init)
    default: return ["there is no command \(command); h lists them"]
    }
    return here
  }

  /// Where the program is, with its line and its instruction.
  package var here: [String] {
    mutating get {
      guard end == nil else { return [position] }
      return [position] + (sourceLine.map { [$0] } ?? []) + disassembly(count: 1)
    }
  }

  private mutating func memoryLines(_ words: [String]) -> [String] {
    guard words.count > 1 else { return ["m needs an address"] }
    let digits = words[1].hasPrefix("0x") ? String(words[1].dropFirst(2)) : words[1]
    guard let address = UInt64(digits, radix: 16) else { return ["\(words[1]) is no address"] }
    let count = max(1, min(words.count > 2 ? Int(words[2]) ?? 16 : 16, 1_024))
    let bytes = memory(at: address, count: count)
    guard !bytes.isEmpty else { return ["nothing can be read there"] }
    return stride(from: 0, to: bytes.count, by: 16).map { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      let hexadecimal = row.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      return String(address &+ UInt64(start), radix: 16) + ": "
        + hexadecimal.joined(separator: " ")
    }
  }

  private mutating func valueLines(_ name: String) -> [String] {
    guard let (variable, address) = variable(named: name) else {
      return ["there is no variable \(name) here"]
    }
    let bytes = memory(at: address, count: Int(min(variable.bytes, 4_096)))
    guard bytes.count == Int(min(variable.bytes, 4_096)) else {
      return ["\(name) cannot be read"]
    }
    return ["\(variable.type) \(name) = \(variable.layout.text(bytes[...]))"]
  }
}
