internal import LinuxABI

/// What adjtimex keeps, and what nothing here goes by: how far the clock may be off, and who says so.
struct ClockErrors: Sendable {
  /// The greatest error and the likely one, in microseconds (`NTP_PHASE_LIMIT`).
  var maxError: Int64 = 16_000_000
  var likelyError: Int64 = 16_000_000
  /// `STA_UNSYNC`: nobody keeps the clock right.
  var status: Int32 = 64
  /// The time constant.
  var constant: Int64 = 2
}

/// What a call of adjtimex changes (`ADJ_OFFSET` and its like).
private struct ClockModes: OptionSet {
  let rawValue: UInt32

  static var maxError: ClockModes { ClockModes(rawValue: 0x4) }
  static var likelyError: ClockModes { ClockModes(rawValue: 0x8) }
  static var status: ClockModes { ClockModes(rawValue: 0x10) }
  static var constant: ClockModes { ClockModes(rawValue: 0x20) }
  static var setOffset: ClockModes { ClockModes(rawValue: 0x100) }
  static var microseconds: ClockModes { ClockModes(rawValue: 0x1000) }
  static var nanoseconds: ClockModes { ClockModes(rawValue: 0x2000) }
  static var tick: ClockModes { ClockModes(rawValue: 0x4000) }
  static var singleShot: ClockModes { ClockModes(rawValue: 0x1) }
  static var readsOnly: ClockModes { ClockModes(rawValue: 0x2000) }
  static var oldForm: ClockModes { ClockModes(rawValue: 0x8000) }

  /// Those that change no clock's pace.
  static var built: ClockModes {
    [.maxError, .likelyError, .status, .constant, .setOffset, .microseconds, .nanoseconds]
  }
}

/// The places of `struct timex`.
///
/// Source: `include/uapi/linux/timex.h`.
private enum TimexPlace {
  static var maxError: Int { 24 }
  static var likelyError: Int { 32 }
  static var status: Int { 40 }
  static var constant: Int { 48 }
  static var seconds: Int { 72 }
  static var fraction: Int { 80 }
  static var tick: Int { 88 }
}

// What keeps a clock right: adjtimex(2). Here none goes wrong; what a program says of its errors is kept.
extension Kernel {
  /// Carries out adjtimex, and clock_adjtime of a clock; the bytes are `struct timex`.
  ///
  /// Source: adjtimex(2); `kernel/time/timekeeping.c: timekeeping_validate_timex, do_adjtimex`;
  /// `kernel/time/ntp.c: ntp_adjtimex`.
  mutating func adjustClock(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    if call.number == .clockAdjtime, call.intA != 0 {
      // clock_adjtime(2), EINVAL, EOPNOTSUPP.
      guard call.intA < 12, call.intA != 10 else { throw .invalidArgument }
      throw .notSupported
    }
    guard call.bytes.count >= Self.timexBytes else { throw .badAddress }
    let modes = ClockModes(rawValue: UInt32(call.bytes.littleEndian(at: 0, count: 4)))
    let isPermitted = hasCapability(.setTime, caller)
    if modes.contains(.oldForm) {
      // adjtimex(2), EINVAL, EPERM: of adjtime(3), which may only look.
      guard modes.contains(.singleShot) else { throw .invalidArgument }
      guard modes.contains(.readsOnly) || isPermitted else { throw .notPermitted }
    } else {
      guard modes.isEmpty || isPermitted else { throw .notPermitted }
      let tick = word(call.bytes, TimexPlace.tick)
      if modes.contains(.tick), !(9_000...11_000).contains(tick) { throw .invalidArgument }
    }
    let isRead = modes.contains(.oldForm) && modes.contains(.readsOnly)
    guard isRead || modes.isSubset(of: .built) else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    if !isRead {
      if modes.contains(.setOffset) { try shiftClock(call.bytes, modes) }
      keepErrors(call.bytes, modes)
    }
    let errors = clockErrors
    keep(timex(call.bytes, errors), for: caller)
    // adjtimex(2): TIME_ERROR is 5, where nobody keeps the clock right; else TIME_OK.
    return .value(errors.status & 64 != 0 ? 5 : 0)
  }

  /// The bytes of `struct timex`.
  private static var timexBytes: Int { 208 }

  private var clockErrors: ClockErrors {
    programSides.isEmpty ? ClockErrors() : programSides[0].clockErrors
  }

  private func word(_ bytes: [UInt8], _ place: Int) -> Int64 {
    Int64(bitPattern: bytes.littleEndian(at: place, count: 8))
  }

  /// ADJ_SETOFFSET: the clock goes forward or back at once.
  ///
  /// Source: `kernel/time/timekeeping.c: timekeeping_inject_offset`.
  private mutating func shiftClock(_ bytes: [UInt8], _ modes: ClockModes) throws(Errno) {
    let fraction = word(bytes, TimexPlace.fraction)
    let unit: Int64 = modes.contains(.nanoseconds) ? 1 : 1_000
    // EINVAL: a fraction is not negative, and less than a second.
    guard fraction >= 0, fraction < 1_000_000_000 / unit else { throw .invalidArgument }
    let (seconds, isOver) = word(bytes, TimexPlace.seconds).multipliedReportingOverflow(
      by: 1_000_000_000)
    let (shift, isFar) = seconds.addingReportingOverflow(fraction * unit)
    let (time, isLate) = Int64(clamping: self.time(of: Clock.realTime)).addingReportingOverflow(
      shift)
    guard !isOver, !isFar, !isLate, time >= 0 else { throw .invalidArgument }
    try setRealTime(UInt64(time))
  }

  /// Source: `kernel/time/ntp.c: process_adjtimex_modes, process_adj_status`.
  private mutating func keepErrors(_ bytes: [UInt8], _ modes: ClockModes) {
    guard !modes.isEmpty else { return }
    var errors = clockErrors
    if modes.contains(.status) {
      // What is to be read alone stays as it is (`STA_RONLY`).
      let status = Int32(truncatingIfNeeded: bytes.littleEndian(at: TimexPlace.status, count: 4))
      errors.status = errors.status & 0xff00 | status & 0xff
    }
    if modes.contains(.nanoseconds) { errors.status |= 0x2000 }
    if modes.contains(.microseconds) { errors.status &= ~0x2000 }
    if modes.contains(.maxError) {
      errors.maxError = min(max(word(bytes, TimexPlace.maxError), 0), 16_000_000)
    }
    if modes.contains(.likelyError) {
      errors.likelyError = min(max(word(bytes, TimexPlace.likelyError), 0), 16_000_000)
    }
    if modes.contains(.constant) {
      let constant = min(max(word(bytes, TimexPlace.constant), 0), 10)
      errors.constant = min(constant + (errors.status & 0x2000 != 0 ? 0 : 4), 10)
    }
    programSide.clockErrors = errors
  }

  /// `struct timex` as it is answered.
  private func timex(_ asked: [UInt8], _ errors: ClockErrors) -> [UInt8] {
    let now = time(of: Clock.realTime)
    let second = TimeSpec.nanosecondsPerSecond
    let fraction = errors.status & 0x2000 != 0 ? now % second : now % second / 1_000
    let words: [UInt64] = [
      asked.littleEndian(at: 0, count: 4), 0, 0, UInt64(errors.maxError),
      UInt64(errors.likelyError), UInt64(UInt32(bitPattern: errors.status)),
      UInt64(errors.constant),
      // The precision, the tolerance (`MAXFREQ_SCALED`), the time, and the length of a tick.
      1, 32_768_000, now / second, fraction, 10_000,
    ]
    let bytes = littleEndian(words)
    return bytes + [UInt8](repeating: 0, count: Self.timexBytes - bytes.count)
  }
}
