import Results

extension JSONWriter {
  /// Writes what instructors get besides the results: `insight` of `results.json`.
  mutating func write(_ analysis: ItemAnalysis, of run: GradingRun) {
    key("insight")
    beginObject()
    key("items")
    beginArray()
    for item in analysis.items {
      beginObject()
      member("exercise", run.exercises[item.exercise].id)
      member("test", item.id)
      key("results")
      number(item.results)
      member("difficulty", item.difficulty)
      if let discrimination = item.discrimination { member("discrimination", discrimination) }
      member("median_ms", item.medianMilliseconds)
      member("worst_ms", item.worstMilliseconds)
      endObject()
    }
    endArray()
    if let similarity = run.similarity {
      key("pairs")
      beginArray()
      for exercise in similarity.exercises {
        for pair in exercise.pairs { write(pair, of: exercise) }
      }
      endArray()
    }
    endObject()
  }

  private mutating func write(_ pair: ClassSimilarity.Pair, of exercise: ClassSimilarity.Exercise) {
    let works = exercise.works
    guard works.indices.contains(pair.left), works.indices.contains(pair.right) else { return }
    beginObject()
    member("exercise", exercise.id)
    member("students", [works[pair.left].student, works[pair.right].student])
    key("shared_fingerprints")
    number(pair.shared)
    key("coverage")
    beginArray()
    number(pair.leftCoverage)
    number(pair.rightCoverage)
    endArray()
    key("passages")
    beginArray()
    for passage in pair.passages {
      beginObject()
      key("tokens")
      number(passage.tokens)
      key("places")
      beginArray()
      write(passage.left, of: works[pair.left])
      write(passage.right, of: works[pair.right])
      endArray()
      endObject()
    }
    endArray()
    endObject()
  }

  private mutating func write(_ place: ClassSimilarity.Place, of work: ClassSimilarity.Work) {
    beginObject()
    member("file", work.files.indices.contains(place.file) ? work.files[place.file].name : "")
    key("first_line")
    number(place.first)
    key("last_line")
    number(place.last)
    endObject()
  }
}
