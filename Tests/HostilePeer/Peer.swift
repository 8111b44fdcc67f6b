internal import Glibc
import SeededNumbers
internal import Wire

/// The lying worker.
struct Peer {
  private var random: SplitMix64
  private let honestAnswers: Int
  private let lie: Lie
  private var received = FrameBuffer()
  private var answered = 0
  private var last: [UInt8] = []

  /// Numbers of calls, those that only this kernel has among them (docs/kernel-calls.md).
  private static let numbers: [UInt32] = [
    17, 23, 24, 25, 30, 49, 56, 57, 63, 64, 73, 91, 93, 94, 95, 96, 97, 98, 99, 101, 103, 117, 124,
    129, 130, 131, 134, 135, 137, 138, 139, 140, 154, 155, 157, 165, 166, 172, 178, 190, 191, 193,
    215, 220, 220, 220, 221, 222, 260, 261, 268, 272, 424, 434, 435, 435, 0x1_0000, 0x1_0001,
    0x1_0002, 0x1_0003, 0x1_0004, 0x1_0005, 0x1_0006,
  ]

  init(seed: UInt64) {
    random = SplitMix64(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    honestAnswers = Int(random.next() % 12)
    // The two that hang cost the judge its whole limit: they are few.
    let quick = Lie.allCases.filter { $0 != .hang && $0 != .deafen }
    lie =
      seed % 50 == 49
      ? (seed % 100 == 99 ? .hang : .deafen) : quick[Int(random.next() % UInt64(quick.count))]
  }

  /// Answers until the judge has enough of it.
  mutating func serve() {
    while true {
      guard let frame = try? received.takeFrame() else {
        let count = received.fill { unsafe read(0, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        continue
      }
      guard let request = try? Request(frame) else { exit(4) }
      let answer = honest(request)
      if answered == honestAnswers { tell(answer, frame.sequence) }
      answered += 1
      send(answer.frame(sequence: frame.sequence).bytes)
    }
  }

  /// An answer of the kind that is due.
  private mutating func honest(_ request: Request) -> Answer {
    switch request {
    case .harden: .hardened(version: Frame.protocolVersion)
    case .load: .loaded(kitVersion: 1)
    case .newRun: .done
    case .startProgram(let task, _, _), .startEntry(let task, _), .resume(let task, _),
      .startHandler(let task, _, _, _):
      random.next() % 8 == 0 ? .ended(task: task, .returned(wrong())) : trap(task)
    case .kill(let task): random.next() % 2 == 0 ? .ended(task: task, .killed) : trap(task)
    case .call: .result(withUnsafeBytes(of: wrong().littleEndian) { Array($0) })
    }
  }

  /// A system call with words of all sizes.
  private mutating func trap(_ task: UInt32) -> Answer {
    // Mostly numbers that the kernel knows, so that its code gets to see the words.
    let number =
      random.next() % 16 == 0
      ? UInt32(random.next() % 500)
      : Self.numbers[Int(random.next() % UInt64(Self.numbers.count))]
    let words = (0..<Trap.argumentCount).map { _ in random.next() >> (random.next() % 64) | 0x80 }
    return .trap(task: task, Trap(number: number, arguments: words, bytes: bytes(200)))
  }

  private mutating func tell(_ answer: Answer, _ sequence: UInt32) {
    let whole = answer.frame(sequence: sequence)
    switch lie {
    case .noise: send(bytes(400))
    case .truncated:
      send(Array(whole.bytes.dropLast(1 + Int(random.next() % 9))))
      exit(0)
    case .huge:
      var header = whole.bytes
      header.replaceSubrange(0..<4, with: [0, 0, 0x11, UInt8(random.next() % 256)])
      send(header + bytes(100_000))
    case .replay: send(last + last)
    case .wrongNumber:
      send(answer.frame(sequence: sequence &+ UInt32(random.next() % 5) &- 2).bytes)
    case .unsolicited:
      for ahead in 0...40 { send(answer.frame(sequence: sequence &+ UInt32(ahead)).bytes) }
    case .reordered:
      for ahead in (UInt32(0)...3).reversed() {
        send(answer.frame(sequence: sequence &+ ahead).bytes)
      }
    case .otherKind: send(other().frame(sequence: sequence).bytes)
    case .randomPayload:
      send(Frame(sequence: sequence, kind: whole.kind, payload: bytes(120)).bytes)
    case .mutated:
      var bytes = whole.bytes
      for _ in 0..<3 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 256)
      }
      send(bytes)
    case .exits: exit(Int32(random.next() % 256))
    case .signals:
      kill(getpid(), [SIGKILL, SIGSEGV, SIGXCPU, SIGSYS, SIGABRT][Int(random.next() % 5)])
    case .prints:
      let line = [UInt8](repeating: 10, count: 200_000)
      unsafe line.withUnsafeBytes { _ = unsafe write(2, $0.baseAddress, $0.count) }
    case .floods: while true { send(whole.bytes) }
    case .longest:
      let payload = [UInt8](repeating: 0xff, count: Frame.payloadBytesMax)
      send(Frame(sequence: sequence, kind: whole.kind, payload: payload).bytes)
    case .hang:
      close(1)
      while true { pause() }
    case .deafen: while true { pause() }
    }
  }

  private mutating func other() -> Answer {
    let text = String(repeating: "<b>\u{1B}[1m", count: Int(random.next() % 20_000))
    switch random.next() % 7 {
    case 0: return .hardened(version: 0)
    case 1: return .loaded(kitVersion: .max)
    case 2: return .done
    case 3: return .ended(task: UInt32(random.next() % 4), .threw(text))
    case 4: return .result(bytes(70_000))
    case 5: return .fault(Fault(Fault.Kind.allCases[Int(random.next() % 8)], text))
    default: return trap(UInt32(random.next() % 4))
    }
  }

  // MARK: - Bytes

  private mutating func wrong() -> Int32 { Int32(truncatingIfNeeded: random.next()) | 0x80 }

  private mutating func bytes(_ countMax: Int) -> [UInt8] {
    (0..<Int(random.next() % UInt64(countMax))).map { _ in UInt8(random.next() % 256) }
  }

  private mutating func send(_ bytes: [UInt8]) {
    last = bytes
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
      if count <= 0 { exit(5) }
      rest = rest.dropFirst(count)
    }
  }
}

/// What the peer does that a worker must not do.
enum Lie: CaseIterable {
  case noise, truncated, huge, replay, wrongNumber, unsolicited, reordered, otherKind, randomPayload
  case mutated, exits, signals, prints, floods, longest, hang, deafen
}
