import Courseware
import KernelCore
import LinuxABI
import Markup
import SiteGenerator
import Testing

@Suite struct `The sharing matrix` {
  static let words: [CloneFlags] = [
    [], .vm, .fs, .files, [.vm, .sighand], [.vm, .fs, .files], [.vm, .vfork],
    [.vm, .sighand, .thread], [.vm, .fs, .files, .sighand], [.vm, .fs, .files, .sighand, .thread],
  ]

  /// The flag that shares each structure.
  static let flags: [(SharingMatrix.Structure, CloneFlags)] = [
    (.mm, .vm), (.files, .files), (.fs, .fs), (.sighand, .sighand), (.signal, .thread),
  ]

  @Test(arguments: words) func `says of each structure what the flag word says`(
    flags: CloneFlags
  ) throws {
    let trial = CloneTrial(flags: flags, exitSignal: Signal.child.rawValue)
    let matrix = try #require(trial.matrix)
    #expect(matrix.rows.map(\.name) == [.parent, .child])
    for (index, structure) in SharingMatrix.Structure.allCases.enumerated() {
      let flag = try #require(Self.flags.first { $0.0 == structure }).1
      let parent = try #require(matrix.rows[0].cells[index])
      let child = try #require(matrix.rows[1].cells[index])
      #expect((parent.identity == child.identity) == flags.contains(flag), "\(structure)")
      #expect((parent.rank == child.rank) == flags.contains(flag), "\(structure)")
    }
  }

  @Test(arguments: words) func `holds the kernel's own numbers`(flags: CloneFlags) throws {
    let trial = CloneTrial(flags: flags, exitSignal: Signal.child.rawValue)
    guard case .child(let parent, let child) = trial.answer else {
      Issue.record("\(flags) was refused")
      return
    }
    let matrix = try #require(trial.matrix)
    let expected = [parent, child].map { task in
      [task.mm, task.files, task.fs, task.sighand, task.signal].map { $0?.identity }
    }
    #expect(matrix.rows.map { $0.cells.map { $0?.identity } } == expected)
    #expect(matrix.rows.map(\.threadID) == [parent.threadID.rawValue, child.threadID.rawValue])
  }

  @Test(arguments: words) func `draws equal colours and labels for equal objects, and only those`(
    flags: CloneFlags
  ) throws {
    let trial = CloneTrial(flags: flags, exitSignal: Signal.child.rawValue)
    let matrix = try #require(trial.matrix)
    let page = try drawn(matrix)
    let cells = page.elements.filter { $0.attributes["class"]?.hasPrefix("cell ") == true }
    let columns = SharingMatrix.Structure.allCases.count
    try #require(cells.count == 2 * columns)
    for index in 0..<columns {
      let (parent, child) = (cells[index], cells[columns + index])
      let isShared = matrix.rows[0].cells[index]?.identity == matrix.rows[1].cells[index]?.identity
      #expect((parent.text == child.text) == isShared)
      #expect((parent.attributes["class"] == child.attributes["class"]) == isShared)
      #expect(parent.text == matrix.rows[0].cells[index].map { "#\($0.identity)" })
    }
  }

  @Test func `says the same in words and as a table`() throws {
    let trial = CloneTrial(flags: [.vm, .fs], exitSignal: Signal.child.rawValue)
    let matrix = try #require(trial.matrix)
    let page = try drawn(matrix)
    let description = try #require(page.elements(named: "desc").first).text
    let rows = page.elements(named: "tr").dropFirst().map(\.text)
    #expect(rows.count == 5)
    for (index, structure) in SharingMatrix.Structure.allCases.enumerated() {
      let cells = matrix.rows.compactMap { $0.cells[index] }
      let row = Array(rows)[index]
      #expect(row.hasPrefix(structure.rawValue))
      for cell in cells {
        #expect(row.contains("#\(cell.identity)"))
        #expect(description.contains("\(structure.rawValue) #\(cell.identity)"))
      }
      #expect(row.hasSuffix("shared") == [.mm, .fs].contains(structure))
    }
    #expect(description.contains("Shared: mm and fs."))
  }

  private func drawn(_ matrix: SharingMatrix) throws -> ParsedPage {
    let words = try FixtureCourse.words()
    let html = HTMLFragment { matrix.draw(into: $0, title: "clone(<&>)", words: words) }.html
    return ParsedPage(html: Array("<!DOCTYPE html><html><body>\(html)</body></html>".utf8))
  }
}

@Suite struct `A call of clone on a page` {
  @Test func `is refused with the rule that it breaks`() {
    let trial = CloneTrial(flags: .thread, exitSignal: 0)
    guard case .refused(let errno, let rule) = trial.answer else {
      Issue.record("CLONE_THREAD alone was not refused")
      return
    }
    #expect(errno == .invalidArgument)
    #expect(rule == .threadWithoutSighand)
    #expect(trial.matrix == nil)
  }

  @Test func `is judged for its caller`() {
    let flags: CloneFlags = [.parent]
    #expect(CloneTrial(flags: flags, exitSignal: 17, by: .namespaceInit).errno == .invalidArgument)
    #expect(CloneTrial(flags: flags, exitSignal: 17, by: .root).errno == nil)
    #expect(CloneTrial(flags: .newNS, exitSignal: 17, by: .user).errno == .notPermitted)
  }

  /// What the predicate says of legal words, the kernel does: a child or a refusal by name.
  @Test func `agrees with the rules on every pair of flags`() {
    let flags = CloneFlags.all.map(\.flag).filter { (0x100...0xFFFF_FFFF).contains($0.rawValue) }
    for one in flags {
      for two in flags {
        let word = one.union(two)
        let rule = brokenCloneRule(flags: word, exitSignal: 17, caller: .root)
        let trial = CloneTrial(flags: word, exitSignal: 17)
        switch trial.answer {
        case .child, .notBuilt: #expect(rule == nil, "\(word)")
        case .refused(let errno, _): #expect(errno == rule?.errno, "\(word)")
        }
      }
    }
  }
}
