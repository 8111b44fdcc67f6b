import Foundation
import TestSupport
import Testing

/// What an editor knows of an exercise: sourcekit-lsp, asked as an editor asks it.
@Suite struct `An editor` {
  @Test func `completes what an exercise imports, and shows errors`() async throws {
    try await withTemporaryFolder { folder in
      try folder.copy(Repository.file("lessons"), to: "lessons")
      try folder.copy(Repository.file("exercises"), to: "exercises")
      let checked = try await threadbare(["check", "01-tasks"], in: folder)
      #expect(checked.exitCode == 1, "\(checked)")
      #expect(folder.contains("compile_commands.json"))
      let text = """
        import ExerciseKit
        import Exercise_01_tasks

        struct Submission: TaskFamily {
          func runAll(_ linux: SystemCalls, _ jobs: [TaskBody]) async throws -> [Int32] {
            let id = try await linux.fork { _ in 0 }
            let wrong: String = id
            return []
          }
          func descend(_ linux: SystemCalls, generations: Int, _ job: @escaping TaskBody) async throws -> Int32 { 0 }
          func detach(_ linux: SystemCalls, _ job: @escaping TaskBody) async throws {
            linux.
          }
        }

        """
      let file = try folder.write(text, to: "exercises/01-tasks/Submission.swift")
      let asked = try await run(
        systemProgram: "python3", ["-c", Self.client, folder.path, file.path, "12", "10"],
        in: folder.url, limit: .seconds(120))
      #expect(asked.exitCode == 0, "\(asked)")
      let answer = asked.output
      #expect(answer.contains("error: Cannot convert value of type 'ProcessID'"), "\(asked)")
      #expect(!answer.contains("no such module"), "\(asked)")
      #expect(answer.contains("completion: fork"), "\(asked)")
      #expect(answer.contains("completion: wait"), "\(asked)")
    }
  }

  /// Opens a file, waits for its errors, and asks for completion at a line and a column.
  private static let client = """
    import json, subprocess, sys
    root, path, line, column = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    server = subprocess.Popen(["sourcekit-lsp"], cwd=root, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    def send(message):
        body = json.dumps(dict(message, jsonrpc="2.0")).encode()
        server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
        server.stdin.flush()
    def receive():
        length = 0
        while True:
            header = server.stdout.readline().strip()
            if not header: break
            if header.lower().startswith(b"content-length:"): length = int(header.split(b":")[1])
        return json.loads(server.stdout.read(length))
    def answer(number):
        while True:
            message = receive()
            if message.get("id") == number and "method" not in message: return message
            if "method" in message and "id" in message: send({"id": message["id"], "result": None})
    uri = "file://" + path
    send({"id": 1, "method": "initialize", "params": {
        "processId": None, "rootUri": "file://" + root, "capabilities": {
            "textDocument": {"diagnostic": {}, "completion": {}}}}})
    answer(1)
    send({"method": "initialized", "params": {}})
    text = open(path).read()
    send({"method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": uri, "languageId": "swift", "version": 1, "text": text}}})
    document = {"uri": uri}
    send({"id": 2, "method": "textDocument/diagnostic", "params": {"textDocument": document}})
    for item in answer(2).get("result", {}).get("items", []):
        print("error: " + item["message"])
    send({"id": 3, "method": "textDocument/completion", "params": {
        "textDocument": document, "position": {"line": line - 1, "character": column}}})
    result = answer(3).get("result") or {}
    for item in result.get("items", []):
        print("completion: " + item.get("filterText", item["label"]))
    server.kill()
    """
}
