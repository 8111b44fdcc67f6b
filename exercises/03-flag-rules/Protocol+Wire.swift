import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants judged: the kernel functions of this exercise by their numbers.
///
/// Each takes many words at once, since a question and its answer cost more than a judgement.
public enum FlagFunction: Int, Sendable {
  /// Words that are listed.
  case list
  /// Words that follow each other.
  case range
}

/// The answers to many words: two bits each.
public struct Refusals: Equatable, Sendable {
  /// One answer.
  public enum Answer: UInt8, Sendable {
    /// The word is legal.
    case legal
    /// EINVAL.
    case invalidArgument
    /// EPERM.
    case notPermitted
    /// An error that clone does not give for its word.
    case other

    /// The answer that an errno is.
    public init(_ errno: Errno?) {
      self =
        switch errno {
        case nil: .legal
        case .invalidArgument?: .invalidArgument
        case .notPermitted?: .notPermitted
        default: .other
        }
    }
  }

  /// How many there are.
  public let count: Int
  private var bytes: [UInt8]

  /// The answers to words that are asked for one after the other.
  public init(count: Int, _ answer: (Int) -> Answer) {
    self.count = count
    bytes = [UInt8](repeating: 0, count: (count + 3) / 4)
    for index in 0..<count { bytes[index / 4] |= answer(index).rawValue << (index % 4 * 2) }
  }

  /// The answer to the word at a place.
  ///
  /// - Precondition: `index` is below `count`.
  public subscript(index: Int) -> Answer {
    precondition(index < count)
    return Answer(rawValue: bytes[index / 4] >> (index % 4 * 2) & 3) ?? .other
  }

  /// The places where two lists differ, in their order.
  public func differences(from other: Refusals) -> [Int] {
    // Nearly all bytes are equal where nearly all answers are right.
    bytes.indices.filter { bytes[$0] != other.bytes[$0] }
      .flatMap { byte in (4 * byte..<min(4 * byte + 4, count)).filter { self[$0] != other[$0] } }
  }

  /// Reads answers as they cross the wire.
  ///
  /// - Throws: `WireError` if there are not as many as were asked for.
  public init(count: Int, _ reader: inout WireReader) throws {
    self.count = count
    bytes = try reader.readBytes()
    guard bytes.count == (count + 3) / 4 else { throw WireError.invalid("number of answers") }
  }

  /// The answers as they cross the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(bytes)
    return writer
  }
}

/// What a test says to a function: the words, and who calls.
public struct FlagQuestion: Sendable {
  /// The most words of one question: the answer is a message of at most 1 MiB.
  public static let countMax = 1 << 20

  /// Which words.
  public enum Words: Sendable {
    /// These.
    case list([CloneFlags])
    /// `count` words from `first` on, `step` apart.
    case range(first: UInt64, step: UInt64, count: Int)
  }

  /// Which words.
  public let words: Words
  /// Who calls.
  public let caller: Caller

  /// A question from its parts.
  ///
  /// - Precondition: There are at most `countMax` words.
  public init(_ words: Words, by caller: Caller) {
    self.words = words
    self.caller = caller
    precondition(count <= Self.countMax, "too many words for one question")
  }

  /// How many words there are.
  public var count: Int {
    switch words {
    case .list(let list): list.count
    case .range(_, _, let count): count
    }
  }

  /// The word at a place.
  public subscript(index: Int) -> CloneFlags {
    switch words {
    case .list(let list): list[index]
    case .range(let first, let step, _): CloneFlags(rawValue: first &+ step &* UInt64(index))
    }
  }

  /// The function that takes the question.
  public var function: FlagFunction {
    switch words {
    case .list: .list
    case .range: .range
    }
  }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(caller.rawValue)
    writer.write(UInt32(count))
    switch words {
    case .list(let list): for word in list { writer.write(word.rawValue) }
    case .range(let first, let step, _):
      writer.write(first)
      writer.write(step)
    }
    return writer
  }

  /// Reads a question back.
  ///
  /// - Throws: `WireError`.
  init(_ function: FlagFunction, _ reader: inout WireReader) throws {
    guard let caller = Caller(rawValue: try reader.read()) else {
      throw WireError.invalid("caller")
    }
    let count = Int(try reader.read(UInt32.self))
    guard count <= Self.countMax else { throw WireError.invalid("number of words") }
    switch function {
    case .list:
      var words: [CloneFlags] = []
      for _ in 0..<count { words.append(CloneFlags(rawValue: try reader.read())) }
      self.words = .list(words)
    case .range:
      words = .range(first: try reader.read(), step: try reader.read(), count: count)
    }
    self.caller = caller
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some FlagRules) -> some Endpoint {
  FlagEndpoint(submission: submission)
}

struct FlagEndpoint<Submission: FlagRules>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard let function = FlagFunction(rawValue: function) else { return nil }
    let question = try FlagQuestion(function, &input)
    return Refusals(count: question.count) { index in
      Refusals.Answer(submission.refusal(of: question[index], by: question.caller))
    }.message
  }
}
