internal import Glibc

/// An instant, to the second: when something was handed in, or is due.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970 in UTC.
  package var seconds: Int

  /// Takes a number of seconds since 1970.
  package init(seconds: Int) {
    self.seconds = seconds
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds < right.seconds
  }

  /// Reads an instant of ISO 8601 with its offset: `2026-10-01T23:59:00+02:00`.
  ///
  /// The date and the time stand apart by `T` or a space; colons of the time may be left out, as in
  /// names of files; so may the seconds, and a fraction of a second is dropped. The offset is `Z`,
  /// `UTC`, `+hh:mm` or `+hhmm`; without one nobody knows which instant is meant, so that is nil.
  package init?(iso8601 text: some StringProtocol) {
    let shape =
      /(\d{4})-(\d\d)-(\d\d)[T ](\d\d)(?::?(\d\d))(?::?(\d\d)(?:\.\d{1,9})?)? ?(?:(Z|UTC)|([+-])(\d\d):?(\d\d))/
      .asciiOnlyDigits()
    guard let match = String(text).wholeMatch(of: shape),
      let year = Int32(match.1), let month = Int32(match.2), let day = Int32(match.3),
      let hour = Int32(match.4), let minute = Int32(match.5), hour < 24, minute < 60
    else { return nil }
    let second = match.6.flatMap { Int32($0) } ?? 0
    guard second < 60 else { return nil }
    var date = tm()
    date.tm_year = year - 1_900
    date.tm_mon = month - 1
    date.tm_mday = day
    date.tm_hour = hour
    date.tm_min = minute
    date.tm_sec = second
    let local = timegm(&date)
    // A day that the month does not have has become one of the next.
    guard date.tm_mon == month - 1, date.tm_mday == day else { return nil }
    var offset = 0
    if let sign = match.8, let hours = match.9.flatMap({ Int($0) }),
      let minutes = match.10.flatMap({ Int($0) })
    {
      guard hours <= 14, minutes < 60 else { return nil }
      offset = (hours * 60 + minutes) * (sign == "-" ? -60 : 60)
    }
    seconds = local - offset
  }

  /// The instant as ISO 8601 in UTC: `2026-10-01T21:59:00Z`.
  package var iso8601: String {
    var time = seconds
    var date = tm()
    gmtime_r(&time, &date)
    var text = [CChar](repeating: 0, count: 40)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &date)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension Timestamp: CustomStringConvertible {
  /// The instant as ISO 8601 in UTC.
  package var description: String { iso8601 }
}

extension Timestamp: Codable {
  /// Reads a text of ISO 8601.
  ///
  /// - Throws: `DecodingError` when it is none.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Timestamp(iso8601: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time: \(text)")
    }
    self = time
  }

  /// Writes a text of ISO 8601.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(iso8601)
  }
}
