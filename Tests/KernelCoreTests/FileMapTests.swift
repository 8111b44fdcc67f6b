import KernelCore
import LinuxABI
import Testing

/// Files that are mapped, and memory that the kernel copies.
@Suite struct `Mapped files` {
  static let page: UInt64 = 4_096
  static let place: UInt64 = 0x4000_0000

  static func map(
    _ fd: Int64, pages: UInt64 = 2, access: UInt64 = 3, flags: UInt64, at place: UInt64 = place,
    offset: UInt64 = 0
  ) -> SystemCall {
    .registers(
      RegisterCall(
        .mmap, place, pages * page, access, flags, UInt64(bitPattern: fd), offset))
  }

  static func kernel(bytes: Int = 5_000) -> Kernel {
    var kernel = Kernel()
    kernel.makeFile(
      "/tmp/f", contents: (0..<bytes).map { UInt8(truncatingIfNeeded: $0 / 100) },
      permissions: 0o666)
    return kernel
  }

  static func byte(_ offset: UInt64, _ base: UInt64 = place) -> SystemCall {
    .load(address: UserAddress(rawValue: base + offset), width: .byte)
  }

  static func store(_ offset: UInt64, _ value: UInt64, _ base: UInt64 = place) -> SystemCall {
    .store(address: UserAddress(rawValue: base + offset), width: .byte, value: value)
  }

  @Test(arguments: [
    (OpenFlags.readOnly, map(3, flags: 1), Errno.permissionDenied),
    (.writeOnly, map(3, access: 1, flags: 1), .permissionDenied),
    (.writeOnly, map(3, flags: 2), .permissionDenied),
    (.readWrite, map(3, flags: 0x102), .invalidArgument),
    (.readWrite, map(3, access: 1, flags: 0x200_0003), .notSupported),
    (.readWrite, map(3, flags: 1, offset: 0x7fff_ffff_ffff_f000), .overflow),
    (.readWrite, map(3, flags: 0), .invalidArgument),
    (.readWrite, map(1, flags: 2), Errno(rawValue: 19)),
  ])
  func `errors are Linux's`(flags: OpenFlags, call: SystemCall, error: Errno) throws {
    let play = try Play([[.open("/tmp/f", flags), call]], on: Self.kernel())
    #expect(play.errors(2)[1] == error)
  }

  @Test func `a private mapping shows the file and keeps its stores`() throws {
    let play = try Play(
      [
        [
          .open("/tmp/f", .readOnly), Self.map(3, flags: 2), Self.byte(4_200), Self.byte(5_000),
          Self.store(4_200, 9), Self.byte(4_200), .close(fd: 3), Self.byte(0),
          .open("/tmp/f", .readWrite), .write(3, "x"), Self.byte(0), Self.byte(4_200),
        ]
      ], on: Self.kernel())
    #expect(play.values(2).suffix(10) == [42, 0, 0, 9, 0, 0, 3, 1, 0x78, 9])
    #expect(play.kernel.contents(ofFile: "/tmp/f")?[4_200] == 42)
  }

  @Test func `a shared mapping is the file, for everybody`() throws {
    let other = Self.place + 0x10_0000
    let play = try Play(
      [
        [
          .open("/tmp/f", .readWrite), Self.map(3, flags: 1),
          Self.map(3, flags: 1, at: other, offset: 4_096), Self.store(4_096, 7),
          Self.byte(0, other), .read(fd: 3, buffer: .inline(count: 4_097)), .fork(part: 1),
          .wait(), Self.byte(1), .write(3, "ab"), Self.byte(4_098),
        ],
        [Self.store(1, 77)],
      ], on: Self.kernel())
    #expect(play.values(2)[4] == 7)
    #expect(play.answers[2]?[5].bytes.last == 7)
    #expect(play.values(2)[8] == 77)
    #expect(play.values(2)[10] == 0x62)
    #expect(play.kernel.contents(ofFile: "/tmp/f")?[1] == 77)
    #expect(play.kernel.framesInUse == 0)
  }

  @Test func `behind the end of the file is SIGBUS, also once it is cut`() throws {
    let play = try Play(
      [
        [.fork(part: 1), .wait(), .fork(part: 2), .wait()],
        [.open("/tmp/f", .readWrite), Self.map(3, pages: 3, flags: 1), Self.byte(8_192)],
        [
          .open("/tmp/f", .readWrite), Self.map(3, flags: 2), Self.store(0, 1), Self.byte(0),
          .open("/tmp/f", [.readWrite, .truncate]), Self.byte(0),
        ],
      ], on: Self.kernel())
    #expect(play.answers[2]?[1].extra == 7)
    #expect(play.answers[2]?[3].extra == 7)
    #expect(play.values(4).count == 5)
  }

  @Test func `copies stop at the byte that is not there`() throws {
    var kernel = Kernel()
    let task = kernel.spawnProgram(entry: 0)
    let space = try #require(kernel.addressSpace(of: task))
    let end = UserMemoryLayout.dataStart + 16 * Self.page
    let text = Array("hello\0".utf8)
    let start = UserAddress(rawValue: end.rawValue - 5_000)
    let bytes = (0..<5_003).map { UInt8(truncatingIfNeeded: $0) }
    let written = kernel.copyToUser(space, start, bytes[...])
    let back = kernel.copyFromUser(space, start, count: 6_000)
    #expect(written == 5_000 && back == Array(bytes.prefix(5_000)))
    let place = UserAddress(rawValue: end.rawValue - 4_099)
    _ = kernel.copyToUser(space, place, text[...])
    let read = kernel.readString(space, place, bytesMax: 100)
    #expect(read.bytes == Array("hello".utf8) && read.end == .terminated)
    #expect(kernel.readString(space, place, bytesMax: 5).end == .tooLong)
    let last = UserAddress(rawValue: end.rawValue - 2)
    _ = kernel.copyToUser(space, last, [1, 2])
    #expect(kernel.readString(space, last, bytesMax: 9).end == .unreadable)
    try kernel.checkInvariants()
  }

  /// System V shared memory.
  @Test func `segments are shared, and go with their last mapping`() throws {
    func call(_ number: SystemCallNumber, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0)
      -> SystemCall
    { .registers(RegisterCall(number, a, b, c)) }
    let place = Self.place
    let play = try Play([
      [
        call(.shmget, 5, 5_000), call(.shmget, 5, 5_000, 0o1600), call(.shmget, 5, 9_000),
        call(.shmget, 5, 0, 0o3600), call(.shmat, 0, place), Self.store(4_100, 6),
        call(.shmctl, 0, 0), call(.shmget, 5, 1), .fork(part: 1), .wait(), Self.byte(4_100),
        call(.shmctl, 0, 2), call(.shmdt, place), call(.shmctl, 0, 2), call(.shmat, 0),
      ],
      [Self.store(4_100, 8)],
    ])
    #expect(
      play.errors(2) == [
        .noSuchFileOrDirectory, nil, .invalidArgument, .fileExists, nil, nil, nil,
        .noSuchFileOrDirectory, nil, nil, nil, nil, nil, .invalidArgument, .invalidArgument,
      ])
    #expect(play.values(2)[10] == 8)
    #expect(play.answers[2]?[11].bytes.count == 112)
    #expect(play.kernel.framesInUse == 0)
  }

  @Test func `areas have names`() throws {
    var areas: [MappedArea] = []
    _ = try Play(
      [
        [
          .open("/tmp/f", .readOnly), Self.map(3, access: 1, flags: 2, offset: 4_096),
          .registers(RegisterCall(.brk, 0x2_1000)),
        ]
      ], on: Self.kernel(),
      observe: { kernel, _, calls in
        guard calls == 3, let task = kernel.tasks.last(where: { $0.threadID == 2 }),
          let space = kernel.addressSpace(of: task.id)
        else { return }
        areas = kernel.areas(of: space)
      })
    // The heap begins where the data end, so both are one area.
    #expect(areas.map(\.start.rawValue) == [0x1_0000, Self.place])
    #expect(areas.first?.end.rawValue == 0x2_1000)
    #expect(areas.first?.name == .heap)
    #expect(areas.last?.offset == 4_096 && areas.last?.access == .read)
    if case .file = areas.last?.name {} else { Issue.record("no file") }
  }
}
