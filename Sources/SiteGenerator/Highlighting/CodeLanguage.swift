/// A language that the highlighter knows.
package enum CodeLanguage: String, Sendable, CaseIterable {
  case swift
  case c
  case yaml
  case shell
  /// A session in a terminal: prompts, commands and what they answered.
  case console
  /// System calls as `strace` writes them.
  case strace
  /// Anything else.
  case text

  /// The language that the word after a fence names, in any letter case.
  package init?(fence name: String) {
    switch name.lowercased() {
    case "swift": self = .swift
    case "c", "h": self = .c
    case "yaml", "yml": self = .yaml
    case "shell", "sh", "bash", "zsh": self = .shell
    case "console", "shell-session", "terminal": self = .console
    case "strace", "trace": self = .strace
    case "text", "txt", "plain", "none": self = .text
    default: return nil
    }
  }

  /// The names that a fence may use, for a suggestion.
  package static let fenceNames = [
    "swift", "c", "yaml", "sh", "shell", "bash", "console", "strace", "text",
  ]

  /// What a reader calls it.
  package var title: String {
    switch self {
    case .swift: "Swift"
    case .c: "C"
    case .yaml: "YAML"
    case .shell: "Shell"
    case .console: "Terminal"
    case .strace: "System calls"
    case .text: "Text"
    }
  }
}
