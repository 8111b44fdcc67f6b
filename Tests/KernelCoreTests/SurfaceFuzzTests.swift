import KernelCore
import LinuxABI
import SeededNumbers
import Testing

/// Any number and any words: a system call never traps the kernel.
@Suite struct `Random words as system calls` {
  static let calls = 250_000

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `a quarter of a million of them leave the tables whole`(seed: UInt64) throws {
    var random = SplitMix64(state: seed &* 977)
    var kernel = Self.kernel(seed)
    var made = 0
    var handlers = 0
    var answered: Set<UInt32> = []
    while made < Self.calls {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _):
        made += 1
        handlers = 0
        let call = Self.call(&random)
        answered.insert(call.number.rawValue)
        kernel.submit(call, by: task)
        if made % 250 == 0 { try kernel.checkInvariants() }
      case .handler(let task, _):
        // One that mends nothing goes back to the access that faulted, for ever.
        handlers += 1
        kernel.submit(handlers < 1_000 ? .sigreturn : .exitGroup(code: 1), by: task)
      case .ended: continue
      case .allDone, .deadlock:
        if kernel.tasks.count > 30 {
          try kernel.checkInvariants()
          kernel = Self.kernel(seed &+ UInt64(made))
        }
        _ = kernel.spawnProgram(
          entry: 0, credentials: random.next() & 1 == 0 ? .root : .user)
      }
    }
    // Every call of the table had its turn, those apart that the kernel does not know by itself,
    // and mmap, whose words have to be right to the bit.
    let missing = SystemCallNumber.all.filter { !answered.contains($0.number.rawValue) }
    let names = missing.map { $0.name.description }
    let others = [
      "hand_over", "mmap", "instruction_fault", "refused_call", "call_stop", "restarted_call",
      "execveat", "call_filter",
    ]
    #expect(names.filter { !others.contains($0) } == [])
  }

  private static func kernel(_ seed: UInt64) -> Kernel {
    var limits = KernelLimits()
    limits.tasksMax = 40
    limits.threadIDsMax = 400
    limits.pagesMax = 2_000
    limits.traceEventsMax = 1_024
    limits.semaphoresMax = 60
    limits.tasksPerUserMax = 20
    var kernel = Kernel(limits: limits, decisions: .seeded(seed))
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }

  /// A call with random words; most words are such that they mean something.
  private static func call(_ random: inout SplitMix64) -> SystemCall {
    while true {
      let number = number(&random)
      let words = (
        word(&random), word(&random), word(&random), word(&random), word(&random), word(&random)
      )
      // Calls without end, and those that end everybody, would leave nothing to look at.
      if number == .compute, words.0 > 1_000_000 { continue }
      if [.exit, .exitGroup].contains(number), random.next() & 3 != 0 { continue }
      if let call = SystemCall(number: number, arguments: words, bytes: bytes(&random)) {
        return call
      }
    }
  }

  private static func number(
    _ random: inout SplitMix64
  ) -> SystemCallNumber {
    let all = SystemCallNumber.all
    if random.next() % 40 == 0 {
      return SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: random.next() % 500))
    }
    // Tasks have to come from somewhere.
    if random.next() % 8 == 0 { return .clone }
    return all[Int(random.next() % UInt64(all.count))].number
  }

  private static func word(_ random: inout SplitMix64) -> UInt64 {
    let choice = random.next()
    let number = random.next()
    switch choice % 12 {
    case 0, 1, 2: return number % 8
    case 3: return number % 70
    case 4: return UInt64(bitPattern: -Int64(number % 12))
    case 5, 6: return UserMemoryLayout.dataStart.rawValue + number % 2_048 * 4
    case 7: return 1 << (number % 64)
    case 8: return number & random.next() & random.next() | 17
    case 9: return 0x1_0000 | 0x800 | 0x100 | number & random.next() & 0xffff_0000
    case 10:
      let edges: [UInt64] = [
        0, .max, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 63, (1 << 63) - 1,
        UserMemoryLayout.mmapStart.rawValue, 4_096,
      ]
      return edges[Int(number % UInt64(edges.count))]
    default: return number
    }
  }

  private static func bytes(_ random: inout SplitMix64) -> [UInt8] {
    switch random.next() % 5 {
    case 0: return []
    case 1: return Array("/bin/program".utf8)
    case 2: return Array("/tmp/file".utf8)
    default:
      return (0..<random.next() % 100).map { _ in
        let byte = random.next()
        return UInt8(truncatingIfNeeded: byte & 1 == 0 ? 0 : byte >> 8 & 31)
      }
    }
  }
}
