import Foundation

/// A terminal of its own, with a program in it: tmux without a screen of its own.
///
/// What is seen is what a person would see, since tmux does with the program's bytes what a terminal does.
package struct TerminalWindow: Sendable {
  private let socket: String

  /// How long is waited for a text to come, unless a test says.
  private static let patience = Duration.seconds(60)

  /// Runs `body` with a window that runs a shell command; ends it afterwards.
  ///
  /// - Parameters:
  ///   - command: The command, for `sh`.
  ///   - folder: Where it runs; also where the socket is.
  ///   - width: The width in cells.
  ///   - height: The height in cells.
  ///   - isolation: Where `body` runs.
  ///   - body: What to do with it.
  /// - Throws: What starting tmux throws, or `body`.
  package static func with(
    _ command: String, in folder: TemporaryFolder, width: Int = 80, height: Int = 24,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TerminalWindow) async throws -> Void
  ) async throws {
    // Not in the folder of the test: the path of a socket has at most 107 bytes.
    let socket = "/tmp/tb-\(UUID().uuidString.prefix(8)).tmux"
    let window = TerminalWindow(socket: socket)
    try await window.tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(width)", "-y", "\(height)", command],
      in: folder.url)
    _ = try? await window.tmux(["set-option", "-g", "status", "off"])
    _ = try? await window.tmux(["set-option", "-g", "escape-time", "0"])
    _ = try? await window.tmux(["set-option", "-g", "window-size", "manual"])
    _ = try? await window.tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
    do {
      try await body(window)
    } catch {
      _ = try? await window.tmux(["kill-server"])
      throw error
    }
    _ = try? await window.tmux(["kill-server"])
    try? FileManager.default.removeItem(atPath: socket)
  }

  /// Presses keys, by tmux's names: `n`, `Enter`, `Escape`, `C-c`, `Down`.
  ///
  /// - Throws: What running tmux throws.
  package func press(_ keys: String...) async throws {
    try await tmux(["send-keys"] + keys)
  }

  /// Types a text.
  ///
  /// - Throws: What running tmux throws.
  package func type(_ text: String) async throws {
    try await tmux(["send-keys", "-l", text])
  }

  /// Gives the window another size.
  ///
  /// - Throws: What running tmux throws.
  package func resize(width: Int, height: Int) async throws {
    try await tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// What is seen now, without spaces at the ends of lines.
  ///
  /// - Throws: What running tmux throws.
  package func text() async throws -> String {
    try await tmux(["capture-pane", "-p"]).output
  }

  /// The process that runs in the window.
  ///
  /// - Throws: What running tmux throws.
  package func processID() async throws -> Int32 {
    let output = try await tmux(["display-message", "-p", "#{pane_pid}"]).output
    return Int32(output.filter(\.isNumber)) ?? -1
  }

  /// Waits until a text is seen.
  ///
  /// - Returns: All that is seen then.
  /// - Throws: ``NotSeen``, with what was seen in its place.
  @discardableResult
  package func waits(
    for wanted: String, limit: Duration? = nil, where condition: (String) -> Bool = { _ in true }
  ) async throws -> String {
    let end = ContinuousClock.now + (limit ?? Self.patience)
    while true {
      let seen = try await text()
      if seen.contains(wanted), condition(seen) { return seen }
      guard ContinuousClock.now < end else { throw NotSeen(wanted: wanted, seen: seen) }
      try await Task.sleep(for: .milliseconds(30))
    }
  }

  @discardableResult
  private func tmux(_ arguments: [String], in folder: URL? = nil) async throws -> ProgramOutcome {
    let outcome = try await run(
      systemProgram: "tmux", ["-S", socket] + arguments, in: folder,
      environment: ["TMUX": nil, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"],
      limit: .seconds(20))
    guard outcome.exitCode == 0 else { throw NotSeen(wanted: "tmux", seen: "\(outcome)") }
    return outcome
  }
}

/// A text that did not come.
package struct NotSeen: Error, CustomStringConvertible {
  let wanted: String
  let seen: String

  package var description: String { "\"\(wanted)\" was not seen; the window shows\n\(seen)" }
}
