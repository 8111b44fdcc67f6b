import Intake
import Results
import Testing

@Suite struct `A name in a download` {
  @Test(arguments: [
    (
      "Ada Lovelace_1234567_assignsubmission_file_",
      LMSName.moodle(name: "Ada Lovelace", number: "1234567", kind: .file, file: nil)
    ),
    (
      "Ada Lovelace_1234567_assignsubmission_file",
      .moodle(name: "Ada Lovelace", number: "1234567", kind: .file, file: nil)
    ),
    (
      "Ada_Byron Lovelace_7_assignsubmission_",
      .moodle(name: "Ada_Byron Lovelace", number: "7", kind: .file, file: nil)
    ),
    (
      "Žofie Čapková_7_assignsubmission_onlinetext_",
      .moodle(name: "Žofie Čapková", number: "7", kind: .onlinetext, file: nil)
    ),
    // The student's number is the first.
    (
      "Eve_7_assignsubmission_file_x_8_assignsubmission_file_",
      .plain(student: "Eve_7_assignsubmission_file_x_8_assignsubmission_file_", time: nil)
    ),
    ("submission_98765432", .gradescope(id: "98765432")),
    ("submission_x", .plain(student: "submission_x", time: nil)),
    (
      "ada@2026-10-01T21:15:00Z",
      .plain(student: "ada", time: Timestamp(iso8601: "2026-10-01T21:15:00Z"))
    ),
    (
      "ada@example.org@2026-10-01T231500+02:00",
      .plain(student: "ada@example.org", time: Timestamp(iso8601: "2026-10-01T21:15:00Z"))
    ),
    ("ada@example.org", .plain(student: "ada@example.org", time: nil)),
    ("@2026-10-01T21:15:00Z", .plain(student: "@2026-10-01T21:15:00Z", time: nil)),
    ("ada", .plain(student: "ada", time: nil)),
  ])
  func `of a folder is recognised`(name: String, expected: LMSName) {
    #expect(LMSName(folder: name) == expected)
  }

  @Test(arguments: [
    (
      "lovelaceada_4711_9912_01-tasks.swift",
      LMSName.canvas(
        name: "lovelaceada", isLate: false, user: "4711", submission: "9912", file: "01-tasks.swift"
      )
    ),
    (
      "lovelaceada_LATE_4711_9912_01-tasks-2.swift",
      .canvas(
        name: "lovelaceada", isLate: true, user: "4711", submission: "9912",
        file: "01-tasks-2.swift")
    ),
    (
      "a_b_1_2_3_4_hw.zip",
      .canvas(name: "a_b", isLate: false, user: "1", submission: "2", file: "3_4_hw.zip")
    ),
    (
      "Ada Lovelace_7_assignsubmission_file_01-tasks.swift",
      .moodle(name: "Ada Lovelace", number: "7", kind: .file, file: "01-tasks.swift")
    ),
    (
      "Ada Lovelace_7_assignsubmission_onlinetext_onlinetext.html",
      .moodle(name: "Ada Lovelace", number: "7", kind: .onlinetext, file: "onlinetext.html")
    ),
    // What students write behind the system's part is theirs, whatever it looks like.
    (
      "Eve_7_assignsubmission_file_x_8_assignsubmission_file_01-tasks.swift",
      .moodle(
        name: "Eve", number: "7", kind: .file, file: "x_8_assignsubmission_file_01-tasks.swift")
    ),
    (
      "Eve_7_assignsubmission_file_x_8_9_01-tasks.swift",
      .moodle(name: "Eve", number: "7", kind: .file, file: "x_8_9_01-tasks.swift")
    ),
    (
      "evemallory_7_91_x_8_assignsubmission_file_01-tasks.swift",
      .canvas(
        name: "evemallory", isLate: false, user: "7", submission: "91",
        file: "x_8_assignsubmission_file_01-tasks.swift")
    ),
    (
      "evemallory_7_91_assignsubmission_file_01-tasks.swift",
      .canvas(
        name: "evemallory", isLate: false, user: "7", submission: "91",
        file: "assignsubmission_file_01-tasks.swift")
    ),
  ])
  func `of a file is recognised`(name: String, expected: LMSName) {
    #expect(LMSName(file: name) == expected)
  }

  @Test(arguments: [
    "ada.zip", "01-tasks.swift", "marks_2026.csv", "a_1_2_", "_1_2_x.swift",
    // A plug-in of Moodle's that hands in no files.
    "Eve_7_assignsubmission_audio_x_8_assignsubmission_file_01-tasks.swift",
  ])
  func `that no system makes is none`(name: String) {
    #expect(LMSName(file: name) == nil)
  }

  @Test func `may have the number of a resubmission behind it`() {
    #expect(LMSName.resubmission("01-tasks-2")?.stem == "01-tasks")
    #expect(LMSName.resubmission("01-tasks-2")?.number == 2)
    #expect(LMSName.resubmission("01-tasks") == nil)
  }
}
