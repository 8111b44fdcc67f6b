internal import LinuxABI

// What adjtimex tells of a clock that nobody sets and nothing corrects.
extension Kernel {
  /// `struct timex`.
  static var adjustmentBytes: Int { 208 }

  /// Source: adjtimex(2); `kernel/time/timekeeping.c: timekeeping_validate_timex`; `kernel/time/ntp.c:
  /// ntp_adjtimex`, of a clock that was never set.
  ///
  /// - Throws: EPERM for any change, as for who lacks CAP_SYS_TIME; EINVAL.
  mutating func adjustment(_ bytes: [UInt8], for caller: Int32) throws(Errno) -> Outcome {
    let modes = bytes.littleEndian(at: 0, count: 4)
    // adjtimex(2), EINVAL: ADJ_OFFSET_SS_READ and ADJ_OFFSET_SINGLESHOT have both of their bits.
    if modes & 0x8000 != 0 {
      guard modes & 1 != 0 else { throw .invalidArgument }
      guard modes & 0x2000 != 0 else { throw .notPermitted }
    } else if modes != 0 {
      throw .notPermitted
    }
    let now = Self.epochNanoseconds + timeNanoseconds
    var words = [UInt64](repeating: 0, count: Self.adjustmentBytes / 8)
    words[0] = modes
    // The largest errors, STA_UNSYNC, and the constants that the machine begins with.
    words[3] = 16_000_000
    words[4] = 16_000_000
    words[5] = 0x40
    words[6] = 2
    words[7] = 1
    words[8] = 32_768_000
    words[9] = now / 1_000_000_000
    words[10] = now % 1_000_000_000 / 1_000
    words[11] = 10_000
    keep(littleEndian(words), for: caller)
    // TIME_ERROR: it is not synchronized.
    return .value(5)
  }
}
