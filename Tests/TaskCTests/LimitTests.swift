import Testing

/// Sources that are made to exhaust something: a complaint or a program, in the time of a breath.
@Suite struct `Limits of Task C` {
  @Test(arguments: ["(", "-", "!", "*", "f(", "a[", "a ? 1 : ", "a = ", "(int)", "sizeof "])
  func `deep expressions`(part: String) {
    let source = "int f(int a) { return \(String(repeating: part, count: 100_000))1; }"
    #expect(!complaints(source).isEmpty)
  }

  @Test(arguments: ["{", "if (a) ", "while (a) ", "for (;;) ", "do ", "switch (a) {", "case 1: "])
  func `deep statements`(part: String) {
    #expect(!complaints("int f(int a) { \(String(repeating: part, count: 100_000))").isEmpty)
  }

  @Test(arguments: [
    "int (", "int *", "struct {", "int x[", "int f(", "int x = {", "enum {", "int (*", "#ifdef A\n",
  ])
  func `deep declarations`(part: String) {
    #expect(!complaints(String(repeating: part, count: 100_000)).isEmpty)
  }

  @Test func `long chains are read, up to a limit`() {
    func sum(_ count: Int) -> String {
      "int f(int a) { return a\(String(repeating: " + a", count: count)); }"
    }
    #expect(complaints(sum(900)) == [])
    #expect(!complaints(sum(100_000)).isEmpty)
    let chain = String(repeating: "if (a == 1) a = 2; else ", count: 900)
    #expect(complaints("int f(int a) { \(chain) a = 3; return a; }") == [])
  }

  /// Source: C11, section 5.2.4.1.
  @Test func `what C demands is read`() {
    func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
      String(repeating: open, count: count) + inner + String(repeating: close, count: count)
    }
    #expect(complaints("int f(int a) { return \(nested("(", "a", ")", 63)); }") == [])
    #expect(complaints("int f(int a) \(nested("{", "a = 1;", "}", 127)) int x;") == [])
    #expect(complaints("int \(nested("(", "x", ")", 63));") == [])
    #expect(complaints("\(nested("struct { int a; ", "int x;", "} s;", 63))") == [])
  }

  @Test func `macros that double themselves end`() {
    let lines = (1...60).map { "#define A\($0) A\($0 - 1) A\($0 - 1)\n" }.joined()
    #expect(!complaints("#define A0 1 +\n\(lines)int x = A60 1;").isEmpty)
  }

  @Test func `much is read`() {
    let functions = (0..<20_000)
      .map { "int f\($0)(int a) { int b = a * \($0); return b + 1; }\n" }.joined()
    #expect(complaints(functions) == [])
    let values = String(repeating: "1, ", count: 200_000)
    #expect(complaints("int a[] = {\(values)}; int c[sizeof a == 800000 ? 1 : -1];") == [])
  }

  @Test(arguments: [
    "int a[1000000000][1000000000];", "char a[9223372036854775807];",
    "struct s { char a[1000000000]; char b[1000000000]; } x;",
    "struct a { char x[1000000000]; }; struct a y[1000];", "int a[-1];", "int a[1 / 0];",
    "int a[(unsigned long)-1];", "enum { A = 2147483647, B };", "enum { A = 0xffffffffffffffff };",
  ])
  func `sizes without sense`(source: String) {
    #expect(!complaints(source).isEmpty)
  }

  @Test func `every byte alone, and in every place of a program`() {
    let program = Array("#define N 3\nint x[N] = {'a', 1}; char *s = \"t\\n\"; /* c */".utf8)
    for byte in UInt8.min...UInt8.max {
      _ = complaints(of: [byte])
      for place in program.indices {
        var changed = program
        changed[place] = byte
        _ = complaints(of: changed)
      }
    }
  }
}
