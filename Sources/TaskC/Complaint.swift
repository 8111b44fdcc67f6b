/// One thing that is wrong with a program.
///
/// Messages are in lower case and have no full stop; words of the program are in backquotes.
package struct Complaint: Error, Sendable {
  /// Where it is: a byte's index in the text, at most its length.
  package let offset: Int
  /// How many bytes it is about; at least 1.
  package let length: Int
  /// What is wrong.
  package let message: String
  /// What to do about it.
  package let help: String?
}

/// All that is wrong with a program, up to a limit.
package struct Complaints: Sendable {
  /// The most that are kept: after so many the rest is rarely worth reading.
  package static var countMax: Int { 20 }

  /// The complaints, in the order in which they were found.
  package private(set) var all: [Complaint] = []
  /// Whether no more are wanted.
  var isFull: Bool { all.count >= Self.countMax }

  mutating func add(_ offset: Int, _ length: Int, _ message: String, help: String? = nil) {
    // What follows from an error at the same place is not news.
    if isFull || all.last?.offset == offset { return }
    all.append(Complaint(offset: offset, length: max(1, length), message: message, help: help))
  }
}
