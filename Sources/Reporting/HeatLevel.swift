import Markup
import Results

/// How far a result went: the colour of a cell of a heat map, which always also says it in text.
enum HeatLevel: CaseIterable, Hashable {
  case nothing
  case little
  case half
  case most
  case everything
  case notRun
  case graderError

  /// The level of a result.
  init(of result: ExerciseResult) {
    switch result.verdict {
    case .notRun: self = .notRun
    case .graderError: self = .graderError
    case .pass: self = .everything
    case .fail:
      let share = result.maxScore > 0 ? result.score / result.maxScore : 0
      switch share {
      case ..<0.005: self = .nothing
      case ..<0.34: self = .little
      case ..<0.67: self = .half
      case ..<1: self = .most
      // Full points and still a failure: whatever failed was worth nothing.
      default: self = share.isNaN ? .nothing : .most
      }
    }
  }

  var cssClass: CSSClass {
    switch self {
    case .nothing: "heat-0"
    case .little: "heat-1"
    case .half: "heat-2"
    case .most: "heat-3"
    case .everything: "heat-4"
    case .notRun: "heat-none"
    case .graderError: "heat-error"
    }
  }

  /// What the level means, as a column or legend says it.
  var label: String {
    switch self {
    case .nothing: "0%"
    case .little: "1–33%"
    case .half: "34–66%"
    case .most: "67–99%"
    case .everything: "Passed"
    case .notRun: "Not run"
    case .graderError: "Grader error"
    }
  }
}
