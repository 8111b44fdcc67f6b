internal import CSandbox

/// The command line of a judge: `--cpu N` or nothing.
enum JudgeArguments {
  /// The processor that the driver chose for this judge and its workers.
  static func cpu(_ arguments: [String]) -> UInt32? {
    guard arguments.count == 3, arguments[1] == "--cpu" else { return nil }
    return UInt32(arguments[2])
  }

  /// Binds this process to one processor.
  ///
  /// A round trip to a worker on another one costs eight times
  /// as much. Where that is not allowed, it is slower and nothing else.
  static func pin(to cpu: UInt32) {
    _ = threadbare_pin(cpu)
  }
}
