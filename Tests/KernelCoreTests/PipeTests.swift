import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18, where nothing else is said.
@Suite struct `Pipes` {
  @Test func `bytes come out as they went in, and then the end`() throws {
    let play = try Play([
      [
        .pipe(), .fork(part: 1), .close(fd: 4), .read(3, 2), .read(3, 10), .read(3, 10), .wait(),
      ],
      [.close(fd: 3), .write(4, "hello")],
    ])
    #expect(play.answers[2]?[0].bytes == [3, 0, 0, 0, 4, 0, 0, 0])
    #expect(play.texts(2).suffix(4) == ["he", "llo", "", ""])
    #expect(play.values(2).suffix(4) == [2, 3, 0, 3])
    #expect(play.ending == .allDone)
  }

  @Test func `a reader waits for a writer, and a writer for room`() throws {
    let big = [UInt8](repeating: 7, count: 70_000)
    let play = try Play([
      [
        .pipe(), .fork(part: 1), .read(3, 65_536), .read(3, 65_536), .close(fd: 4), .read(3, 1),
      ],
      [.write(fd: 4, buffer: .bytes(big))],
    ])
    #expect(play.values(2).suffix(4) == [65_536, 4_464, 0, 0])
    #expect(play.values(3) == [70_000])
  }

  @Test func `sixteen pages, which small writes need not fill`() throws {
    let play = try Play([
      Part { replies in
        guard replies.count > 1 else { return .pipe(.nonBlocking) }
        return replies[replies.count - 1].value < 0
          ? nil : .write(fd: 4, buffer: .bytes([UInt8](repeating: 1, count: 3_000)))
      }
    ])
    #expect(play.values(2).filter { $0 == 3_000 }.count == 16)
    #expect(play.errors(2).last == .resourceTemporarilyUnavailable)
  }

  @Test func `without waiting, and with too little room`() throws {
    let big = [UInt8](repeating: 7, count: 100_000)
    let play = try Play([
      [
        .pipe(.nonBlocking), .read(3, 1), .write(fd: 4, buffer: .bytes(big)), .write(4, "x"),
        .read(3, 4_095), .write(4, "x"), .read(3, 1),
        .write(fd: 4, buffer: .bytes([UInt8](repeating: 1, count: 4_096))), .read(3, 0),
      ]
    ])
    #expect(play.values(2).dropFirst() == [-11, 65_536, -11, 4_095, -11, 1, 4_096, 0])
  }

  @Test func `nobody to read is SIGPIPE, and EPIPE where that is ignored`() throws {
    let ignored = SignalDisposition(handler: 1)
    let play = try Play([
      [
        .pipe(), .close(fd: 3), .fork(part: 1), .wait(),
        .sigaction(signal: .pipe, disposition: ignored), .write(4, ""), .write(4, "x"),
      ],
      [.write(4, "x")],
    ])
    #expect(play.answers[2]?[3].extra == 13)
    #expect(play.values(2).suffix(2) == [0, -32])
    let wrong = try Play([[.pipe(), .write(3, "x"), .read(4, 1), .pipe(.append)]])
    #expect(
      wrong.errors(2).suffix(3) == [.badFileDescriptor, .badFileDescriptor, .invalidArgument])
    let notices = try Play([[.pipe(.exclusive)]])
    #expect(notices.answers[2]?.last?.notBuilt == .openFlags(.exclusive))
  }

  @Test func `who came first is served first`() throws {
    let play = try Play(
      [
        [
          .pipe(), .fork(part: 1), .fork(part: 1), .schedYield, .write(4, "a"), .schedYield,
          .write(4, "b"), .wait(), .wait(),
        ],
        [.read(3, 1)],
      ])
    #expect(play.texts(3).last == "a")
    #expect(play.texts(4).last == "b")
    #expect(play.ended.prefix(2) == [3, 4])
  }

  @Test func `a wake is handed on to the next reader`() throws {
    let play = try Play([
      [
        .pipe(), .fork(part: 1), .fork(part: 1), .schedYield, .write(4, "ab"), .wait(), .wait(),
      ],
      [.read(3, 1)],
    ])
    #expect(play.texts(3).last == "a")
    #expect(play.texts(4).last == "b")
    #expect(play.ending == .allDone)
  }

  @Test func `all who wait for one another are a deadlock`() throws {
    let play = try Play([[.pipe(), .read(3, 1)]])
    #expect(play.ending == .deadlock)
    #expect(play.kernel.tasks.last?.state == .sleeping)
  }

  @Test(arguments: [
    (SignalActionFlags.restart, nil as Errno?), ([] as SignalActionFlags, Errno.interrupted),
  ])
  func `a handler interrupts a read, which starts again with SA_RESTART`(
    flags: SignalActionFlags, error: Errno?
  ) throws {
    let play = try Play([
      [
        .pipe(),
        .sigaction(
          signal: .user1, disposition: SignalDisposition(handler: 0x1000, flags: flags)),
        .fork(part: 1), .read(3, 4),
      ],
      [.kill(pid: 2, signal: .user1), .schedYield, .write(4, "late")],
    ])
    #expect(play.handled.count == 1)
    #expect(play.errors(2).last == error)
    if error == nil { #expect(play.texts(2).last == "late") }
  }

  @Test func `a read outlives its descriptor`() throws {
    let play = try Play([
      [.pipe(), .thread(part: 1), .schedYield, .close(fd: 3), .close(fd: 4), .schedYield],
      [.read(3, 1)],
    ])
    // The last writer is gone, so it comes to the end.
    #expect(play.values(3) == [0])
    #expect(play.ending == .allDone)
  }

  @Test func `poll tells of pipes`() throws {
    let play = try Play([
      [
        .pipe(), .poll([(3, 1), (4, 4)], 0), .write(4, "x"), .poll([(3, 1), (4, 4)], 0),
        .close(fd: 3), .poll([(4, 4)], 0),
      ]
    ])
    #expect(play.happened(2, 1) == [0, 4])
    #expect(play.happened(2, 3) == [1, 4])
    #expect(play.happened(2, 5) == [0xc])
    let hangUp = try Play([
      [.pipe(), .fork(part: 1), .close(fd: 4), .poll([(3, 1)], nil), .read(3, 1)],
      [.schedYield],
    ])
    #expect(hangUp.happened(2, 3) == [0x10])
    #expect(hangUp.values(2).last == 0)
  }

  @Test func `select tells of pipes, and of descriptors that are not open`() throws {
    func select(_ count: UInt64, _ read: UInt8, _ write: UInt8, timeout: UInt64?) -> SystemCall {
      var bytes = [UInt8](repeating: 0, count: 16)
      bytes[0] = read
      bytes[8] = write
      return .registers(
        RegisterCall(
          .pselect6, count, 1, 1, 0, timeout ?? 0, timeout == nil ? 0 : 1, bytes: bytes))
    }
    let play = try Play([
      [
        .pipe(), select(5, 1 << 3, 1 << 4, timeout: 0), select(5, 1 << 3, 0, timeout: 1_000),
        .write(4, "x"), select(5, 1 << 3, 1 << 4, timeout: nil), select(6, 1 << 5, 0, timeout: 0),
        .read(3, 1), .fork(part: 1), select(5, 1 << 3, 0, timeout: nil),
      ],
      [.write(4, "y")],
    ])
    #expect(play.values(2) == [0, 1, 0, 1, 2, -9, 1, 3, 1])
    let bytes = play.answers[2]?[4].bytes ?? []
    #expect(bytes.count == 16 && bytes[0] == 1 << 3 && bytes[8] == 1 << 4)
  }

  @Test func `a poll lets signals through that are blocked otherwise`() throws {
    let handler = SignalDisposition(handler: 0x1000)
    let play = try Play([
      [
        .sigaction(signal: .user1, disposition: handler),
        .registers(RegisterCall(.rtSigprocmask, 0, 1 << 9)), .kill(pid: 2, signal: .user1),
        .pipe(), .registers(RegisterCall(.ppoll, 0, 0, 1, 0, bytes: [3, 0, 0, 0, 1, 0, 0, 0])),
        .registers(RegisterCall(.rtSigprocmask, 0, 0, 0, 1)),
        .registers(RegisterCall(.ppoll, 0, 1, 1, 0, bytes: [4, 0, 0, 0, 4, 0, 0, 0])),
        .registers(RegisterCall(.rtSigprocmask, 0, 0, 0, 1)),
      ]
    ])
    #expect(play.handled.count == 1)
    #expect(play.errors(2)[4] == .interrupted)
    #expect(play.answers[2]?[5].extra == 1 << 9)
    #expect(play.values(2)[6] == 1)
    #expect(play.answers[2]?[7].extra == 1 << 9)
  }

  @Test func `a signal counts for more than a time that is over, for less than what is ready`()
    throws
  {
    let kill = SystemCall.kill(pid: 2, signal: .user1)
    let play = try Play([
      [
        .sigaction(signal: .user1, disposition: SignalDisposition(handler: 0x1000)),
        .registers(RegisterCall(.rtSigprocmask, 0, 1 << 9)), kill,
        .registers(RegisterCall(.ppoll, 0, 1, 1, 0)), kill,
        .registers(
          RegisterCall(.pselect6, 0, 0, 0, 0, 0, 3, bytes: [UInt8](repeating: 0, count: 8))),
        kill, .pipe(),
        .registers(RegisterCall(.ppoll, 0, 1, 1, 0, bytes: [4, 0, 0, 0, 4, 0, 0, 0])),
      ]
    ])
    #expect(play.errors(2)[3] == .interrupted)
    #expect(play.errors(2)[5] == .interrupted)
    #expect(play.values(2)[8] == 1)
    #expect(play.handled.count == 2)
  }

  @Test func `the time of a wait is nobody's processor time`() throws {
    let play = try Play([
      [.pipe(), .fork(part: 1), .read(3, 1), .registers(RegisterCall(.getrusage, 0))],
      [.compute(nanoseconds: 900_000_000), .write(4, "x")],
    ])
    let bytes = play.answers[2]?.last?.bytes ?? []
    #expect(bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } < 1_000_000)
  }
}

extension SystemCall {
  static func pipe(_ flags: OpenFlags = []) -> SystemCall {
    .registers(RegisterCall(.pipe2, 0, UInt64(UInt32(bitPattern: flags.rawValue))))
  }

  static func read(_ fd: FileDescriptor, _ count: Int) -> SystemCall {
    .read(fd: fd, buffer: .inline(count: count))
  }

  static func poll(_ entries: [(fd: Int32, events: UInt8)], _ timeout: UInt64?) -> SystemCall {
    var bytes: [UInt8] = []
    for entry in entries { bytes += [UInt8(entry.fd), 0, 0, 0, entry.events, 0, 0, 0] }
    return .registers(RegisterCall(.ppoll, timeout ?? 0, timeout == nil ? 0 : 1, bytes: bytes))
  }
}

extension Play {
  /// The bytes of a task's answers, as text.
  func texts(_ threadID: Int32) -> [String] {
    (answers[threadID] ?? []).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// What happened to the descriptors of a poll, the answer at a place.
  func happened(_ threadID: Int32, _ place: Int) -> [Int] {
    let replies = answers[threadID] ?? []
    let bytes = place < replies.count ? replies[place].bytes : []
    return stride(from: 6, to: bytes.count, by: 8).map { Int(bytes[$0]) }
  }
}
