/// The shapes of the names that systems make.
///
/// Each is compiled once: that costs a thousand times what matching does, and a class has thousands of
/// names.
enum NamePatterns {
  // Unsafe in name only: matching changes nothing in a `Regex`, which does not say so in its type.
  nonisolated(unsafe) static let moodleFolder =
    /(.+)_(\d+)_assignsubmission(?:_(file|onlinetext))?_?/
  nonisolated(unsafe) static let moodleFile =
    /(.+)_(\d+)_assignsubmission_(file|onlinetext)_(.+)/
  nonisolated(unsafe) static let gradescopeFolder = /submission_(\d+)/
  nonisolated(unsafe) static let canvasFile = /(.+?)(_LATE)?_(\d+)_(\d+)_(.+)/
  /// What is handed in again gets a number.
  nonisolated(unsafe) static let resubmission = /(.+)-(\d{1,4})/
  nonisolated(unsafe) static let attempt = /attempt-(\d{1,6})/
}
