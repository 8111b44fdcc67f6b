import LinuxABI
import Testing
import Wire

@Suite struct `The wire` {
  static let requests: [Request] = [
    .harden(Hardening(cpuSeconds: 2, memoryBytes: 1 << 29, filter: [1, 2, 3, 4, 5, 6, 7, 8])),
    .load(path: "/plugin/submission.so"), .newRun,
    .startProgram(task: 1, number: 7, input: [0, 255]),
    .startEntry(task: 2, entry: .max),
    .resume(
      task: 3, CallReply(value: -22, extra: 256, bytes: [9, 8], notBuilt: "CLONE_NEWPID")),
    .kill(task: 4), .call(function: 1, input: []),
    .startHandler(
      task: 5, interrupted: 2, handler: 1 << 62 | 1,
      SignalInfo(
        signal: .user1, code: .thread, processID: 2, userID: 1_000, status: -1, value: .max)),
  ]

  static let answers: [Answer] = [
    .hardened(version: 1), .loaded(kitVersion: 3), .done,
    .trap(task: 1, Trap(number: 220, arguments: [1, 2, 3, 4, 5, 6], bytes: Array("/tmp".utf8))),
    .trap(
      task: 2,
      Trap(
        number: 93, arguments: [0, 0, 0, 0, 0, 0],
        place: SourcePlace(file: "Submission/Submission.swift", line: 14))),
    .ended(task: 1, .returned(-1)), .ended(task: 2, .killed), .ended(task: 3, .threw("oops")),
    .result([1, 2, 3]), .fault(Fault(.leftExecutor, "enqueueGlobal")),
  ]

  @Test(arguments: requests)
  func `a request comes out as it went in`(request: Request) throws {
    let frame = request.frame(sequence: 42)
    #expect(frame.sequence == 42)
    #expect(try Request(frame) == request)
  }

  @Test(arguments: answers)
  func `an answer comes out as it went in`(answer: Answer) throws {
    #expect(try Answer(answer.frame(sequence: 1)) == answer)
  }

  @Test(arguments: answers)
  func `an answer that is cut anywhere is refused`(answer: Answer) {
    let frame = answer.frame(sequence: 1)
    for count in 0..<frame.payload.count {
      let cut = Frame(sequence: 1, kind: frame.kind, payload: Array(frame.payload.prefix(count)))
      #expect(throws: WireError.self) { try Answer(cut) }
    }
  }

  @Test(arguments: answers)
  func `an answer with a byte too many is refused`(answer: Answer) {
    var frame = answer.frame(sequence: 1)
    frame.payload.append(0)
    #expect(throws: WireError.trailingBytes(1)) { try Answer(frame) }
  }

  @Test func `a place in a file with an endless name is no place`() {
    let place = SourcePlace(file: String(repeating: "x", count: 1 << 16), line: 3)
    #expect(place == .unknown)
  }

  @Test func `a request is no answer`() {
    for request in Self.requests {
      #expect(throws: WireError.self) { try Answer(request.frame(sequence: 1)) }
    }
  }

  @Test func `random messages are answers or errors, and nothing else`() {
    var generator = Seeded(state: 7)
    var accepted = 0
    for _ in 0..<100_000 {
      let count = Int(generator.next() % 40)
      let payload = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      let kind = UInt16(100 + generator.next() % 10)
      if (try? Answer(Frame(sequence: 1, kind: kind, payload: payload))) != nil { accepted += 1 }
    }
    // Some are well formed by chance (`done` is an empty message); most are not.
    #expect(accepted > 0 && accepted < 50_000)
  }

  @Test func `a count that promises more than there is allocates nothing`() {
    var payload = WireWriter()
    payload.write(UInt32.max)
    var bytes = WireReader(payload.bytes)
    #expect(throws: WireError.truncated) { try bytes.readBytes() }
    var bits = WireReader(payload.bytes)
    #expect(throws: WireError.truncated) { try bits.readBits() }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 1_000])
  func `bit arrays keep every bit`(count: Int) throws {
    var generator = Seeded(state: UInt64(count))
    let bits = (0..<count).map { _ in generator.next() & 1 == 1 }
    var writer = WireWriter()
    writer.write(bits: bits)
    var reader = WireReader(writer.bytes)
    #expect(try reader.readBits() == bits)
    try reader.finish()
  }
}

private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 11
  }
}
