// Names that look like others, in diagnostics: Cyrillic letters, a word joiner, an emoji.
import ExerciseKit
import Exercise_answer

struct Ѕubmission: Doubling {
    func double(_ number: Int32) -> Int32 { number * 2 }
}
let 💀 = homoglyphs
