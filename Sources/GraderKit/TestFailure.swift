/// An expectation that a submission did not meet; it ends the test.
public struct TestFailure: Error, Sendable {
  /// What is wrong and, where the author foresaw it, which misconception that shows.
  public var message: String
  /// What was expected, written out; empty where the message says it all.
  public var expected: String
  /// What came, written out.
  public var actual: String

  /// A failure with its words.
  public init(_ message: String, expected: String = "", actual: String = "") {
    self.message = message
    self.expected = expected
    self.actual = actual
  }
}
