import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants played.
public struct SoftScene: Sendable {
  /// How it begins.
  public enum Start: Sendable {
    /// With an interrupt that raises these.
    case interrupt(UInt32)
    /// With a task that raises one.
    case task(Int)
    /// With `ksoftirqd` alone.
    case daemon
  }

  /// An interrupt that comes at a place where one can come: the first one is 1.
  public struct Arrival: Sendable {
    /// The place.
    public var point: Int
    /// What it raises.
    public var vectors: UInt32

    /// An interrupt.
    public init(at point: Int, _ vectors: UInt32) {
      self.point = point
      self.vectors = vectors
    }
  }

  /// The number of the kernel function.
  public static let function = 0

  /// How it begins.
  public var start: Start
  /// Whether `ksoftirqd` runs then.
  public var hasDaemon: Bool
  /// Interrupts, in the order of their places.
  public var arrivals: [Arrival] = []
  /// What the handler of each soft interrupt raises.
  public var raises = [UInt32](repeating: 0, count: 32)
  /// How often it does.
  public var repeats = 1
  /// What a handler takes, in nanoseconds.
  public var handlerNanoseconds: UInt64 = 1_000
  /// From when on another task is to run.
  public var rescheduleNanoseconds = UInt64.max
  /// From which place on `ksoftirqd` is told to stop.
  public var stopsAtPoint: Int?
  /// The most handlers that run, and times that others may.
  public var stepsMax = 300

  /// A scene from its parts.
  public init(_ start: Start, hasDaemon: Bool = false) {
    self.start = start
    self.hasDaemon = hasDaemon
  }

  /// The scene as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    switch start {
    case .interrupt(let vectors):
      writer.write(UInt8(0))
      writer.write(vectors)
    case .task(let vector):
      writer.write(UInt8(1))
      writer.write(UInt32(vector))
    case .daemon:
      writer.write(UInt8(2))
      writer.write(UInt32(0))
    }
    writer.write(hasDaemon)
    writer.write(UInt16(arrivals.count))
    for arrival in arrivals {
      writer.write(UInt16(arrival.point))
      writer.write(arrival.vectors)
    }
    for mask in raises { writer.write(mask) }
    writer.write(UInt32(repeats))
    writer.write(handlerNanoseconds)
    writer.write(rescheduleNanoseconds)
    writer.write(Int32(stopsAtPoint ?? -1))
    writer.write(UInt32(stepsMax))
    return writer
  }

  /// Reads a scene back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    let kind = try reader.read(UInt8.self)
    let word = try reader.read(UInt32.self)
    switch kind {
    case 0: start = .interrupt(word)
    case 1: start = .task(Int(word))
    default: start = .daemon
    }
    hasDaemon = try reader.readBool()
    for _ in 0..<(try reader.read(UInt16.self)) {
      arrivals.append(Arrival(at: Int(try reader.read(UInt16.self)), try reader.read()))
    }
    for vector in 0..<32 { raises[vector] = try reader.read() }
    repeats = Int(try reader.read(UInt32.self))
    handlerNanoseconds = try reader.read()
    rescheduleNanoseconds = try reader.read()
    let stop = Int(try reader.read(Int32.self))
    stopsAtPoint = stop < 0 ? nil : stop
    stepsMax = Int(try reader.read(UInt32.self))
  }
}

/// What happened in a scene.
public struct SoftEvent: Equatable, Sendable {
  /// A kind of event.
  public enum Kind: UInt8, Sendable {
    /// An interrupt came; its number is what it raised.
    case interrupt
    /// A handler ran, with interrupts enabled.
    case handler
    /// A handler ran with interrupts disabled.
    case handlerWithoutInterrupts
    /// A handler ran in the middle of another one.
    case nestedHandler
    /// `ksoftirqd` was woken.
    case wake
    /// It went to sleep.
    case sleep
    /// It would have slept with interrupts disabled.
    case sleepWithoutInterrupts
    /// It called `schedule` without having said that it will sleep.
    case schedule
    /// It let others run.
    case reschedule
    /// It ended.
    case daemonEnded
    /// An interrupt's code, `raise` (0) or `endInterrupt` (1), left with interrupts enabled.
    case enabledTooEarly
    /// `raise` left with interrupts disabled which were enabled before.
    case leftDisabled
  }

  /// What happened.
  public var kind: Kind
  /// To what.
  public var number: Int
  /// When.
  public var nanoseconds: UInt64

  init(_ kind: Kind, _ number: Int, _ nanoseconds: UInt64) {
    self.kind = kind
    self.number = number
    self.nanoseconds = nanoseconds
  }
}

/// What a scene has come to.
public struct SoftRecord: Sendable {
  /// What happened, in its order.
  public var events: [SoftEvent] = []
  /// What is raised and was not served.
  public var left: UInt32

  /// Reads a record as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    left = try reader.read()
    for _ in 0..<(try reader.read(UInt32.self)) {
      guard let kind = SoftEvent.Kind(rawValue: try reader.read()) else {
        throw WireError.invalid("event")
      }
      events.append(
        SoftEvent(kind, Int(try reader.read(UInt32.self)), try reader.read(UInt64.self)))
    }
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some SoftInterrupts) -> some Endpoint {
  SoftEndpoint(submission: submission)
}

struct SoftEndpoint<Submission: SoftInterrupts>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard function == SoftScene.function else { return nil }
    let processor = Processor(try SoftScene(&input), submission)
    do {
      try processor.play()
    } catch is SceneOver {
      // All that the scene has was played.
    }
    var writer = WireWriter()
    writer.write(processor.left)
    writer.write(UInt32(processor.log.count))
    for event in processor.log {
      writer.write(event.kind.rawValue)
      writer.write(UInt32(event.number))
      writer.write(event.nanoseconds)
    }
    return writer
  }
}
