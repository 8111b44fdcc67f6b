import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test has a process do; processes are numbered from 0, which is there at the start.
public enum PageOperation: Sendable {
  /// Maps an area.
  case map(Int, Area)
  /// Makes a child, with the next number.
  case fork(Int)
  /// Loads one of the first words of a page.
  case load(Int, page: Int, word: Int = 0)
  /// Stores one of them.
  case store(Int, page: Int, UInt32, word: Int = 0)
  /// Unmaps the area that a page lies in.
  case unmap(Int, page: Int)
  /// Unmaps everything.
  case exit(Int)
}

/// What came of one operation.
public struct PageOutcome: Equatable, Sendable {
  /// How it ended.
  public enum End: UInt8, Sendable {
    /// As it should.
    case done
    /// With SIGSEGV.
    case segmentationFault
    /// With ENOMEM.
    case noMemory
    /// With another error, which memory does not give.
    case otherError
    /// The fault was said to be resolved, and the access still can't be made.
    case stuck
  }

  /// How it ended.
  public let end: End
  /// What a load has read.
  public let value: UInt32
  /// The frames in use afterwards.
  public let framesInUse: Int
  /// The frames that were copied so far.
  public let copiesMade: Int
  /// A frame whose users are counted wrong: as counted, and as there are; nil if there is none.
  public let miscounted: (users: Int, references: Int)?

  /// Compares all but the miscounted frame.
  public static func == (one: PageOutcome, other: PageOutcome) -> Bool {
    one.end == other.end && one.value == other.value && one.framesInUse == other.framesInUse
      && one.copiesMade == other.copiesMade
  }
}

/// What a test asks: operations, one after the other, on a machine with so many frames.
public struct PageQuestion: Sendable {
  /// The number of the function.
  public static let function = 0
  /// The most operations of one question.
  public static let countMax: UInt32 = 2_000

  /// The operations.
  public var operations: [PageOperation]
  /// How many frames there are.
  public var frames: Int

  /// A question from its parts.
  public init(_ operations: [PageOperation], frames: Int = 10_000) {
    self.operations = operations
    self.frames = frames
  }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(Int32(frames))
    writer.write(UInt32(operations.count))
    for operation in operations { writer.write(operation) }
    return writer
  }

  /// Reads a question back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    frames = Int(try reader.read(Int32.self))
    operations = []
    for _ in 0..<(try reader.read(UInt32.self)) { operations.append(try PageOperation(&reader)) }
  }
}

/// What came of a question.
public struct PageAnswer: Sendable {
  /// What came of each operation.
  public let outcomes: [PageOutcome]
  /// What was asked of a frame that is free; empty if nothing was.
  public let misuse: String

  init(outcomes: [PageOutcome], misuse: String) {
    self.outcomes = outcomes
    self.misuse = misuse
  }

  /// Reads an answer as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    misuse = try reader.readString()
    let count = try reader.read(UInt32.self)
    guard count <= PageQuestion.countMax else { throw WireError.invalid("number of outcomes") }
    var outcomes: [PageOutcome] = []
    for _ in 0..<count { outcomes.append(try PageOutcome(&reader)) }
    self.outcomes = outcomes
  }

  var message: WireWriter {
    var writer = WireWriter()
    writer.write(misuse)
    writer.write(UInt32(outcomes.count))
    for outcome in outcomes { writer.write(outcome) }
    return writer
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some PageHandling) -> some Endpoint {
  PageEndpoint(submission: submission)
}

struct PageEndpoint<Submission: PageHandling>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard function == PageQuestion.function else { return nil }
    let question = try PageQuestion(&input)
    var machine = Machine(submission: submission, frames: Frames(countMax: question.frames))
    let outcomes = question.operations.map { machine.carryOut($0) }
    return PageAnswer(outcomes: outcomes, misuse: machine.frames.misuse).message
  }
}

/// A processor with its memory, which calls the submission where the kernel is called.
private struct Machine<Submission: PageHandling> {
  let submission: Submission
  var frames: Frames
  var spaces = [AddressSpace()]

  mutating func carryOut(_ operation: PageOperation) -> PageOutcome {
    var (end, value) = (PageOutcome.End.done, UInt32(0))
    switch operation {
    case .map(let process, let area): spaces[process].areas.append(area)
    case .fork(let process): spaces.append(submission.fork(&spaces[process], &frames))
    case .load(let process, let page, let word):
      (end, value) = access(.read, page, of: process, 0, at: word)
    case .store(let process, let page, let new, let word):
      (end, value) = access(.write, page, of: process, new, at: word)
    case .unmap(let process, let page):
      if let area = spaces[process].area(of: page) { unmap(area, from: process) }
    case .exit(let process):
      for area in spaces[process].areas { unmap(area, from: process) }
    }
    return PageOutcome(
      end: end, value: value, framesInUse: frames.inUse, copiesMade: Int(frames.copiesMade),
      miscounted: miscounted())
  }

  /// What the processor does: it asks the page table, and the kernel if that does not let it.
  private mutating func access(
    _ access: Access, _ page: Int, of process: Int, _ word: UInt32, at place: Int
  ) -> (PageOutcome.End, UInt32) {
    if let value = attempt(access, page, of: process, word, at: place) { return (.done, value) }
    do throws(Errno) {
      let result = try submission.handleFault(
        access, page: page, of: &spaces[process], &frames)
      guard result == .resolved else { return (.segmentationFault, 0) }
    } catch {
      return (error == .noMemory ? .noMemory : .otherError, 0)
    }
    if let value = attempt(access, page, of: process, word, at: place) { return (.done, value) }
    return (.stuck, 0)
  }

  private mutating func attempt(
    _ access: Access, _ page: Int, of process: Int, _ word: UInt32, at place: Int
  ) -> UInt32? {
    guard spaces[process].entries.indices.contains(page),
      let entry = spaces[process].entries[page], access == .read || entry.isWritable
    else { return nil }
    if access == .write { frames.store(word, at: place, in: entry.frame) }
    return frames.word(place, of: entry.frame)
  }

  private mutating func unmap(_ area: Area, from process: Int) {
    submission.unmap(area, from: &spaces[process], &frames)
    // The list of areas is the machine's, whatever the submission did with it.
    spaces[process].areas.removeAll { $0 == area }
    guard let object = area.object,
      !spaces.contains(where: { $0.areas.contains { $0.object == object } })
    else { return }
    frames.endObject(object)
  }

  /// A frame with more or fewer users than refer to it.
  private func miscounted() -> (users: Int, references: Int)? {
    var references: [Frame: Int] = [:]
    for frame in frames.objectFrames { references[frame] = 1 }
    for space in spaces {
      for entry in space.entries {
        guard let frame = entry?.frame, frame != .zero else { continue }
        references[frame, default: 0] += 1
      }
    }
    let wrong = references.filter { frames.users(of: $0.key) != $0.value }
    return wrong.min { $0.key.number < $1.key.number }
      .map { (frames.users(of: $0.key), $0.value) }
  }
}

extension WireWriter {
  fileprivate mutating func write(_ operation: PageOperation) {
    switch operation {
    case .map(let process, let area):
      write(0, process)
      write(Int32(area.pages.lowerBound))
      write(Int32(area.pages.count))
      write(area.isWritable)
      write(Int32(area.object ?? -1))
    case .fork(let process): write(1, process)
    case .load(let process, let page, let word):
      write(2, process)
      write(Int32(page))
      write(UInt8(word))
    case .store(let process, let page, let new, let word):
      write(3, process)
      write(Int32(page))
      write(new)
      write(UInt8(word))
    case .unmap(let process, let page):
      write(4, process)
      write(Int32(page))
    case .exit(let process): write(5, process)
    }
  }

  private mutating func write(_ kind: UInt8, _ process: Int) {
    write(kind)
    write(Int32(process))
  }

  fileprivate mutating func write(_ outcome: PageOutcome) {
    write(outcome.end.rawValue)
    write(outcome.value)
    write(Int32(outcome.framesInUse))
    write(Int32(outcome.copiesMade))
    write(outcome.miscounted != nil)
    write(Int32(truncatingIfNeeded: outcome.miscounted?.users ?? 0))
    write(Int32(truncatingIfNeeded: outcome.miscounted?.references ?? 0))
  }
}

extension PageOperation {
  fileprivate init(_ reader: inout WireReader) throws {
    let kind = try reader.read(UInt8.self)
    let process = Int(try reader.read(Int32.self))
    func page() throws -> Int { Int(try reader.read(Int32.self)) }
    switch kind {
    case 0:
      let (first, count) = (try page(), try page())
      let isWritable = try reader.readBool()
      let object = try page()
      self = .map(
        process,
        Area(first..<first + count, isWritable: isWritable, object: object < 0 ? nil : object))
    case 1: self = .fork(process)
    case 2:
      self = .load(process, page: try page(), word: Int(try reader.read(UInt8.self)))
    case 3:
      self = .store(
        process, page: try page(), try reader.read(), word: Int(try reader.read(UInt8.self)))
    case 4: self = .unmap(process, page: try page())
    default: self = .exit(process)
    }
  }
}

extension PageOutcome {
  fileprivate init(_ reader: inout WireReader) throws {
    guard let end = End(rawValue: try reader.read()) else { throw WireError.invalid("outcome") }
    self.end = end
    value = try reader.read()
    framesInUse = Int(try reader.read(Int32.self))
    copiesMade = Int(try reader.read(Int32.self))
    let isMiscounted = try reader.readBool()
    let counts = (Int(try reader.read(Int32.self)), Int(try reader.read(Int32.self)))
    miscounted = isMiscounted ? counts : nil
  }
}
