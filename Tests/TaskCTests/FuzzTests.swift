import SeededNumbers
import TaskC
import Testing

/// Reads bytes, and checks what is said of them.
///
/// - Returns: How many complaints there are.
@discardableResult
func complaints(of bytes: [UInt8]) -> Int {
  let text = SourceText(bytes)
  let (program, complaints) = Program.read(text)
  if (program == nil) == complaints.isEmpty {
    Issue.record("neither read nor refused: \(String(decoding: bytes, as: UTF8.self))")
  }
  for complaint in complaints
  where complaint.offset < 0 || complaint.offset > text.count || complaint.length < 1
    || complaint.message.isEmpty
  {
    Issue.record("\(complaint) of \(String(decoding: bytes, as: UTF8.self))")
  }
  return complaints.count
}

@Suite struct `Fuzzed sources` {
  private static let cases = 100_000

  private static let programs = [
    """
    #include <stdio.h>
    #define N 10
    struct pair { char c; long v; int xs[3]; struct pair *next; };
    enum color { RED, GREEN = 5, BLUE };
    static int table[N][2] = {{1, 2}, {3, 4}, 5, 6};
    char *names[] = {"a", "b\\n", 0};
    int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    int main(int argc, char **argv) {
      struct pair s = {'x', 5, {1, 2, 3}, 0}, *p = &s;
      for (int i = 0; i < N; i++) {
        if (i == 3) continue; else if (i > 8) break;
        table[i][1] += p->xs[i % 3] << 2;
      }
      switch (argc) { case RED: return 1; case BLUE: { break; } default: ; }
      do { argc--; } while (argc > 0 && !s.v);
      printf("%d %s %lx\\n", fib(5), names[0], (long)p);
      return (int)s.v;
    }
    """,
    """
    #ifdef X
    int broken(
    #else
    int (*op)(int, char *);
    #endif
    volatile int flag; const int k = 3; unsigned long u = 0xffUL;
    int apply(int (*f)(int, char *), int x) { op = f; return op(x, (char *)0) + (*f)(x, "s"); }
    void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
    int sizes[sizeof(int) * 2 + 'a' / 'b'];
    long f(long a, unsigned b, char c) {
      a += b; a -= c; a <<= 2; a |= ~b ^ 7; a = a ? b : c; a = -a, b++, --c;
      while (a-- > 0) { if (!flag || k) break; }
      return a * 2 % 5 - (b >> 1) + (c == 'q') + sizeof a + sizeof(long[3]);
    }
    """,
    """
    #include <unistd.h>
    #include <sys/wait.h>
    int main(void) {
      int status; pid_t pid = fork();
      if (pid == 0) _exit(7);
      if (waitpid(pid, &status, WNOHANG) < 0) return 1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    """,
  ]

  private static let words = [
    "int", "char", "long", "unsigned", "struct", "enum", "void", "const", "static", "return", "if",
    "else", "while", "for", "switch", "case", "default", "break", "sizeof", "goto", "float",
    "union",
    "typedef", "{", "}", "(", ")", "[", "]", ";", ",", "*", "&", "&&", "->", ".", "=", "==", "+=",
    "++", "-", "~", "?", ":", "...", "#", "#define A ", "#ifdef A\n", "#endif\n", "\n", "0", "1",
    "0x7fffffffffffffff", "'a'", "\"s\"", "\"", "'", "/*", "*/", "//", "\\", "é", "\0", "a",
  ]

  /// Parts cut out, doubled, exchanged between programs, and words put in.
  private func changed(_ source: [UInt8], _ numbers: inout SplitMix64) -> [UInt8] {
    var bytes = source
    for _ in 0..<1 + numbers.next() % 4 {
      let place = Int(numbers.next() % UInt64(bytes.count + 1))
      let end = min(bytes.count, place + Int(numbers.next() % 20))
      switch numbers.next() % 6 {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      case 2:
        let other = Array(Self.programs[Int(numbers.next() % 3)].utf8)
        let start = Int(numbers.next() % UInt64(other.count))
        bytes.insert(contentsOf: other[start..<min(other.count, start + 15)], at: place)
      case 3: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: numbers.next()) }
      case 4: bytes.removeSubrange(place...)
      default:
        let word = Self.words[Int(numbers.next() % UInt64(Self.words.count))]
        bytes.insert(contentsOf: Array(" \(word) ".utf8), at: place)
      }
    }
    return bytes
  }

  @Test func `are read or refused with a complaint`() {
    var numbers = SplitMix64(state: 7)
    let programs = Self.programs.map { Array($0.utf8) }
    for program in programs { #expect(complaints(of: program) == 0) }
    var refused = 0
    for index in 0..<Self.cases where complaints(of: changed(programs[index % 3], &numbers)) > 0 {
      refused += 1
    }
    // Most changes break a program, but not all.
    #expect(refused > Self.cases / 2 && refused < Self.cases * 99 / 100)
  }

  @Test func `words in any order are read or refused with a complaint`() {
    var numbers = SplitMix64(state: 8)
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<numbers.next() % 60 {
        bytes += Array(Self.words[Int(numbers.next() % UInt64(Self.words.count))].utf8)
        bytes.append(32)
      }
      complaints(of: bytes)
    }
  }
}
