import Markup
import Results

/// Drawings of counts; each stands beside the same numbers in text.
enum Charts {
  /// Draws how many students reached which tenth of the full score.
  static func addHistogram(of distribution: ScoreDistribution, to parent: HTMLElement) {
    let width = 440.0
    let height = 210.0
    let base = 172.0
    let top = 26.0
    let slot = (width - 16) / 10
    let most = max(1, distribution.bins.max() ?? 1)
    let label = "Histogram of scores: " + binDescriptions(distribution).joined(separator: ", ")
    let drawing = parent.drawing(width: width, height: height, label: label, "histogram")
    for (bin, count) in distribution.bins.enumerated() {
      let x = 8 + Double(bin) * slot
      // One student is seen beside a thousand, and no student is no bar.
      let bar = count == 0 ? 0 : max(3, (base - top) * Double(count) / Double(most))
      drawing.add(.rect, "bar").set(.x, x + 2).set(.y, base - bar)
        .set(.width, slot - 4).set(.height, bar).set(.rx, 2)
      if count > 0 {
        drawing.add(.text, "bar-count", text: Points.grouped(count)).set(.x, x + slot / 2)
          .set(.y, base - bar - 7).set(.textAnchor, "middle")
      }
    }
    drawing.add(.line, "axis").set(.x1, 8).set(.x2, width - 8).set(.y1, base + 0.5)
      .set(.y2, base + 0.5)
    for tick in stride(from: 0, through: 10, by: 2) {
      drawing.add(.text, "tick", text: "\(tick * 10)%").set(.x, 8 + Double(tick) * slot)
        .set(.y, base + 22)
        .set(.textAnchor, tick == 0 ? "start" : tick == 10 ? "end" : "middle")
    }
  }

  /// The bins in words: `0–9%: 3 students`.
  static func binDescriptions(_ distribution: ScoreDistribution) -> [String] {
    distribution.bins.enumerated().map { bin, count in
      "\(binLabel(bin)): \(Points.count(count, "student"))"
    }
  }

  /// The scores that a bin holds.
  static func binLabel(_ bin: Int) -> String {
    bin == 9 ? "90–100%" : "\(bin * 10)–\(bin * 10 + 9)%"
  }

  /// Draws how results are shared among the verdicts, as one bar.
  static func addVerdictBar(_ counts: VerdictCounts, to parent: HTMLElement) {
    let drawing = parent.drawing(width: 100, height: 8, label: nil, "verdict-bar")
    drawing.set(.preserveAspectRatio, "none")
    let total = Double(max(1, counts.total))
    var x = 0.0
    for verdict in Verdict.allCases where counts[verdict] > 0 {
      let width = 100 * Double(counts[verdict]) / total
      drawing.add(.rect, verdict.cssClass).set(.x, x).set(.y, 0).set(.width, width).set(.height, 8)
      x += width
    }
  }

  /// Draws a share of a whole, as one bar.
  static func addShareBar(_ part: Double, of whole: Double, to parent: HTMLElement) {
    let drawing = parent.drawing(width: 100, height: 8, label: nil, "share-bar")
    drawing.set(.preserveAspectRatio, "none")
    drawing.add(.rect, "whole").set(.x, 0).set(.y, 0).set(.width, 100).set(.height, 8)
    let share = whole > 0 && part.isFinite ? min(max(part / whole, 0), 1) : 0
    drawing.add(.rect, "part").set(.x, 0).set(.y, 0).set(.width, 100 * share).set(.height, 8)
  }
}
