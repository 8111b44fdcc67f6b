/// An expectation that a submission did not meet; it ends the test.
public struct TestFailure: Error, Sendable {
  /// What is wrong and, where the author foresaw it, which misconception that shows.
  public var message: String
  /// What was expected, written out; empty where the message says it all.
  public var expected: String
  /// What came, written out.
  public var actual: String
  /// The call that it is about, where the test knows; a report quotes the line that made it.
  public var call: RecordedCall?
  /// The section of a lesson that clears up this misconception, as `lesson#section`; without it the
  /// test's own.
  public var section: String?

  /// A failure with its words.
  public init(
    _ message: String, expected: String = "", actual: String = "", about call: RecordedCall? = nil,
    section: String? = nil
  ) {
    self.message = message
    self.expected = expected
    self.actual = actual
    self.call = call
    self.section = section
  }
}
