/// What submissions may be, each with its unit: bounds on the time and memory that a broken or
/// hostile one costs.
package enum IntakeLimits {
  /// The bytes of all files of one submission.
  package static let submissionBytesMax = 1 << 20
  /// The files of one submission.
  package static let submissionFilesMax = 100

  /// The bytes of an archive as it lies on disk.
  static let packedBytesMax = 512 << 20
  /// The bytes of all files of a class's archive, unpacked.
  static let classBytesMax = 1 << 30
  /// The bytes of all files of an archive inside another or in a student's folder, unpacked.
  static let innerBytesMax = 64 << 20
  /// The entries of a class's archive, and of any other.
  static let classEntriesMax = 200_000
  static let innerEntriesMax = 10_000
  /// How many times its packed size an archive may be, once it is larger than the size below.
  ///
  /// Text packs to a tenth, a bomb to a thousandth.
  static let expansionMax = 200
  /// The bytes up to which the ratio says nothing: small files pack well by chance.
  static let expansionFreeBytes = 4 << 20
  /// How deep archives lie in each other.
  static let archiveDepthMax = 2
  /// The bytes of an entry's name, and its parts.
  static let nameBytesMax = 1_024
  static let namePartsMax = 16
  /// The bytes of `submission_metadata.yml`, `submissions.csv` and a roster.
  static let tableBytesMax = 16 << 20
  /// The rows of a table.
  static let tableRowsMax = 200_000
  /// The warnings about one class; the rest is counted.
  static let warningsMax = 20
  /// The attempts at one exercise that are graded, the last ones: each costs as much as a submission.
  static let attemptsMax = 64
  /// How many folders may lie around the files with nothing beside.
  static let wrappersMax = 4
}
