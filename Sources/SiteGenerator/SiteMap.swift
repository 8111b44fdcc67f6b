import Courseware
import LinuxABI
import Markup

/// What the pages know of each other: titles, order, sections.
struct SiteMap: Sendable {
  /// A page as others show it.
  struct Entry: Sendable {
    var address: PageAddress
    /// Its place in its list, from 1.
    var number: Int
    /// Its title without markup.
    var title: String
    var titleHTML: String
    var summaryHTML: String
  }

  /// The lessons in course order.
  let lessons: [Entry]
  /// The exercises in course order.
  let exercises: [Entry]
  /// For each lesson the ids of its sections.
  let sections: [String: [String]]
  let lessonIDs: [String]
  let exerciseIDs: [String]
  let flagNames: [String]
  private let exerciseMinutes: [String: Int]

  init(_ course: Course) {
    lessons = course.lessons.enumerated().map { index, lesson in
      Entry(.lesson(lesson.id.value), index + 1, lesson.title, lesson.summary)
    }
    exercises = course.exercises.enumerated().map { index, exercise in
      Entry(.exercise(exercise.id.value), index + 1, exercise.title, exercise.summary)
    }
    lessonIDs = course.lessons.map(\.id.value)
    exerciseIDs = course.exercises.map(\.id.value)
    var sections: [String: [String]] = [:]
    for lesson in course.lessons { sections[lesson.id.value] = lesson.sections.map(\.id.value) }
    self.sections = sections
    var minutes: [String: Int] = [:]
    for exercise in course.exercises { minutes[exercise.id.value] = exercise.minutes }
    exerciseMinutes = minutes
    flagNames = CloneFlags.all.map { "\($0.linuxName)" }
  }

  /// The entry of a lesson.
  func lesson(_ id: String) -> Entry? {
    lessonIDs.firstIndex(of: id).map { lessons[$0] }
  }

  /// The entry of an exercise.
  func exercise(_ id: String) -> Entry? {
    exerciseIDs.firstIndex(of: id).map { exercises[$0] }
  }

  /// A link to an exercise, as templates show it: with its summary and the time it takes.
  func exerciseValues(_ id: String, from page: PageAddress) -> TemplateValues? {
    guard let entry = exercise(id) else { return nil }
    var values = entry.values(from: page)
    values["minutes"] = .number(exerciseMinutes[id] ?? 0)
    return values
  }
}

extension SiteMap.Entry {
  fileprivate init(_ address: PageAddress, _ number: Int, _ title: String, _ summary: String) {
    self.init(
      address: address, number: number, title: InlineText.plain(title),
      titleHTML: InlineText.html(title), summaryHTML: InlineText.html(summary))
  }

  /// The entry as templates show it on a page.
  func values(from page: PageAddress) -> TemplateValues {
    [
      "url": .url(page.url(to: address)),
      "number": .number(number),
      "title": .text(title),
      "titleHTML": .html(titleHTML),
      "summaryHTML": .html(summaryHTML),
    ]
  }
}
