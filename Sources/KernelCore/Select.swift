internal import LinuxABI

/// Sets of descriptors as select(2) has them: which of them there are, and how long.
struct SelectSets: Sendable {
  /// Whether there is one to read, to write, and for exceptions.
  var isThere: (read: Bool, write: Bool, except: Bool)
  /// The bytes of a set.
  var bytesEach: Int

  /// What each set asks for, and what counts for it.
  ///
  /// Source: `fs/select.c: POLLIN_SET, POLLOUT_SET, POLLEX_SET`.
  static var events: [UInt16] {
    [0x1 | 0x40 | 0x80 | 0x8 | 0x10, 0x4 | 0x100 | 0x200 | 0x8, 0x2]
  }

  /// The sets as the call stores them, and how many bits are set in them.
  func answer(_ entries: [PollEntry]) -> (bytes: [UInt8], count: Int64) {
    var bytes: [UInt8] = []
    var count: Int64 = 0
    for (set, isWanted) in [isThere.read, isThere.write, isThere.except].enumerated() where isWanted
    {
      var bits = [UInt8](repeating: 0, count: bytesEach)
      for entry in entries where entry.events & Self.asked[set] != 0 {
        guard entry.happened & Self.events[set] != 0 else { continue }
        bits[Int(entry.descriptor) >> 3] |= 1 << UInt8(entry.descriptor & 7)
        count += 1
      }
      bytes += bits
    }
    return (bytes, count)
  }

  /// The event that stands for a set in an entry.
  static var asked: [UInt16] { [0x1, 0x4, 0x2] }
}

extension Kernel {
  /// The longest set that is looked at, in descriptors.
  private static var selectedMax: Int { 1 << 20 }

  /// Source: select(2); `fs/select.c: core_sys_select, do_select`.
  mutating func pselect6(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // select(2), EINVAL.
    guard call.intA >= 0 else { throw .invalidArgument }
    // More than the table could ever have are nobody's.
    let bytesEach = (min(Int(call.intA), Self.selectedMax) + 63) / 64 * 8
    let count = min(Int(call.intA), Self.selectedMax, descriptorsMax(of: caller))
    let isThere = (read: call.b != 0, write: call.c != 0, except: call.d != 0)
    var entries: [PollEntry] = []
    var start = 0
    for (set, isWanted) in [isThere.read, isThere.write, isThere.except].enumerated() where isWanted
    {
      for descriptor in 0..<count {
        let place = start + descriptor >> 3
        guard place < call.bytes.count, call.bytes[place] >> UInt8(descriptor & 7) & 1 != 0 else {
          continue
        }
        // select(2), EBADF.
        _ = try openFile(FileDescriptor(rawValue: Int32(descriptor)), of: caller)
        entries.append(
          PollEntry(
            descriptor: Int32(descriptor),
            events: SelectSets.asked[set] | (SelectSets.events[set] & ~0x7)))
      }
      start += bytesEach
    }
    let mask = SignalSet(rawValue: call.bytes.littleEndian(at: start, count: 8))
    return try beginPoll(
      PollRequest(
        task: caller, entries: entries, mask: call.f & 2 == 0 ? nil : mask,
        sets: SelectSets(isThere: isThere, bytesEach: bytesEach)),
      timeout: call.f & 1 == 0 ? nil : call.e)
  }

  /// Whether a task polls with other signals blocked.
  func hasPollMask(_ task: Int32) -> Bool {
    taskTable[task].blockedCall == .poll
      && pollRequests.contains { $0.task == task && $0.mask != nil }
  }
}
