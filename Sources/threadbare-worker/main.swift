// The untrusted side of grading: it hardens itself, loads a submission and serves requests.
//
// No argument, no environment and no file tells it anything: all it knows comes over its standard
// input, and all of it may be known by the code that it loads. Standard output is the wire back;
// what the submission prints goes to standard error.

internal import Glibc

guard var channel = Channel(takingOver: STDIN_FILENO, STDOUT_FILENO, prints: STDERR_FILENO) else {
  exit(70)
}
var worker = Worker()
while let (request, sequence) = channel.receive() {
  guard channel.send(worker.serve(request), sequence: sequence) else { exit(71) }
}
