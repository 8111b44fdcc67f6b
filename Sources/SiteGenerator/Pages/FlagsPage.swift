import Courseware
import KernelCore
import LinuxABI
import Markup

/// All flags of clone, with what the kernel says to each: generated from the code, never written.
struct FlagsPage {
  let frame: PageFrame
  let uses: FlagUses
  private let say: Words

  init(frame: PageFrame, uses: FlagUses) {
    self.frame = frame
    self.uses = uses
    say = frame.words
  }

  func build() -> BuiltPage {
    let address = PageAddress.flags
    let html = frame.theme.render(
      .flags,
      [
        "trail": frame.trail(from: address),
        "hereName": .text(say.text(.pageFlags)),
        "tableHTML": .html(HTMLFragment(table).html),
      ])
    let content = PageFrame.Content(
      address: address, title: say.text(.flagsWindowTitle),
      description: say.text(.flagsDescription), html: html)
    return BuiltPage(address: address, html: frame.page(content))
  }

  private static let columns: [Phrase] = [
    .flagsFlag, .flagsBit, .flagsSince, .flagsAsksFor, .flagsShares, .flagsAlone, .flagsNeverWith,
    .flagsLessons, .flagsExercises,
  ]

  private func table(into element: HTMLElement) {
    element.add(.table, "flag-table") { table in
      table.add(.thead).add(.tr) { row in
        for name in Self.columns { row.add(.th, text: say.text(name)).set(.scope, "col") }
      }
      let body = table.add(.tbody)
      for (place, entry) in CloneFlags.all.enumerated() { row(of: entry, at: place, in: body) }
    }
  }

  private func row(of entry: CloneFlagEntry, at place: Int, in body: HTMLElement) {
    let row = body.add(.tr)
    let name = "\(entry.linuxName)"
    let head = row.add(.th).set(.scope, "row")
    if let anchor = AnchorID(name) { head.set(.id, anchor) }
    head.add(.code, text: name)
    cell(.flagsBit, in: row).add(.code, text: "0x" + String(entry.flag.rawValue, radix: 16))
    cell(.flagsSince, in: row).text("\(entry.since)")
    InlineText.write("\(entry.summary)", into: cell(.flagsAsksFor, in: row))
    shares(entry.flag, in: cell(.flagsShares, in: row))
    alone(entry.flag, in: cell(.flagsAlone, in: row))
    list(FlagFacts.of(entry.flag).neverWith, in: cell(.flagsNeverWith, in: row))
    let lessons = uses.lessons.indices.filter { FlagUses.uses(uses.lessons[$0], place) }
    links(to: lessons.map { frame.map.lessons[$0] }, in: cell(.flagsLessons, in: row))
    let practised = lessons.compactMap { frame.course.lessons[$0].exercise?.value }
    let exercises = uses.exercises.indices.filter { index in
      FlagUses.uses(uses.exercises[index], place)
        || practised.contains(frame.map.exerciseIDs[index])
    }
    links(
      to: exercises.map { frame.map.exercises[$0] }, in: cell(.flagsExercises, in: row))
  }

  /// The structures that a child shares with its parent because of the flag, by the kernel's own word.
  private func shares(_ flag: CloneFlags, in cell: HTMLElement) {
    let names = FlagFacts.of(flag).shared.map(\.rawValue)
    for (index, name) in names.enumerated() {
      if index > 0 { cell.text(", ") }
      cell.add(.code, text: name)
    }
    if names.isEmpty { cell.text("–") }
  }

  /// A cell that says its column's name where the table is shown as a list.
  private func cell(_ name: Phrase, in row: HTMLElement) -> HTMLElement {
    row.add(.td).data("name", say.text(name))
  }

  private func alone(_ flag: CloneFlags, in cell: HTMLElement) {
    guard FlagRules.isForClone(flag) else {
      cell.add(.span, "later", text: say.text(.flagsNotForClone))
      return
    }
    let facts = FlagFacts.of(flag)
    switch facts.alone {
    case .child:
      cell.add(.span, "yes", text: say.text(.flagsLegal))
    case .refused(let errno, _):
      func refusal(into element: HTMLElement) {
        element.add(.span, "refusal").add(.code, text: errno.name)
      }
      guard let needs = facts.needs else { return refusal(into: cell) }
      say.write(
        .flagsNeeds,
        ["errno": .element(refusal), "flags": .element { list(needs, in: $0) }], into: cell)
    case .notBuilt:
      cell.add(.span, "later", text: say.text(.flagsNotBuilt))
    }
  }

  private func list(_ flags: [CloneFlagEntry], in cell: HTMLElement) {
    for (index, entry) in flags.enumerated() {
      if index > 0 { cell.text(", ") }
      let name = "\(entry.linuxName)"
      guard let anchor = AnchorID(name) else { continue }
      cell.add(.a).set(.href, PageURL(anchor: anchor)).add(.code, text: name)
    }
    if flags.isEmpty { cell.text("–") }
  }

  private func links(to entries: [SiteMap.Entry], in cell: HTMLElement) {
    for (index, entry) in entries.enumerated() {
      if index > 0 { cell.text(", ") }
      let link = cell.add(.a).set(.href, PageAddress.flags.url(to: entry.address))
      link.set(.title, entry.title).text("\(entry.number)")
    }
    if entries.isEmpty { cell.text("–") }
  }
}

/// What is known of a flag whatever the course: asked of the kernel once.
private struct FlagFacts: Sendable {
  let flag: CloneFlags
  /// What a call with it alone answers.
  let alone: CloneTrial.Answer
  let needs: [CloneFlagEntry]?
  let neverWith: [CloneFlagEntry]
  let shared: [SharingMatrix.Structure]

  private init(_ flag: CloneFlags) {
    self.flag = flag
    alone = CloneTrial(flags: flag, exitSignal: Signal.child.rawValue).answer
    needs = FlagRules.needs(of: flag)
    neverWith = FlagRules.neverWith(flag)
    shared = FlagRules.shared(because: flag)
  }

  private static let all = CloneFlags.all.map { FlagFacts($0.flag) }

  /// What is known of a flag.
  static func of(_ flag: CloneFlags) -> FlagFacts {
    all.first { $0.flag == flag } ?? FlagFacts(flag)
  }
}

/// What the rules of clone say of single flags and of pairs, found by asking them.
enum FlagRules {
  /// Says whether legacy clone can be given a flag: not those above its word, and not the one whose
  /// bit belongs to the exit signal.
  static func isForClone(_ flag: CloneFlags) -> Bool {
    flag.rawValue <= UInt64(UInt32.max) && flag.rawValue > 0xFF
  }

  /// The flags that clone takes.
  private static let candidates = CloneFlags.all.filter { isForClone($0.flag) }

  private static func isLegal(_ flags: CloneFlags) -> Bool {
    brokenCloneRule(flags: flags, exitSignal: Signal.child.rawValue, caller: .root) == nil
  }

  /// The fewest flags that make a flag legal which alone is not: none for a legal one, nil when two
  /// more do not suffice.
  static func needs(of flag: CloneFlags) -> [CloneFlagEntry]? {
    if isLegal(flag) { return [] }
    for one in candidates where isLegal(flag.union(one.flag)) { return [one] }
    for (index, one) in candidates.enumerated() {
      for two in candidates.dropFirst(index + 1) where isLegal([flag, one.flag, two.flag]) {
        return [one, two]
      }
    }
    return nil
  }

  /// The flags that are never legal together with a flag, whatever both need is added.
  static func neverWith(_ flag: CloneFlags) -> [CloneFlagEntry] {
    guard isForClone(flag), let own = closure(flag) else { return [] }
    return candidates.filter { other in
      guard other.flag != flag, let theirs = closure(other.flag) else { return false }
      return !isLegal(own.union(theirs))
    }
  }

  /// The structures that a call with a flag and what it needs shares, and one with these alone does not.
  static func shared(because flag: CloneFlags) -> [SharingMatrix.Structure] {
    guard isForClone(flag), let whole = closure(flag) else { return [] }
    func shared(_ flags: CloneFlags) -> [SharingMatrix.Structure] {
      CloneTrial(flags: flags, exitSignal: Signal.child.rawValue).matrix?.shared ?? []
    }
    let without = shared(whole.subtracting(flag))
    return shared(whole).filter { !without.contains($0) }
  }

  private static func closure(_ flag: CloneFlags) -> CloneFlags? {
    needs(of: flag)?.reduce(into: flag) { $0.formUnion($1.flag) }
  }
}
