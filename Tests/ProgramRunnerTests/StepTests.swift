import ProgramRunner
import Testing

struct `Stepping` {
  private static let text = """
    #include <threadbare.h>
    int counter;
    struct point { int x, y; } point;
    static int add(long n) {
      for (int i = 0; i < n; i++) counter++;
      return 0;
    }
    int main(void) {
      int local = 7;
      char name[4] = "abc";
      point.x = 3;
      point.y = -4;
      task_clone(CLONE_VM | SIGCHLD, add, 2, 0, 0, 0);
      wait(0);
      printf("%d %s %d\\n", counter, name, local);
      return counter;
    }
    """

  private func expect(
    _ debugger: inout StepDebugger, _ command: String, _ lines: [String]?,
    _ place: Testing.SourceLocation = #_sourceLocation
  ) {
    let shown = debugger.perform(command)
    #expect(shown == lines, sourceLocation: place)
  }

  private func debugger() throws -> StepDebugger {
    StepDebugger([try program(Self.text)], ProgramOptions())
  }

  @Test func `shows the text line by line, and variables`() throws {
    var debugger = try debugger()
    var seen: [String] = []
    for _ in 0..<6 {
      let answer = debugger.perform("n")
      let shown = try #require(answer)
      seen.append(String(shown[1].prefix { $0 != ":" }))
    }
    #expect(seen == ["8", "9", "10", "11", "12", "13"])
    expect(&debugger, "p local", ["int local = 7"])
    expect(&debugger, "p name", ["char [4] name = {97 'a', 98 'b', 99 'c', 0}"])
    expect(&debugger, "p point", ["struct point point = {.x = 3, .y = -4}"])
    expect(&debugger, "p nothing", ["there is no variable nothing here"])
  }

  /// Wherever one goes from a step, coming back shows the same.
  @Test func `goes back to what was`() throws {
    var debugger = try debugger()
    var states: [[String]] = []
    for step in stride(from: 5, to: 900, by: 37) {
      _ = debugger.perform("g \(step)")
      states.append(Self.state(&debugger))
    }
    for (index, step) in stride(from: 5, to: 900, by: 37).enumerated().reversed() {
      _ = debugger.perform("g \(step)")
      let state = Self.state(&debugger)
      #expect(state == states[index])
    }
    // Back and forward again.
    _ = debugger.perform("s 20")
    _ = debugger.perform("b 20")
    let state = Self.state(&debugger)
    #expect(state == states[0])
  }

  private static func state(_ debugger: inout StepDebugger) -> [String] {
    ["", "r", "t", "d", "o"].flatMap { command in
      command.isEmpty ? debugger.here : debugger.perform(command) ?? []
    }
  }

  @Test func `comes to the end, with what was written`() throws {
    var debugger = try debugger()
    let last = debugger.perform("g 1000000")?.last
    #expect(last?.hasSuffix("exited with 2") == true)
    expect(&debugger, "o", ["2 abc 7"])
    let table = debugger.perform("t")
    #expect(table?.first?.hasPrefix("pid") == true)
    expect(&debugger, "q", nil)
  }

  @Test(arguments: ["s x", "b 1.5", "g ten", "d ff"])
  func `says what is no number, and stays`(command: String) throws {
    var debugger = try debugger()
    let before = debugger.here
    let word = command.split(separator: " ")[1]
    expect(&debugger, command, ["\(word) is no number"])
    let after = debugger.here
    #expect(after == before)
  }

  @Test(arguments: ["x", "g", "m", "m zz", "p", "m ffffffffffffffff", "d -5", "s -1", "b 99999999"])
  func `takes any command`(command: String) throws {
    var debugger = try debugger()
    let shown = debugger.perform(command)
    #expect(shown?.isEmpty == false)
  }
}
