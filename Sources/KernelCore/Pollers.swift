internal import LinuxABI

/// A set of descriptors that are watched: Linux's `struct eventpoll`.
struct Poller: Sendable {
  /// What is watched, in the order in which it was added.
  var interests: ContiguousArray<PollInterest> = []
  /// The numbers of those that something has become of, in that order.
  var ready: ContiguousArray<UInt64> = []
  var lastNumber: UInt64 = 0
}

/// A descriptor that is watched: Linux's `struct epitem`.
struct PollInterest: Sendable {
  /// Its number in the set.
  var number: UInt64
  var descriptor: Int32
  var file: Int32
  /// The events (`EPOLLIN` and its like), and how they are told.
  var events: UInt32
  /// What is told with them.
  var data: UInt64

  // EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLET, and all that say how.
  static var exclusive: UInt32 { 1 << 28 }
  static var oneShot: UInt32 { 1 << 30 }
  static var edge: UInt32 { 1 << 31 }
  static var privateBits: UInt32 { 0xf000_0000 }
}

// Watching many descriptors at once: epoll(7).
//
// A watched file that changes puts its entries into the list of what is ready, once each; a wait looks at
// what is there of these in truth, and leaves those in the list that tell of a level, not of an edge.
//
// Source: `fs/eventpoll.c`, Linux 6.18.
extension Kernel {
  /// Whether a call is one of those that never wait.
  static func isPollerCall(_ number: SystemCallNumber) -> Bool {
    number == .epollCreate1 || number == .epollCtl
  }

  mutating func pollerCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.number == .epollCreate1 else { return try changePoller(call, by: caller) }
    let flags = OpenFlags(rawValue: call.intA)
    // epoll_create1(2), EINVAL.
    guard flags.isSubset(of: .closeOnExec) else { throw .invalidArgument }
    let descriptor = try makeSpecial(SpecialFile(kind: .poller), flags, by: caller)
    fileSide.pollerCount += 1
    return .value(Int64(descriptor))
  }

  /// Changes what a set watches; the event travels as words 3 and 4, its bits and its data.
  ///
  /// Source: epoll_ctl(2); `fs/eventpoll.c: do_epoll_ctl`.
  private mutating func changePoller(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let own = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let target = try openFile(FileDescriptor(rawValue: call.intC), of: caller)
    // epoll_ctl(2), EPERM: it can't be polled.
    guard canPoll(target) else { throw .notPermitted }
    let special = openFiles[own].special
    // epoll_ctl(2), EINVAL: no such set, or the set itself.
    guard target != own, special >= 0, fileSide.specials[special].kind == .poller else {
      throw .invalidArgument
    }
    let events = UInt32(truncatingIfNeeded: call.d)
    let isPoller =
      openFiles[target].special >= 0
      && fileSide.specials[openFiles[target].special].kind == .poller
    if call.intB != 2, events & PollInterest.exclusive != 0 {
      // epoll_ctl(2), EINVAL: EPOLLEXCLUSIVE only when it is added, with few others, for no set.
      guard call.intB == 1, !isPoller,
        events & ~(0xb000_0000 | 0x1 | 0x4 | 0x8 | 0x10) == 0
      else { throw .invalidArgument }
    }
    // epoll_ctl(2), ELOOP: sets that watch each other, or too deep.
    if call.intB == 1, isPoller {
      let inner = openFiles[target].special
      guard !reaches(inner, special),
        height(of: inner) + 1 + depth(of: special) <= Self.nestsMax
      else { throw .tooManySymbolicLinks }
    }
    let place = fileSide.specials[special].poller.interests.firstIndex {
      $0.file == target && $0.descriptor == call.intC
    }
    switch call.intB {
    // EPOLL_CTL_ADD
    case 1:
      // epoll_ctl(2), EEXIST; ENOSPC: /proc/sys/fs/epoll/max_user_watches.
      guard place == nil else { throw .fileExists }
      guard fileSide.specials[special].poller.interests.count < limits.openFilesMax else {
        throw .noSpace
      }
      fileSide.specials[special].poller.lastNumber += 1
      fileSide.specials[special].poller.interests.append(
        PollInterest(
          number: fileSide.specials[special].poller.lastNumber, descriptor: call.intC,
          file: target, events: events | UInt32(PollEvents.always), data: call.e))
    // EPOLL_CTL_DEL
    case 2:
      guard let place else { throw .noSuchFileOrDirectory }
      let number = fileSide.specials[special].poller.interests.remove(at: place).number
      fileSide.specials[special].poller.ready.removeAll { $0 == number }
      return .value(0)
    // EPOLL_CTL_MOD
    case 3:
      guard let place else { throw .noSuchFileOrDirectory }
      let old = fileSide.specials[special].poller.interests[place].events
      guard old & PollInterest.exclusive == 0 else { throw .invalidArgument }
      fileSide.specials[special].poller.interests[place].events =
        events | UInt32(PollEvents.always)
      fileSide.specials[special].poller.interests[place].data = call.e
    default: throw .invalidArgument
    }
    let index = place ?? fileSide.specials[special].poller.interests.count - 1
    let interest = fileSide.specials[special].poller.interests[index]
    if happened(to: interest, for: caller) != 0 { becomesReady(interest.number, in: special) }
    return .value(0)
  }

  /// Whether a file has a way to wait for it.
  private func canPoll(_ file: Int32) -> Bool {
    let record = openFiles[file]
    guard record.isOfPlace, record.stream == .console || isTerminal else { return true }
    guard let node = record.place.node else { return false }
    switch tree[node].kind {
    case .console, .terminal, .random, .urandom: return true
    default: return false
    }
  }

  /// How deep sets may be in others (`EP_MAX_NESTS`).
  private static var nestsMax: Int { 4 }

  /// The sets that a set watches itself.
  private func setsWatched(by special: Int32) -> [Int32] {
    fileSide.specials[special].poller.interests.map { openFiles[$0.file].special }.filter {
      $0 >= 0 && fileSide.specials[$0].kind == .poller
    }
  }

  /// Whether a set is another one or watches it, itself or through others.
  private func reaches(_ special: Int32, _ other: Int32) -> Bool {
    special == other || setsWatched(by: special).contains { reaches($0, other) }
  }

  /// How many sets are below one another in a set, and above it.
  ///
  /// Source: `fs/eventpoll.c: ep_loop_check, ep_get_upwards_depth_proc`.
  private func height(of special: Int32) -> Int {
    setsWatched(by: special).map { height(of: $0) + 1 }.max() ?? 0
  }

  private func depth(of special: Int32) -> Int {
    fileSide.specials.indices.filter {
      fileSide.specials[$0].kind == .poller && setsWatched(by: $0).contains(special)
    }.map { depth(of: $0) + 1 }.max() ?? 0
  }

  /// What there is of what an entry asks for.
  private func happened(to interest: PollInterest, for task: Int32) -> UInt32 {
    UInt32(events(ofOpenFile: interest.file, for: task)) & interest.events
      & ~PollInterest.privateBits
  }

  /// Puts an entry into the list of a set, and has those look that wait for the set.
  private mutating func becomesReady(_ number: UInt64, in special: Int32) {
    if !fileSide.specials[special].poller.ready.contains(number) {
      fileSide.specials[special].poller.ready.append(number)
    }
    wakeRetries(.poller(special))
    specialChanged(special, PollEvents.readable)
  }

  /// A file has changed: the sets that watch it take note.
  ///
  /// Source: `fs/eventpoll.c: ep_poll_callback`.
  @inline(never)
  mutating func watchedChanged(
    _ key: UInt16, _ isThis: (OpenFileRecord) -> Bool
  ) {
    for special in fileSide.specials.indices where fileSide.specials[special].kind == .poller {
      for interest in fileSide.specials[special].poller.interests
      where isThis(openFiles[interest.file])
        && interest.events & ~PollInterest.privateBits & UInt32(key) != 0
      {
        becomesReady(interest.number, in: special)
      }
    }
  }

  /// A process has ended, or is reaped: the sets that watch its descriptors look.
  @inline(never)
  mutating func watchedProcessChanged() {
    guard fileSide.pollerCount > 0 else { return }
    for special in fileSide.specials.indices where fileSide.specials[special].kind == .poller {
      for interest in fileSide.specials[special].poller.interests {
        guard let process = openFiles[interest.file].process,
          events(ofProcess: process) & UInt16(truncatingIfNeeded: interest.events) != 0
        else { continue }
        becomesReady(interest.number, in: special)
      }
    }
  }

  /// An open file is no more: no set watches it.
  @inline(never)
  mutating func forgetWatched(_ file: Int32) {
    for special in fileSide.specials.indices where fileSide.specials[special].kind == .poller {
      let gone = fileSide.specials[special].poller.interests.filter { $0.file == file }
      for interest in gone {
        fileSide.specials[special].poller.interests.removeAll { $0.number == interest.number }
        fileSide.specials[special].poller.ready.removeAll { $0 == interest.number }
      }
    }
  }

  /// Whether a wait for a set would find anything.
  func isAnyReady(in special: Int32, for task: Int32) -> Bool {
    let poller = fileSide.specials[special].poller
    return poller.ready.contains { number in
      poller.interests.contains { $0.number == number && happened(to: $0, for: task) != 0 }
    }
  }

  // MARK: - Waiting

  /// Waits for what is watched.
  ///
  /// Words: 0 set, 1 the most events, 2 time, 3 whether there is one,
  /// 4 whether there is a mask, 5 the mask.
  ///
  /// Source: epoll_pwait(2); `fs/eventpoll.c: do_epoll_pwait, ep_poll`.
  mutating func waitForEvents(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let isFirst = retry(of: task) == nil
    // epoll_wait(2), EINVAL: EP_MAX_EVENTS.
    guard call.intB > 0, call.intB <= Int32.max / 16 else { throw .invalidArgument }
    let file = try retriedFile(call.intA, of: task)
    let special = try special(behind: file, .poller, or: .invalidArgument)
    if isFirst, call.e != 0 {
      let index = ensureExtra(of: task)
      extras[index].savedMask = taskTable[task].blocked
      setBlocked(SignalSet(rawValue: call.f).subtracting(.unblockable), of: task)
    }
    let bytes = takeEvents(of: special, atMost: Int(call.intB), for: task)
    let deadline =
      retry(of: task).map { programSide.retries[$0].deadline }
      ?? (call.d == 0 ? TimerQueue.endOfTime : self.deadline(after: call.c))
    if bytes.isEmpty, deadline > timeNanoseconds {
      if isInterrupted(task) {
        // epoll_wait(2), EINTR: it never starts again.
        if call.e != 0 { taskTable[task].flags.insert(.restoresMask) }
        throw .interrupted
      }
      return try waitToRetry(
        call, .poller(special),
        RetryRule(deadline: deadline, late: .interrupted, restart: .onlyUnhandled),
        file: file, by: task)
    }
    if call.e != 0 { setBlocked(extra(of: task).savedMask, of: task) }
    keep(bytes, for: task)
    return .value(Int64(bytes.count / 16))
  }

  /// Takes what is ready: `struct epoll_event`s of 16 bytes.
  ///
  /// Source: `fs/eventpoll.c: ep_send_events`.
  private mutating func takeEvents(of special: Int32, atMost count: Int, for task: Int32) -> [UInt8]
  {
    let listed = fileSide.specials[special].poller.ready
    var (left, again): (ContiguousArray<UInt64>, ContiguousArray<UInt64>) = ([], [])
    var bytes: [UInt8] = []
    for number in listed {
      guard bytes.count / 16 < count else {
        left.append(number)
        continue
      }
      guard
        let place = fileSide.specials[special].poller.interests.firstIndex(where: {
          $0.number == number
        })
      else { continue }
      let interest = fileSide.specials[special].poller.interests[place]
      let found = happened(to: interest, for: task)
      guard found != 0 else { continue }
      bytes += littleEndian([UInt64(found), interest.data])
      if interest.events & PollInterest.oneShot != 0 {
        fileSide.specials[special].poller.interests[place].events &= PollInterest.privateBits
      } else if interest.events & PollInterest.edge == 0 {
        again.append(number)
      }
    }
    fileSide.specials[special].poller.ready = left + again
    return bytes
  }
}
