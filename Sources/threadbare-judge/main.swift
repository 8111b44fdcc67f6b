// The trusted side of grading: it holds the kernel, the hidden tests and every expected value, and
// asks a worker, in the sandbox, for what the submission makes of it.
//
// It serves requests, a line of JSON each, until its input ends. A test that traps or never comes to
// its end takes this process with it; the driver then starts another and reports a grader error
// for that item alone.

internal import Foundation
internal import Results

signal(SIGPIPE, SIG_IGN)
// No terminal, for this process and its workers. The terminal's signals don't come either, so the end
// of the driver must be seen elsewhere: in the other end of standard input, even while a test hangs.
_ = setsid()
Thread.detachNewThread {
  var input = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
  while input.revents & Int16(POLLHUP | POLLERR) == 0 { poll(&input, 1, -1) }
  // What is still in the pipe is a request that nobody waits for.
  _exit(0)
}
// What tests print must not be taken for an answer.
let answers = FileHandle(fileDescriptor: dup(STDOUT_FILENO), closeOnDealloc: true)
dup2(STDERR_FILENO, STDOUT_FILENO)
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
