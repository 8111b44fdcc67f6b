/// What a worker answers.
///
/// All of it is untrusted: the code that is judged runs in the same process.
package enum Answer: Equatable, Sendable {
  /// The worker is hardened; it speaks this version of the protocol.
  case hardened(version: UInt32)
  /// The plugin is there; the version of the kit that it was compiled against.
  case loaded(kitVersion: UInt32)
  /// The request was carried out and there is nothing to tell.
  case done
  /// The task that ran made a system call.
  case trap(task: UInt32, Trap)
  /// The task's code came to its end.
  case ended(task: UInt32, TaskEnd)
  /// What a kernel function returned.
  case result([UInt8])
  /// The code did what it may not, or could not be loaded.
  case fault(Fault)
}

/// A system call as six words and, where it carries some, bytes.
package struct Trap: Equatable, Sendable {
  package var number: UInt32
  package var arguments: [UInt64]
  package var bytes: [UInt8]
  /// Where the call stands in the source, as the worker says.
  package var place: SourcePlace

  /// The number of argument words that every call carries.
  package static let argumentCount = 6

  package init(
    number: UInt32, arguments: [UInt64], bytes: [UInt8] = [], place: SourcePlace = .unknown
  ) {
    self.number = number
    self.arguments = arguments
    self.bytes = bytes
    self.place = place
  }
}

/// A line of a source, as code names it with `#fileID` and `#line`.
///
/// It comes out of the worker, so it may be any place or none.
package struct SourcePlace: Equatable, Sendable {
  /// The module and the file: `Submission/Submission.swift`.
  package let file: String
  /// The line, from 1.
  package let line: UInt32

  /// The longest name of a file, in bytes; each of many calls carries one.
  package static let fileBytesMax = 200
  /// No place.
  package static let unknown = SourcePlace(file: "", line: 0)

  /// A place; one whose file has too long a name is none.
  package init(file: String, line: UInt32) {
    let isShort = file.utf8.count <= Self.fileBytesMax
    self.file = isShort ? file : ""
    self.line = isShort ? line : 0
  }
}

/// How the code of a task came to its end.
package enum TaskEnd: Equatable, Sendable {
  /// It returned this value.
  case returned(Int32)
  /// It threw `Killed`, as it should once its task is dead.
  case killed
  /// It threw an error that nothing caught.
  case threw(String)
}

/// What a worker reports about the code in it.
package struct Fault: Equatable, Sendable {
  /// What went wrong.
  package enum Kind: UInt8, CaseIterable, Sendable {
    /// The plugin could not be loaded.
    case load = 1
    /// A job was given to another executor (`Task {}`, `Task.sleep`, `MainActor.run`).
    case leftExecutor = 2
    /// The task waits for something that is not a system call.
    case stalled = 3
    /// A call was made through another task's handle.
    case foreignHandle = 4
    /// A second call was made while one is under way.
    case overlappingCalls = 5
    /// There is no such program, function or entry.
    case noSuchEntry = 6
    /// The input of a function or program did not decode.
    case badInput = 7
    /// A request came out of order.
    case outOfOrder = 8
    /// A kernel function threw an error that is none of its answers.
    case threw = 9
  }

  /// The most scalars of a text that are kept: it is shown to people, and a submission can choose it.
  ///
  /// They are counted and not characters, since one character may have any number of accents.
  package static let detailScalarsMax = 1_000

  package var kind: Kind
  package var detail: String

  package init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  /// The beginning of a text that is kept.
  package static func kept(_ text: String) -> String {
    String(Substring(text.unicodeScalars.prefix(detailScalarsMax)))
  }
}

extension Answer {
  /// The message under a sequence number.
  package func frame(sequence: UInt32) -> Frame {
    var payload = WireWriter()
    let kind: UInt16
    switch self {
    case .hardened(let version):
      kind = 101
      payload.write(version)
    case .loaded(let kitVersion):
      kind = 102
      payload.write(kitVersion)
    case .done:
      kind = 103
    case .trap(let task, let trap):
      kind = 104
      payload.write(task)
      payload.write(trap.number)
      for index in 0..<Trap.argumentCount {
        payload.write(index < trap.arguments.count ? trap.arguments[index] : 0)
      }
      payload.write(trap.bytes)
      payload.write(trap.place.file)
      payload.write(trap.place.line)
    case .ended(let task, let end):
      kind = 105
      payload.write(task)
      switch end {
      case .returned(let value):
        payload.write(UInt8(0))
        payload.write(value)
      case .killed:
        payload.write(UInt8(1))
      case .threw(let text):
        payload.write(UInt8(2))
        payload.write(text)
      }
    case .result(let bytes):
      kind = 106
      payload.write(bytes)
    case .fault(let fault):
      kind = 107
      payload.write(fault.kind.rawValue)
      payload.write(fault.detail)
    }
    return Frame(sequence: sequence, kind: kind, payload: payload.bytes)
  }

  /// The answer that a message holds.
  ///
  /// - Throws: `WireError` if it holds none.
  package init(_ frame: Frame) throws(WireError) {
    var reader = WireReader(frame.payload)
    switch frame.kind {
    case 101: self = .hardened(version: try reader.read())
    case 102: self = .loaded(kitVersion: try reader.read())
    case 103: self = .done
    case 104:
      let task = try reader.read(UInt32.self)
      let number = try reader.read(UInt32.self)
      var arguments: [UInt64] = []
      for _ in 0..<Trap.argumentCount { arguments.append(try reader.read()) }
      let bytes = try reader.readBytes()
      let place = SourcePlace(file: try reader.readString(), line: try reader.read())
      self = .trap(
        task: task, Trap(number: number, arguments: arguments, bytes: bytes, place: place))
    case 105:
      let task = try reader.read(UInt32.self)
      switch try reader.read(UInt8.self) {
      case 0: self = .ended(task: task, .returned(try reader.read()))
      case 1: self = .ended(task: task, .killed)
      case 2: self = .ended(task: task, .threw(try Self.detail(&reader)))
      default: throw .invalid("end of a task")
      }
    case 106: self = .result(try reader.readBytes())
    case 107:
      guard let kind = Fault.Kind(rawValue: try reader.read()) else { throw .invalid("fault") }
      self = .fault(Fault(kind, try Self.detail(&reader)))
    default: throw .invalid("answer kind \(frame.kind)")
    }
    try reader.finish()
  }

  private static func detail(_ reader: inout WireReader) throws(WireError) -> String {
    Fault.kept(try reader.readString())
  }
}
