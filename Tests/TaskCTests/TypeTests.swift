import Testing

/// Types are seen through what C calculates of them before a program runs: an array of -1 elements is
/// an error.
@Suite struct `Types of Task C` {
  private func holds(_ condition: String, after declarations: String = "") -> Bool {
    let found = complaints(
      "#include <threadbare.h>\n\(declarations)\nint check[(\(condition)) ? 1 : -1];")
    return found.isEmpty
  }

  @Test(arguments: [
    "sizeof(char) == 1", "sizeof(int) == 4", "sizeof(unsigned) == 4", "sizeof(long) == 8",
    "sizeof(unsigned long) == 8", "sizeof(void *) == 8", "sizeof(int (*)(long)) == 8",
    "sizeof(int8_t) == 1", "sizeof(uint16_t) == 2", "sizeof(int32_t) == 4",
    "sizeof(uint64_t) == 8", "sizeof(int[3][5]) == 60", "sizeof(long int) == 8",
    "sizeof(unsigned char) == 1", "sizeof(sigset_t) == 128", "sizeof(siginfo_t) == 128",
    "sizeof(struct timespec) == 16", "sizeof(pthread_mutex_t) == 40",
    "sizeof(struct clone_args) == 88", "sizeof 'a' == 4", "sizeof \"abc\" == 4",
    "sizeof(sizeof(int)) == 8", "sizeof(struct sembuf) == 6", "sizeof(pid_t) == 4",
  ])
  func `have the sizes of LP64`(condition: String) {
    #expect(holds(condition))
  }

  /// Sources: C11, sections 6.3.1.1 and 6.3.1.8; the results are those of GCC 12 on x86-64.
  @Test(arguments: [
    "sizeof(c + c) == 4", "sizeof(c + l) == 8", "sizeof(u + l) == 8", "sizeof(u + c) == 4",
    "sizeof(-c) == 4", "sizeof(~h) == 4", "sizeof(!l) == 4", "sizeof(l < l) == 4",
    "sizeof(c << l) == 4", "sizeof(l << c) == 8", "sizeof(c, c) == 1", "sizeof(c = l) == 1",
    "sizeof(c += l) == 1", "sizeof(1 ? c : c) == 4", "sizeof(1 ? c : l) == 8",
    "sizeof(c++) == 1", "sizeof(&c) == 8", "sizeof(*&c) == 1", "sizeof(a) == 40",
    "sizeof(a + 0) == 8", "sizeof(&a) == 8", "sizeof(*a) == 4", "sizeof(&a[3] - a) == 8",
    "sizeof(f) == 8", "sizeof(f(1)) == 8",
    // Values.
    "-1 < 1", "!(-1 < 1u)", "-1 > 1u", "-1L < 1u", "-1 > 1UL", "(unsigned)-1 == 4294967295",
    "(char)200 == -56", "(uint8_t)-1 == 255", "(int16_t)40000 == -25536", "(long)(int)~0u == -1",
    "(unsigned long)-1 > 0", "4294967295 > -1", "2147483647 + 1u == 2147483648", "-8 / 3 == -2",
    "-8 % 3 == -2", "-8 >> 1 == -4", "-8u >> 1 == 2147483644", "1 << 31 < 0", "1u << 31 > 0",
    "0x80000000 > 0", "0xffffffffffffffff == -1UL", "0777 == 511", "'\\xff' == -1",
    "'\\101' == 'A'",
    "'\\n' == 10", "INT_MIN < 0", "INT_MIN == -INT_MAX - 1", "LONG_MIN < 0", "~0 == -1", "!0 == 1",
    "(1 ? -1 : 1u) > 0", "5 & 6 | 8 == 8", "1 + 2 * 3 == 7", "(2 | 1 ^ 1 & 0) == 3",
    "1 ? 1 : 0 ? 0 : 0", "1 - 1 - 1 == -1", "16 / 4 / 2 == 2", "1 << 2 << 1 == 8",
    "0 || 1 && 0 || 1",
    "10 > 5 > 0", "BLUE == 6", "sizeof(enum color) == 4", "RED < GREEN",
    "CLONE_VM == 0x100", "SIGCHLD == 17", "ENOENT == 2", "O_CREAT == 64", "__WALL == 0x40000000",
  ])
  func `convert as C says`(condition: String) {
    let declarations = """
      char c; int16_t h; long l; unsigned u; int a[10]; long f(int);
      enum color { RED, GREEN = 5, BLUE };
      """
    #expect(
      holds(condition, after: declarations.replacing("long f(int);", with: "long (*f)(int);")))
    // The check itself can fail.
    #expect(
      !holds(
        "!(\(condition))", after: declarations.replacing("long f(int);", with: "long (*f)(int);")))
  }

  @Test(arguments: [
    ("struct s { char a; int b; }", 8), ("struct s { char a; long b; char c; }", 24),
    ("struct s { char a, b; int16_t c; int d; }", 8), ("struct s { int a[3]; char b; }", 16),
    ("struct s { char a[5]; }", 5), ("struct s { struct { char a; long b; } in; char c; }", 24),
    ("struct s { char a; struct s *next; }", 16), ("struct s { int (*f)(long); char c; }", 16),
    ("struct s { char a; char *b[2]; int c; }", 32), ("struct s { int16_t a; char b; }", 4),
  ])
  func `structures are laid out as C says`(declaration: String, size: Int) {
    #expect(holds("sizeof(struct s) == \(size)", after: declaration + ";"))
    #expect(
      holds("sizeof(t) == \(3 * size)", after: declaration + "; struct s t[3];"))
  }

  @Test(arguments: [
    ("int a[] = {1, 2, 3};", 12), ("char a[] = \"hello\";", 6), ("char a[] = \"hel\" \"lo\";", 6),
    ("char a[] = {\"abc\"};", 4), ("int a[][2] = {{1, 2}, {3}};", 16),
    ("int a[][2] = {1, 2, 3};", 16), ("char a[][4] = {\"abc\", \"d\"};", 8),
    ("struct { int x, y; } a[] = {1, 2, 3, 4, 5};", 24),
    ("struct { int x[2]; char c; } a[] = {{{1, 2}, 3}, 4, 5, 6};", 24),
    ("char *a[] = {\"x\", \"y\", 0};", 24),
  ])
  func `an array has as many elements as values`(declaration: String, size: Int) {
    #expect(holds("sizeof a == \(size)", after: declaration))
  }
}
