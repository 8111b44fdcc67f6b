import KernelCore
import LinuxABI
import Markup

/// What fits on a sheet of paper: the common words of clone, all flags and all rules, from the code.
struct CheatSheetPage {
  let frame: PageFrame
  private var say: Words { frame.words }

  func build() -> BuiltPage {
    let body = HTMLFragment { root in
      words(in: root.add(.section, "sheet"))
      flags(in: root.add(.section, "sheet"))
      rules(in: root.add(.section, "sheet"))
    }
    return SheetPage(
      frame: frame, address: .cheatSheet, title: say.text(.pageCheatSheet),
      description: say.text(.cheatSheetDescription),
      lede: say.text(.cheatSheetLede)
    ).build(bodyHTML: body.html)
  }

  /// The calls of C that are one clone each, with their words (`clone(2)`, `fork(2)`, `vfork(2)`; glibc's
  /// sysdeps/unix/sysv/linux/createthread.c for `pthread_create`).
  private static let words: [(name: String, flags: CloneFlags, exitSignal: Int32)] = [
    ("fork", [], Signal.child.rawValue),
    ("vfork", [.vm, .vfork], Signal.child.rawValue),
    (
      "pthread_create",
      [
        .vm, .fs, .files, .sighand, .thread, .sysvSem, .setTLS, .parentSetTID, .childClearTID,
      ], 0
    ),
  ]

  private func words(in section: HTMLElement) {
    section.add(.h2, text: say.text(.cheatSheetUses))
    table([.cheatSheetUse, .cheatSheetWord, .cheatSheetShared, .cheatSheetSeparate], in: section) {
      body in
      for word in Self.words {
        let trial = CloneTrial(flags: word.flags, exitSignal: word.exitSignal)
        body.add(.tr) { row in
          row.add(.th).set(.scope, "row").add(.code, text: word.name)
          code(trial.word, in: row.add(.td))
          let matrix = trial.matrix
          row.add(.td, text: list(matrix?.shared))
          row.add(.td, text: list(matrix?.separate))
        }
      }
    }
  }

  private func list(_ structures: [SharingMatrix.Structure]?) -> String {
    guard let structures, !structures.isEmpty else { return "–" }
    return structures.map(\.rawValue).joined(separator: ", ")
  }

  private func flags(in section: HTMLElement) {
    section.add(.h2, text: say.text(.cheatSheetFlags))
    table([.flagsFlag, .flagsBit, .flagsSince, .flagsAsksFor], in: section) { body in
      for entry in CloneFlags.all {
        body.add(.tr) { row in
          row.add(.th).set(.scope, "row").add(.code, text: "\(entry.linuxName)")
          row.add(.td).add(.code, text: "0x" + String(entry.flag.rawValue, radix: 16))
          row.add(.td, text: "\(entry.since)")
          InlineText.write("\(entry.summary)", into: row.add(.td))
        }
      }
    }
  }

  private func rules(in section: HTMLElement) {
    section.add(.h2, text: say.text(.cheatSheetRules))
    table([.cheatSheetAnswer, .cheatSheetBecause], in: section) { body in
      for rule in CloneRule.allCases {
        body.add(.tr) { row in
          row.add(.th).set(.scope, "row").add(.code, text: rule.errno.name)
          row.add(.td, text: "\(rule.explanation)")
        }
      }
    }
  }

  private func table(
    _ columns: [Phrase], in section: HTMLElement, _ rows: (HTMLElement) -> Void
  ) {
    let box = section.add(.div, "table-scroll").set(.tabindex, 0).set(.role, "group")
    box.set(.ariaLabel, say.text(columns[0]))
    box.add(.table) { table in
      table.add(.thead).add(.tr) { row in
        for name in columns { row.add(.th, text: say.text(name)).set(.scope, "col") }
      }
      rows(table.add(.tbody))
    }
  }

  /// Writes a word that may break after each bar.
  private func code(_ word: String, in cell: HTMLElement) {
    let code = cell.add(.code)
    for (index, part) in word.split(separator: "|").enumerated() {
      if index > 0 {
        code.text("|")
        code.add(.wbr)
      }
      code.text(String(part))
    }
  }
}
