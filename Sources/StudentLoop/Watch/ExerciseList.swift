import Diagnostics

/// The list of exercises as it is chosen from: which are shown, and which is selected.
struct ExerciseList: Sendable {
  /// Which exercises are shown.
  enum Filter: String, CaseIterable, Sendable {
    case all
    case open = "not done"
    case started
    case completed = "done"
  }

  var filter = Filter.all
  /// What is looked for in ids and titles.
  var search = ""
  /// Whether keys go into the text that is looked for.
  var isSearching = false
  /// The selected exercise, as its place in the course.
  private(set) var selected = 0

  /// The places of the exercises that are shown.
  func shown(in outline: Outline) -> [Int] {
    let found = outline.exercises.indices.filter { isShown(outline.exercises[$0]) }
    guard found.isEmpty, !search.isEmpty else { return found }
    // A slip of the keyboard: the exercise whose words are nearest.
    let words = outline.exercises.indices.flatMap { index in
      let entry = outline.exercises[index]
      return (entry.id + " " + entry.title).lowercased().split { !$0.isLetter && !$0.isNumber }
        .map { (index, String($0)) }
    }
    guard let near = nearest(to: search.lowercased(), in: words.map(\.1)) else { return [] }
    return outline.exercises.indices.filter { index in
      words.contains { $0.0 == index && $0.1 == near } && matchesFilter(outline.exercises[index])
    }
  }

  private func isShown(_ entry: Outline.Entry) -> Bool {
    matchesFilter(entry)
      && (search.isEmpty
        || (entry.id + " " + entry.title).lowercased().contains(search.lowercased()))
  }

  private func matchesFilter(_ entry: Outline.Entry) -> Bool {
    switch filter {
    case .all: true
    case .open: entry.mark != .completed
    case .started: entry.mark == .started
    case .completed: entry.mark == .completed
    }
  }

  /// The selected exercise, if it is shown.
  func chosen(in outline: Outline) -> Int? {
    shown(in: outline).contains(selected) ? selected : nil
  }

  mutating func select(_ index: Int, in outline: Outline) {
    selected = index
    keepSelection(in: outline)
  }

  /// Moves the selection to the next one that is shown.
  mutating func move(by step: Int, in outline: Outline) {
    let shown = shown(in: outline)
    guard !shown.isEmpty else { return }
    let place = shown.firstIndex(of: selected) ?? 0
    selected = shown[max(0, min(place + step, shown.count - 1))]
  }

  mutating func nextFilter(in outline: Outline) {
    let all = Filter.allCases
    filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
    keepSelection(in: outline)
  }

  /// Selects one that is shown.
  mutating func keepSelection(in outline: Outline) {
    let shown = shown(in: outline)
    if !shown.contains(selected), let first = shown.first { selected = first }
  }
}
