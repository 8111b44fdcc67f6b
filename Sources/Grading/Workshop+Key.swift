extension Workshop {
  /// The hash of all that a result depends on.
  func key(_ submission: Submission, _ exercise: BuiltExercise, _ secret: String) -> String {
    var hash = ContentHash()
    hash.add(exercise.hash)
    hash.add("\(exercise.exercise.limits) \(exercise.exercise.compileLimits)")
    hash.add(secret)
    hash.add(sandbox.name)
    if repeats > 1 { hash.add("\(repeats) runs") }
    switch submission.content {
    case .missing: hash.add("missing")
    case .unusable(let reason):
      hash.add("unusable")
      hash.add(reason)
    case .unreadable(let reason):
      hash.add("unreadable")
      hash.add(reason)
    case .sources(let files):
      for file in files {
        hash.add(file.name)
        hash.add(file.bytes)
      }
    }
    return hash.hexadecimal
  }
}
