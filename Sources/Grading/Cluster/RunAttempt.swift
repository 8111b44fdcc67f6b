internal import Foundation

/// An attempt that began, as the name of its file says: `KEY.ROUND.CHUNK.NODE.PROCESS`.
struct RunAttempt {
  let key: String
  let round: Int
  let chunk: Int
  let node: String
  /// The process, so that two copies of a task are two attempts.
  let process: Int32

  var name: String { "\(key).\(round).\(chunk).\(node).\(process)" }

  init(key: String, round: Int, chunk: Int) {
    self.key = key
    self.round = round
    self.chunk = chunk
    node = Self.thisNode
    process = getpid()
  }

  /// Reads a name; nil for other files.
  init?(name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 5, let round = Int(parts[1]), let chunk = Int(parts[2]),
      let process = Int32(parts[4])
    else { return nil }
    key = String(parts[0])
    self.round = round
    self.chunk = chunk
    node = String(parts[3])
    self.process = process
  }

  /// The node's name, as Slurm knows it or else as it calls itself, without its domain.
  static let thisNode: String = {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["SLURMD_NODENAME"] ?? ProcessInfo.processInfo.hostName
    let first = name.prefix { $0 != "." }.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    return first.isEmpty ? "unknown" : String(first)
  }()
}
