// A worker that lies: what the judge is up against once a submission has the worker's process.
//
//   HostilePeer SEED
//
// It speaks the wire well for some questions, so that the judge gets deep into a test, and then does one
// thing that a worker must not do; which one, and when, comes from the seed alone. It never gives a right
// answer: no number that it sends is below 128 in its lowest byte, and no test asks for such a one.

internal import Glibc
internal import Wire

signal(SIGPIPE, SIG_DFL)
var peer = Peer(seed: CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 0)
peer.serve()
