// The trusted side of grading: it holds the kernel, the hidden tests and every expected value, and
// asks a worker, in the sandbox, for what the submission makes of it.
//
// It serves requests, a line of JSON each, until its input ends. A test that traps or never comes to
// its end takes this process with it; the driver then starts another and reports a grader error
// for that item alone.

internal import Foundation
internal import Results

signal(SIGPIPE, SIG_IGN)
// What tests print must not be taken for an answer.
let answers = FileHandle(fileDescriptor: dup(STDOUT_FILENO), closeOnDealloc: true)
dup2(STDERR_FILENO, STDOUT_FILENO)
if let cpu = JudgeArguments.cpu(CommandLine.arguments) { JudgeArguments.pin(to: cpu) }
var judge = Judge()
while let line = readLine(strippingNewline: true) {
  let reply: JudgeReply
  do {
    reply = judge.answer(try JSONDecoder().decode(JudgeRequest.self, from: Data(line.utf8)))
  } catch {
    reply = .graderError("the request cannot be read: \(error)")
  }
  var bytes = try JSONEncoder().encode(reply)
  bytes.append(UInt8(ascii: "\n"))
  try answers.write(contentsOf: bytes)
}
