import Courseware
import Markup

/// What surrounds the content of every page: head, navigation, outline, footer.
struct PageFrame: Sendable {
  let course: Course
  let theme: Theme
  let map: SiteMap
  /// Runs the programs of which figures are drawn.
  let player: FigurePlayer?

  /// What the page says besides the course.
  var words: Words { theme.words }

  /// A page without its frame.
  struct Content {
    var address: PageAddress
    /// The page's own title; nil for the front page, which has the course's.
    var title: String?
    var description: String
    var html: String
  }

  /// The most lessons that an outline lists; of a longer course it shows those around the page.
  static let outlineEntriesMax = 60

  /// The pages that need their whole width, or list the lessons themselves.
  private static let withoutOutline: [PageAddress] = [.front, .flags, .whole, .cheatSheet]

  /// The whole page.
  func page(_ content: Content) -> [UInt8] {
    let here = content.address
    var values: TemplateValues = [
      "language": .text(words.language),
      "contentLanguage": .optional(contentLanguage),
      "policy": .text(Self.policy.description),
      "courseID": .text(course.id),
      "courseTitle": .text(InlineText.plain(course.title)),
      "authors": .optional(authors),
      "creditHTML": .html(credit),
      "keysHTML": .html(keys),
      "windowTitle": .text(windowTitle(content)),
      "description": .text(content.description),
      "shownTitle": .text(content.title ?? InlineText.plain(course.title)),
      "kind": .text(kind(of: here)),
      "canonical": canonical(here),
      "home": .url(here.url(to: .front)),
      "assets": .object([
        "style": .url(here.url(to: theme.style)),
        "script": .url(here.url(to: theme.script)),
        "head": .url(here.url(to: theme.head)),
        "search": .url(here.url(toFile: SearchIndex.path)),
        "root": .url(here.rootURL),
        "mark": .url(here.url(to: theme.mark)),
      ]),
      "places": .list(places(from: here)),
      "otherPlaces": .list(otherPlaces(from: here)),
      "lessons": .list(outline(from: here)),
      "outlineBeside": .flag(!Self.withoutOutline.contains(here)),
      "contentHTML": .html(content.html),
    ]
    if let kernel = theme.kernel { values["kernel"] = .url(here.url(to: kernel)) }
    values.merge(steps(from: here)) { _, new in new }
    return Array(theme.render(.page, values).utf8)
  }

  /// The links to the pages before and after, for the head and for the foot of the text.
  func steps(from page: PageAddress) -> TemplateValues {
    [
      "previous": .optional(map.before(page)?.values(from: page)),
      "next": .optional(map.after(page)?.values(from: page)),
    ]
  }

  /// The exercise that a lesson goes with, with the time that it takes, as templates show it.
  ///
  /// - Parameters:
  ///   - lesson: The lesson.
  ///   - page: The page that shows it.
  ///   - phrase: What is said of a number of minutes.
  /// - Returns: The values; nil where the lesson has none.
  func exercise(
    of lesson: Lesson, from page: PageAddress, lasting phrase: Phrase
  ) -> TemplateValues? {
    guard let id = lesson.exercise?.value, var values = map.exerciseValues(id, from: page) else {
      return nil
    }
    values["minutes"] = .text(words.text(phrase, count: map.minutes(of: id)))
    return values
  }

  /// The links to the pages above one: the course's, and others.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - others: The pages below the course's, with what they are called.
  /// - Returns: What the template of the trail shows.
  func trail(
    from page: PageAddress, through others: [(PageAddress, Phrase)] = []
  ) -> TemplateValue {
    .list(values(of: [(.front, .pageCourse)] + others, from: page))
  }

  /// What pages may load; the fonts of a course's own theme are its files too.
  static let policy = ContentSecurityPolicy([
    .style: [.ownOrigin], .script: [.ownOrigin, .wasm], .image: [.ownOrigin],
    .font: [.ownOrigin], .worker: [.blob],
  ])

  /// The authors as a sentence names them.
  var authors: String? {
    guard let last = course.authors.last else { return nil }
    let others = course.authors.dropLast()
    guard !others.isEmpty else { return last }
    return words.text(.pageNames, ["first": others.joined(separator: ", "), "last": last])
  }

  /// The course and its authors.
  private var credit: String {
    let title = InlineText.plain(course.title)
    func write(into element: HTMLElement) {
      if let contentLanguage {
        element.add(.span, text: title).set(.lang, contentLanguage)
      } else {
        element.text(title)
      }
    }
    return authors.map {
      words.html(.pageCredit, ["course": .element(write), "authors": .text($0)])
    } ?? HTMLFragment(write).html
  }

  /// The language of the course, where it is another than that of the words around it.
  private var contentLanguage: String? {
    course.language.value == words.language ? nil : course.language.value
  }

  /// What the keys do.
  private var keys: String {
    func key(_ name: String) -> Words.Filling { .element { $0.add(.kbd, text: name) } }
    return words.html(.pageKeys, ["left": key("←"), "right": key("→"), "slash": key("/")])
  }

  /// What OpenGraph calls a page.
  private func kind(of page: PageAddress) -> String {
    if case .lesson = page { "article" } else { "website" }
  }

  /// The page's address on the course's website; nothing where that is not known.
  private func canonical(_ page: PageAddress) -> TemplateValue {
    guard page != .missing, let site = course.siteAddress,
      let url = try? PageURL(checking: site + page.path)
    else { return .flag(false) }
    return .object(["address": .url(url)])
  }

  private func windowTitle(_ content: Content) -> String {
    let course = InlineText.plain(course.title)
    return content.title.map { "\($0) · \(course)" } ?? course
  }

  private func places(from here: PageAddress) -> [TemplateValues] {
    var places: [(PageAddress, Phrase)] = [
      (.front, .pageLessons), (.exercises, .pageExercises), (.flags, .pageFlags),
    ]
    if !map.termIDs.isEmpty { places.append((.glossary, .pageGlossary)) }
    return values(of: places, from: here)
  }

  /// The pages that few look for: at the foot of each page.
  private func otherPlaces(from here: PageAddress) -> [TemplateValues] {
    var places: [(PageAddress, Phrase)] = [
      (.cheatSheet, .pageCheatSheet), (.answers, .pageAnswers),
    ]
    if map.lessons.count <= WholePage.lessonsMax {
      places.append((.whole, .pageWhole))
    }
    if map.hasGuide { places.append((.instructors, .pageInstructors)) }
    return values(of: places, from: here)
  }

  private func values(
    of places: [(PageAddress, Phrase)], from here: PageAddress
  ) -> [TemplateValues] {
    places.map { address, name in
      [
        "url": .url(here.url(to: address)), "name": .text(words.text(name)),
        "isHere": .flag(address == here),
      ]
    }
  }

  // MARK: Outline

  private func outline(from here: PageAddress) -> [TemplateValues] {
    let index = map.lessons.firstIndex { $0.address == here }
    return window(around: index ?? 0).map { position in
      let entry = map.lessons[position]
      let place = index.map { position < $0 ? "before" : position == $0 ? "here" : "after" }
      return [
        "url": .url(here.url(to: entry.address)),
        "number": .number(entry.number),
        "titleHTML": .html(entry.titleHTML),
        "place": .text(place ?? "after"),
        "isHere": .flag(position == index),
      ]
    }
  }

  private func window(around index: Int) -> Range<Int> {
    let count = map.lessons.count
    guard count > Self.outlineEntriesMax else { return 0..<count }
    let start = min(max(0, index - Self.outlineEntriesMax / 2), count - Self.outlineEntriesMax)
    return start..<start + Self.outlineEntriesMax
  }
}
