internal import LinuxABI
internal import Wire

extension SystemCalls {
  /// Leaves the rest of this task to a script of the test: the code here goes on no further.
  ///
  /// This is how an exercise's adapter lets a hidden test play the child of a submission's `fork`:
  /// what the child does then stays in the judge.
  ///
  /// - Parameters:
  ///   - script: The number under which the test keeps the script.
  ///   - value: What the script may want to know, for example what the submission returned.
  ///   - bytes: The same, where a number does not hold it.
  /// - Throws: `Killed`, always: the code in the worker ends here.
  public func handOver(
    to script: Int, value: Int64 = 0, bytes: [UInt8] = []
  ) async throws -> Never {
    try await call(
      .handOver, UInt64(bitPattern: Int64(script)), UInt64(bitPattern: value), bytes: bytes,
      at: nil)
    throw Killed()
  }
}
