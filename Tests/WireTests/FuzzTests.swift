import SeededNumbers
import Testing
import Wire

/// What comes over the wire when its other end is hostile; the same on every run.
@Suite struct `Hostile messages` {
  private static let messages = 100_000

  @Test func `are decoded or refused, in whatever pieces they come`() throws {
    var source = HostileSource(state: 42)
    var buffer = FrameBuffer()
    var frames = 0
    var accepted = 0
    var refused = 0
    for _ in 0..<Self.messages {
      // What is behind a cut message cannot be told apart; a worker that sends one has an end, and
      // the next has a buffer of its own.
      if source.below(8) == 0 { buffer = FrameBuffer() }
      let bytes = source.message()
      do {
        try bytes.withPieces(&source) { piece in
          var rest = piece
          while !rest.isEmpty {
            rest = rest.dropFirst(buffer.add(rest))
            #expect(buffer.count <= FrameBuffer.bytesMax)
            while let frame = try buffer.takeFrame() {
              frames += 1
              if try Self.isDecoded(frame) { accepted += 1 } else { refused += 1 }
            }
          }
        }
      } catch {
        // A length over the limit ends a worker at once.
        refused += 1
        buffer = FrameBuffer()
      }
    }
    // All three paths are taken, often.
    #expect(frames > 10_000 && accepted > 1_000 && refused > 1_000)
  }

  /// Whether a frame is a request or an answer; one that is says the same when it is sent again.
  private static func isDecoded(_ frame: Frame) throws -> Bool {
    if let answer = try? Answer(frame) {
      #expect(try Answer(answer.frame(sequence: frame.sequence)) == answer)
      return true
    }
    if let request = try? Request(frame) {
      #expect(try Request(request.frame(sequence: frame.sequence)) == request)
      return true
    }
    return false
  }

  @Test func `cannot say more than a report can show`() throws {
    // Three characters, the last with thousands of accents.
    let text = "eee" + String(repeating: "\u{301}", count: 5_000)
    for answer in [Answer.fault(Fault(.load, text)), .ended(task: 1, .threw(text))] {
      let kept = try Answer(answer.frame(sequence: 1))
      switch kept {
      case .fault(let fault): #expect(fault.detail.unicodeScalars.count == Fault.detailScalarsMax)
      case .ended(_, .threw(let words)):
        #expect(words.unicodeScalars.count == Fault.detailScalarsMax)
      default: Issue.record("\(kept)")
      }
    }
  }
}

/// Messages that are cut, stretched, mixed up, repeated and made of noise.
private struct HostileSource {
  private var random: SplitMix64
  private var last: [UInt8] = []

  init(state: UInt64) {
    random = SplitMix64(state: state)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func message() -> [UInt8] {
    let whole = valid()
    defer { last = whole }
    var bytes = whole
    switch below(10) {
    case 0: return whole
    case 1: return last
    case 2: return last + whole + last
    case 3: return Array(whole.prefix(below(whole.count)))
    case 4:
      for _ in 0...below(4) { bytes[below(bytes.count)] = UInt8(below(256)) }
      return bytes
    case 5:
      // The payload's own counts are at its beginning more often than elsewhere.
      guard whole.count > Frame.headerBytes else { return whole }
      bytes[Frame.headerBytes + below(min(8, whole.count - Frame.headerBytes))] = UInt8(below(256))
      return bytes
    case 6:
      bytes[3] = UInt8(below(3))
      bytes[2] = UInt8(below(40))
      return bytes
    case 7: return noise(40)
    case 8: return Frame(sequence: 1, kind: UInt16(below(12)) + 100, payload: noise(64)).bytes
    default:
      guard below(2_000) == 0 else { return whole + noise(3) }
      return Frame(sequence: 1, kind: 106, payload: noise(Frame.payloadBytesMax)).bytes
    }
  }

  private mutating func noise(_ countMax: Int) -> [UInt8] {
    (0..<below(countMax)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  private mutating func valid() -> [UInt8] {
    let sequence = UInt32(truncatingIfNeeded: next() >> UInt64(below(32)))
    if below(4) == 0 {
      let requests = `The wire`.requests
      return requests[below(requests.count)].frame(sequence: sequence).bytes
    }
    let answers = `The wire`.answers
    return answers[below(answers.count)].frame(sequence: sequence).bytes
  }
}

extension [UInt8] {
  /// Hands the bytes out in pieces of random lengths.
  fileprivate func withPieces(
    _ source: inout HostileSource, _ body: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var rest = self[...]
    while !rest.isEmpty {
      let count = source.below(3) == 0 ? 1 + source.below(20) : rest.count
      try body(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
  }
}

extension FrameBuffer {
  /// Fills the buffer as a `read` would that has these bytes, and says how many it took.
  fileprivate mutating func add(_ bytes: ArraySlice<UInt8>) -> Int {
    fill { room in
      let count = Swift.min(room.count, bytes.count)
      room.copyBytes(from: bytes.prefix(count))
      return count
    }
  }
}
