// How long it takes to compare the submissions of a large class with one another, passages included.
// Prints a Markdown table; fails if a target is missed.

import Glibc
import SeededNumbers
import Similarity

let submissions = 1_000
let lines = 150
let pairsMax = 20
let secondsMax = 5.0

/// Lines as students write them; every twelfth is the starter's.
func text(_ numbers: inout SplitMix64) -> String {
  let patterns = [
    "let NAME = try await linux.clone(FLAGS, child: NAME)",
    "guard NAME > NUMBER else { return NAME }",
    "for NAME in 0..<NUMBER where NAME % 2 == 0 {", "NAME += NAME * NUMBER", "}",
    "NAME.append(NAME(NAME, at: NUMBER)) // what for", "if NAME == NAME, !NAME.isEmpty {",
    "switch NAME { case .some(let NAME): NAME(NAME) default: break }",
    "try await linux.futexWait(NAME, NUMBER)", "return NAME.map { $0 + NUMBER }",
    "while try await linux.load(NAME) != NUMBER { NAME -= 1 }", "func NAME(_ NAME: Int) -> Int {",
  ]
  var result = ""
  for line in 0..<lines {
    if line % 12 == 0 {
      result += "  try await given(one: \(line), two: [a, b, c], three: { $0 })\n"
      continue
    }
    let pattern = patterns[Int(numbers.next() % UInt64(patterns.count))]
    for word in pattern.split(separator: " ") {
      result += word.contains("NAME") ? "name\(numbers.next() % 50) " : word + " "
    }
    result += "\n"
  }
  return result
}

/// The processor time of this thread: what others do on the machine must not count.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

var numbers = SplitMix64(state: 1)
var works = (0..<submissions).map { _ in [Array(text(&numbers).utf8)] }
// Every hundredth is a copy of the one before, in part.
for index in stride(from: 1, to: submissions, by: 100) {
  works[index][0] = Array(works[index - 1][0].prefix(3_000)) + works[index][0].suffix(2_000)
}
let start = processorSeconds()
let comparison = Comparison(
  of: works, without: HandedOutCode([works[0][0]]), pairsMax: pairsMax)
var passages = 0
for pair in comparison.pairs { passages += comparison.passages(of: pair).count }
let took = processorSeconds() - start

print("| \(submissions) submissions of \(lines) lines | measured | target |")
print("|---|---:|---:|")
print(
  "| compared with one another, and the passages of the first \(comparison.pairs.count) pairs (s) "
    + "| \(Double(Int(took * 100)) / 100) | under \(Int(secondsMax)) |")
print("| passages found | \(passages) | - |")
exit(took < secondsMax && passages > 0 ? 0 : 1)
