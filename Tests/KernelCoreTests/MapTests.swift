import KernelCore
import LinuxABI
import Testing

/// mmap and its kin as programs of machine code make them; the errors are those that 6.18 gave.
@Suite struct `Memory mapping` {
  static let pageBytes = UserMemoryLayout.pageBytes
  /// MAP_PRIVATE and MAP_ANONYMOUS.
  static let anonymous: UInt64 = 0x22
  /// Where the first mapping ends: 128 MiB below the stack.
  static let top = UserMemoryLayout.end.rawValue - 128 << 20

  static func call(_ number: SystemCallNumber, _ words: UInt64...) -> SystemCall {
    let all = words + [UInt64](repeating: 0, count: 6 - words.count)
    return .registers(RegisterCall(number, all[0], all[1], all[2], all[3], all[4], all[5]))
  }

  static func map(
    _ length: UInt64, at address: UInt64 = 0, access: UInt64 = 3, flags: UInt64 = anonymous,
    fd: Int64 = -1, offset: UInt64 = 0
  ) -> SystemCall {
    call(.mmap, address, length, access, flags, UInt64(bitPattern: fd), offset)
  }

  @Test(arguments: [
    (map(4_096, flags: 2, fd: 99, offset: 1), Errno.invalidArgument),
    (map(0, flags: 2, fd: 99), .badFileDescriptor), (map(0), .invalidArgument),
    (map(4_096, flags: 0x20), .invalidArgument), (map(4_096, flags: 0x23), .invalidArgument),
    (map(.max), .noMemory), (map(1 << 50), .noMemory),
    (map(4_096, flags: 0x4_0022), .noMemory), (map(4_096, flags: 0x121), .invalidArgument),
    (map(4_096, at: 0x1_0001, flags: 0x32), .invalidArgument),
    (map(4_096, at: 0x7fff_ffff_f000, flags: 0x32), .noMemory),
    (map(4_096, at: 0x1_0000, flags: 0x10_0022), .fileExists),
    (call(.munmap, 1, 4_096), .invalidArgument), (call(.munmap, 0x1_0000, 0), .invalidArgument),
    (call(.mprotect, 0x1_0001, 4_096, 1), .invalidArgument),
    (call(.mprotect, 0x1_0000, .max, 1), .noMemory),
    (call(.mprotect, 0x1_0000, 4_096, 0x10), .invalidArgument),
    (call(.mprotect, 0x1_0000, 4_096, 0x100_0001), .invalidArgument),
    (call(.mprotect, 0x1_0000, 4_096, 0x300_0000), .invalidArgument),
    (call(.mprotect, 0x10_0000_0000, 4_096, 1), .noMemory),
    (call(.mremap, 0x1_0001, 4_096, 4_096), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 0), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 4_096, 8), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 4_096, 2, 0x10_0000), .invalidArgument),
    (call(.mremap, 0x1_0000, 0, 4_096, 1), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 1 << 60, 1), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 1 << 46, 1), .noMemory),
    (call(.mremap, 0x1_0000, 4_096, 4_096, 3, 0x1_0000), .invalidArgument),
    (call(.mremap, 0x1_0000, 4_096, 8_192, 5), .invalidArgument),
    (call(.mremap, 0x10_0000_0000, 8_192, 4_096), .badAddress),
    (call(.mremap, 0x1_0000, 1 << 20, 2 << 20, 1), .badAddress),
    (call(.madvise, 0x1_0000, 4_096, 5), .invalidArgument),
    (call(.madvise, 0x1_0001, 4_096, 4), .invalidArgument),
    (call(.madvise, 0x1_0000, .max, 4), .invalidArgument),
    (call(.madvise, 0x1_0000, 4_096, 9), .invalidArgument),
    (call(.madvise, 0x10_0000_0000, 4_096, 4), .noMemory),
    (call(.msync, 0x1_0000, 4_096, 5), .invalidArgument),
    (call(.msync, 0x1_0000, 4_096, 8), .invalidArgument),
    (call(.msync, 0x10_0000_0000, 4_096, 4), .noMemory),
    (call(.mincore, 0x1_0001, 4_096), .invalidArgument),
    (call(.mincore, 0x10_0000_0000, 4_096), .noMemory), (call(.mincore, 0, .max), .noMemory),
    (call(.mlock2, 0x1_0000, 4_096, 2), .invalidArgument),
    (call(.mlock, 0x10_0000_0000, 4_096), .noMemory), (call(.mlockall, 0), .invalidArgument),
    (call(.mlockall, 8), .invalidArgument), (call(.mlockall, 4), .invalidArgument),
  ])
  func `errors are Linux's`(call: SystemCall, error: Errno) throws {
    let play = try Play([[call]])
    #expect(play.errors(2) == [error])
  }

  @Test func `mappings go downwards from below the stack, and neighbours become one`() throws {
    let first = Self.top - 2 * 4_096
    let start = Int64(first)
    let play = try Play([
      [
        Self.map(8_192), Self.map(4_096), Self.map(4_096, access: 0, flags: 0x4022),
        Self.call(.munmap, first, 4_096), Self.map(4_096), Self.map(4_096, at: 0x5000_0123),
        Self.map(4_096, at: 0x5000_1000), Self.map(8_192, at: 0x5000_0000),
      ]
    ])
    let expected: [Int64] = [
      start, start - 4_096, start - 8_192, 0, start, 0x5000_1000,
      start - 12_288, start - 20_480,
    ]
    #expect(play.values(2) == expected)
  }

  @Test func `a large reservation costs nothing until it is touched`() throws {
    var limits = KernelLimits()
    limits.pagesMax = 64
    let base = Self.top - 64 << 20
    let play = try Play(
      [
        [
          Self.map(64 << 20, access: 0, flags: 0x4022), Self.call(.mprotect, base, 8_192, 3),
          .store(UserAddress(rawValue: base + 4_096), 5),
          .load(UserAddress(rawValue: base + 4_096)), Self.call(.mprotect, base, 1 << 20, 3),
          Self.call(.munmap, base, 64 << 20),
        ]
      ], on: Kernel(limits: limits),
      observe: { kernel, _, calls in
        if calls == 4 { #expect(kernel.framesInUse == 1) }
      })
    #expect(play.values(2) == [Int64(base), 0, 0, 5, -12, 0])
  }

  @Test func `with overcommitment pages count when they are touched`() throws {
    var limits = KernelLimits()
    limits.pagesMax = 64
    limits.overcommit = .heuristic
    let base = Self.top - 64 * 4_096
    let stores: [SystemCall] = (0..<64).map { page in
      .store(UserAddress(rawValue: base + page * 4_096), 1)
    }
    let play = try Play(
      [
        [.fork(part: 1), .wait(), Self.map(65 * 4_096), Self.map(64 * 4_096)],
        Part([Self.map(64 * 4_096), .store(word(0), 1)] + stores),
      ], on: Kernel(limits: limits))
    #expect(play.errors(2).suffix(2) == [.noMemory, nil])
    // The one store too many is its process's last.
    #expect(play.answers[2]?[1].extra == 9)
  }

  @Test func `mprotect takes rights away, and faults say so`() throws {
    let page = Self.top - 4_096
    let play = try Play([
      [
        Self.map(4_096), .store(UserAddress(rawValue: page), 7), .fork(part: 1), .fork(part: 2),
        .wait(), .wait(),
      ],
      [
        Self.call(.mprotect, page, 4_096, 1), .load(UserAddress(rawValue: page)),
        .store(UserAddress(rawValue: page), 8),
      ],
      [Self.call(.mprotect, page, 4_096, 0), .load(UserAddress(rawValue: page))],
    ])
    #expect(play.values(3) == [0, 7])
    #expect(play.values(4) == [0])
    #expect(play.answers[2]?.suffix(2).map { $0.extra & 0x7f } == [11, 11])
  }

  @Test func `mremap moves pages with what is in them`() throws {
    let base = Self.top - 8 * 4_096
    let (start, lower) = (Int64(base), Int64(base - 12_288))
    let word = UserAddress(rawValue: base)
    let play = try Play([
      [
        Self.map(8 * 4_096), .store(word, 3), Self.call(.munmap, base + 4_096, 4_096),
        Self.call(.mremap, base, 4_096, 12_288), Self.call(.mremap, base, 4_096, 12_288, 1),
        .load(UserAddress(rawValue: base - 12_288)),
        Self.call(.mremap, base - 12_288, 12_288, 4_096, 3, 0x4000_0000),
        .load(UserAddress(rawValue: 0x4000_0000)),
        Self.call(.mremap, 0x4000_0000, 4_096, 8_192, 0),
        .load(UserAddress(rawValue: 0x4000_1000)),
        Self.call(.mremap, 0x4000_0000, 8_192, 8_192, 7, 0x5000_0000),
        .load(UserAddress(rawValue: 0x4000_0000)), .load(UserAddress(rawValue: 0x5000_0000)),
      ]
    ])
    let expected: [Int64] = [
      start, 0, 0, -12, lower, 3, 0x4000_0000, 3, 0x4000_0000, 0,
      0x5000_0000, 0, 3,
    ]
    #expect(play.values(2) == expected)
  }

  @Test func `madvise, mincore and fork advice`() throws {
    let base = Self.top - 3 * 4_096
    func word(_ page: UInt64) -> UserAddress { UserAddress(rawValue: base + page * 4_096) }
    let play = try Play([
      [
        Self.map(3 * 4_096), .store(word(0), 1), .store(word(1), 2), .store(word(2), 3),
        Self.call(.madvise, base, 4_096, 4), .load(word(0)),
        Self.call(.mincore, base, 3 * 4_096), Self.call(.madvise, base + 4_096, 4_096, 18),
        Self.call(.madvise, base + 8_192, 4_096, 10), .fork(part: 1), .wait(), .load(word(1)),
      ],
      [.load(word(1)), .load(word(2))],
    ])
    #expect(play.values(2)[5] == 0)
    #expect(play.answers[2]?[6].bytes == [0, 1, 1])
    #expect(play.values(2).last == 2)
    // What was wiped is zeroes, what was left out is not there.
    #expect(play.values(3) == [0])
    #expect(play.answers[2]?[10].extra == 11)
  }

  @Test func `brk grows, shrinks and stays where it can't`() throws {
    let start = Int64(UserMemoryLayout.dataStart.rawValue + 16 * 4_096)
    let heap = UserAddress(rawValue: UInt64(start))
    func brk(_ value: Int64) -> SystemCall { Self.call(.brk, UInt64(value)) }
    let play = try Play([
      [
        brk(0), brk(start + 100), .store(heap, 4), brk(start + 0x2_0000), .load(heap),
        brk(start - 1), brk(1 << 50), brk(start + 1), .load(heap + 4_092), brk(start),
        brk(start + 4_096), .load(heap), .fork(part: 1), .wait(),
      ], [brk(0), brk(start + 8_192)],
    ])
    let expected: [Int64] = [
      start, start + 100, 0, start + 0x2_0000, 4, start + 0x2_0000, start + 0x2_0000, start + 1,
      0, start, start + 4_096, 0,
    ]
    #expect(Array(play.values(2).prefix(12)) == expected)
    #expect(play.values(3) == [start + 4_096, start + 8_192])
  }
}
