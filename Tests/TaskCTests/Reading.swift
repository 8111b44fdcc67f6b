import TaskC

/// What is said of a program: "line:column: message" for each complaint.
func complaints(_ source: String) -> [String] {
  let text = SourceText(Array(source.utf8))
  return Program.read(text).complaints.map { complaint in
    let place = text.place(of: complaint.offset)
    return "\(place.line):\(place.column): \(complaint.message)"
  }
}

/// What is said of a function's body.
func complaintsInBody(_ body: String) -> [String] {
  complaints("int f(int a, int *p, char c, long l, unsigned u) { \(body) return 0; }")
    .map { String($0.drop { $0 != " " }.dropFirst()) }
}

/// The help of the first complaint.
func help(_ source: String) -> String? {
  Program.read(SourceText(Array(source.utf8))).complaints.first?.help
}
