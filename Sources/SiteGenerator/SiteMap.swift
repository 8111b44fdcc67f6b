import Courseware
import LinuxABI
import Markup

/// What the pages know of each other: titles, order, sections.
struct SiteMap: Sendable {
  /// A page as others show it.
  struct Entry: Equatable, Sendable {
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
  /// All pages that are read one after the other: the front page, the lessons, the exercises.
  private let sequence: [Entry]
  /// For each lesson the ids of its sections.
  let sections: [String: [String]]
  let lessonIDs: [String]
  let exerciseIDs: [String]
  let flagNames: [String]
  let termIDs: [String]
  let hasGuide: Bool
  /// What every page says of the course.
  private let names: [String]
  private let exerciseMinutes: [String: Int]
  private let lessonNumbers: [String: Int]
  private let exerciseNumbers: [String: Int]

  init(_ course: Course, words: Words) {
    lessons = course.lessons.enumerated().map { index, lesson in
      Entry(.lesson(lesson.id.value), index + 1, lesson.title, lesson.summary)
    }
    exercises = course.exercises.enumerated().map { index, exercise in
      Entry(.exercise(exercise.id.value), index + 1, exercise.title, exercise.summary)
    }
    sequence =
      [Entry(.front, 0, course.title, course.subtitle ?? "")] + lessons
      + [Entry(.exercises, 0, words.text(.pageExercises), "")] + exercises
    lessonIDs = course.lessons.map(\.id.value)
    exerciseIDs = course.exercises.map(\.id.value)
    var sections: [String: [String]] = [:]
    for lesson in course.lessons { sections[lesson.id.value] = lesson.sections.map(\.id.value) }
    self.sections = sections
    var minutes: [String: Int] = [:]
    for exercise in course.exercises { minutes[exercise.id.value] = exercise.minutes }
    exerciseMinutes = minutes
    lessonNumbers = Self.numbers(lessonIDs)
    exerciseNumbers = Self.numbers(exerciseIDs)
    termIDs = course.glossary.map(\.id.value)
    hasGuide = course.instructors != nil
    names =
      [course.id, course.title, course.language.value, course.site ?? "", "\(hasGuide)"]
      + course.authors
    flagNames = CloneFlags.all.map { "\($0.linuxName)" }
  }

  private static func numbers(_ ids: [String]) -> [String: Int] {
    // Ids are unique, which the loader has seen to; of two the first would count.
    Dictionary(zip(ids, 1...)) { first, _ in first }
  }

  /// All that a page shows of others.
  func surroundings(theme: Theme) -> SiteMemory.Surroundings {
    SiteMemory.Surroundings(
      entries: sequence, sections: lessonIDs.map { sections[$0] ?? [] },
      names: names + termIDs + exerciseIDs.map { "\(exerciseMinutes[$0] ?? 0)" },
      theme: theme.fingerprints)
  }

  /// The page before another in reading order.
  func before(_ address: PageAddress) -> Entry? {
    position(of: address).flatMap { $0 > 0 ? sequence[$0 - 1] : nil }
  }

  /// The page after another in reading order.
  func after(_ address: PageAddress) -> Entry? {
    position(of: address).flatMap { $0 + 1 < sequence.count ? sequence[$0 + 1] : nil }
  }

  private func position(of address: PageAddress) -> Int? {
    switch address {
    case .front: 0
    case .lesson(let id): lesson(id)?.number
    case .exercises: lessons.count + 1
    case .exercise(let id): exercise(id).map { lessons.count + 1 + $0.number }
    case .flags, .glossary, .cheatSheet, .instructors, .answers, .whole, .missing: nil
    }
  }

  /// The entry of a lesson.
  func lesson(_ id: String) -> Entry? {
    lessonNumbers[id].map { lessons[$0 - 1] }
  }

  /// The entry of an exercise.
  func exercise(_ id: String) -> Entry? {
    exerciseNumbers[id].map { exercises[$0 - 1] }
  }

  /// How long an exercise takes, in minutes.
  func minutes(of exercise: String) -> Int { exerciseMinutes[exercise] ?? 0 }

  /// A link to an exercise, as templates show it.
  func exerciseValues(_ id: String, from page: PageAddress) -> TemplateValues? {
    exercise(id)?.values(from: page)
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
