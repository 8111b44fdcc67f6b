import Results
import Testing

@Suite struct `A timestamp` {
  @Test(arguments: [
    ("2026-10-01T23:59:00+02:00", "2026-10-01T21:59:00Z"),
    ("2026-10-01T23:59:00Z", "2026-10-01T23:59:00Z"),
    ("2026-10-01 23:59:00.123456789 Z", "2026-10-01T23:59:00Z"),
    ("2026-10-01 23:59:00 UTC", "2026-10-01T23:59:00Z"),
    ("2026-10-01T235900Z", "2026-10-01T23:59:00Z"),
    ("2026-10-01T23:59-0330", "2026-10-02T03:29:00Z"),
    ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
  ])
  func `is read with its offset and written in UTC`(text: String, utc: String) throws {
    let time = try #require(Timestamp(iso8601: text))
    #expect(time.iso8601 == utc)
    #expect(Timestamp(iso8601: utc) == time)
  }

  @Test(arguments: [
    "", "2026-10-01", "2026-10-01T23:59:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-10-01T24:00:00Z", "2026-10-01T23:60:00Z", "2026-10-01T23:59:60Z",
    "2026-10-01T23:59:00+15:00", "2026-10-01T23:59:00Z ", "26-10-01T23:59:00Z", "ada@example.org",
    "٢٠٢٦-10-01T23:59:00Z",
  ])
  func `without an offset, or of no such day, is none`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }
}
