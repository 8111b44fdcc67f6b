import Testing

@Suite struct `What is outside Task C` {
  @Test(arguments: [
    ("float x;", "`float` is outside Task C"), ("double x;", "`double` is outside Task C"),
    ("_Bool x;", "`_Bool` is outside Task C"), ("short x;", "`short` is outside Task C"),
    ("union u { int a; } x;", "`union` is outside Task C"),
    ("typedef int number;", "`typedef` is outside Task C"),
    ("inline int f(void) { return 1; }", "`inline` is outside Task C"),
    ("int f(void) { goto end; }", "`goto` is outside Task C"),
    ("int f(void) { end: return 1; }", "a label is outside Task C"),
    ("int f(int a, ...) { return a; }", "`...` is outside Task C"),
    ("int f(void) { return 1.5; }", "`1.5` is a number with a fraction, which is outside Task C"),
    ("int f(void) { return sizeof(double); }", "`double` is outside Task C"),
    ("long long x;", "these words together are no type of Task C"),
    ("long x = 1LL;", "`long long` is outside Task C"),
    ("int *restrict p;", "`restrict` is outside Task C"),
    ("_Atomic long x;", "`_Atomic` of another type than `int` is outside Task C"),
    ("__thread long x;", "a thread's own variable of another type than `int` is outside Task C"),
    ("struct s { int a : 3; };", "a member of single bits is outside Task C"),
    ("int a[3] = {[1] = 2};", "a designator is outside Task C"),
    ("struct s { int a; } x = {.a = 1};", "a designator is outside Task C"),
    (
      "struct s { int a; }; int f(void) { return ((struct s){1}).a; }",
      "a value of braces is outside Task C"
    ),
    ("int f(int a) { if (a, 1) return 1; return 0; }", "a comma in a condition is outside Task C"),
    ("int f(int a) { while (a, 1) {} return 0; }", "a comma in a condition is outside Task C"),
    ("int f(int a) { return a ?: 1; }", "`?:` without a value between is outside Task C"),
    (
      "int f(void) { int g(void) { return 1; } return 2; }",
      "a function in a function is outside Task C"
    ),
    (
      "int f(int a) { switch (a) { case 1 ... 3: return 1; } return 0; }",
      "a range of values is outside Task C"
    ),
    (
      "int f(int a) { switch (a) { case 1: while (a) { case 2: a--; } } return 0; }",
      "a label deeper in its `switch` is outside Task C"
    ),
    (
      "int f(int a) { switch (a) { case 0: if (a) case 1: return 2; } return 0; }",
      "a label deeper in its `switch` is outside Task C"
    ),
    ("int f(void) { return atoi(0); }", "`atoi` is outside Task C"),
    ("int f(void) { return __LINE__; }", "`__LINE__` is outside Task C"),
    ("FILE *file;", "`FILE` is outside Task C"),
    ("#define MAX(a, b) a", "a macro with parameters is outside Task C"),
    ("#if 1\n#endif", "`#if` is outside Task C"), ("#pragma once", "`#pragma` is outside Task C"),
    ("#include <math.h>", "there is no header `math.h` in Task C"),
    ("int f(void) { asm(\"nop\"); return 0; }", "`asm` is outside Task C"),
    ("__attribute__((packed)) int x;", "`__attribute__` is outside Task C"),
    ("int f(int n) { int a[n]; return 0; }", "the count of an array must be a constant"),
    (
      "int f(int a, int b, int c, int d, int e, int g, int h, int i, int j) { return 0; }",
      "a function has at most 8 parameters"
    ),
  ])
  func `is named as such`(source: String, message: String) {
    #expect(complaints(source).map { $0.drop { $0 != " " }.dropFirst() }.contains { $0 == message })
  }

  @Test(arguments: [
    (
      "int f(void) { goto end; }",
      "`while`, `break`, `continue` and `return` lead anywhere; a function can hold what repeats"
    ),
    ("short x;", "`int16_t` of <stdint.h> has 16 bits; `int` usually does"),
    ("#include <stdbool.h>\nint x;", "`int` holds 0 and 1"),
    ("#include \"helper.h\"\nint x;", "a program of Task C is one file"),
    (
      "void abort(void); int f(void) { abort(); return 0; }",
      "`#include <stdlib.h>` in the place of the declaration"
    ),
    ("int f(void) { return forc(); }\nint fork(void);", "`#include <unistd.h>` declares it"),
    ("int fork2(void); int f(void) { return fork(); }", "`#include <unistd.h>` declares it"),
    ("int count; int f(void) { return cuont; }", "did you mean `count`?"),
    (
      "int f(void) { return fprintf(0, 0); }",
      "`printf` and `puts` write to standard output at once, `write` to any descriptor"
    ),
    (
      "int f(void) { return sem_wait(0); }", "`pthread_mutex_t` with `pthread_cond_t`, or `semop`"
    ),
    ("int f(void) { retrun 0; }", "did you mean `return`?"),
    ("itn x;", "did you mean `int`?"),
    ("int f(void) { return EINVAL; }", "`#include <errno.h>` declares it"),
    ("int f(void) { siginfo_t s; return 0; }", "`#include <signal.h>` declares it"),
    ("struct s { int first; } x; int f(void) { return x.frist; }", "did you mean `first`?"),
    ("#include <stdoi.h>\n", "did you mean `<stdio.h>`?"),
    ("struct s { int a; } x; int f(struct s *p) { return p.a; }", "write `->`"),
    ("struct s { int a; }; s x;", "write `struct s`"),
    ("pid_t x;", "`#include <sys/types.h>` declares it"),
    ("int f(void *p) { return *p; }", "cast it to a pointer to what is there"),
  ])
  func `has something near in it`(source: String, near: String) {
    let first = help(source)
    // `forc` is near nothing that is declared before it.
    #expect(source.contains("forc()") ? first == nil : first == near)
  }

  /// What parameters and members of the headers are called is nobody's help.
  @Test(arguments: [
    "int f(void) { return status; }", "int f(void) { return sa_flags; }", "string x;",
  ])
  func `has nothing near in it`(source: String) {
    #expect(help(source) == nil)
  }

  @Test func `several mistakes are found, each at its place`() {
    let source = """
      int f(int a) {
        a = "text";
        goto out;
        b = 3;
        return a +;
      }
      int g(void) { return f(); }
      int h(void) { é }

      """
    #expect(
      complaints(source) == [
        "2:7: the value is `char *`, but what it is assigned to is `int`",
        "3:3: `goto` is outside Task C",
        "4:3: `b` is not declared",
        "5:13: expected a value",
        "7:23: `f` takes 1 argument, not 0",
        "8:15: `é` is no part of C",
      ])
  }

  /// A body that is a label and its statement is one body.
  @Test func `a label without braces is one mistake`() {
    let source = """
      int f(int a) {
        switch (a) {
        case 0:
          if (a) case 1: a = 2;
          else default: a = 3;
          while (a) case 4: a--;
        }
        return a;
      }

      """
    let message = "a label deeper in its `switch` is outside Task C"
    #expect(complaints(source) == ["4:12", "5:10", "6:15"].map { "\($0): \(message)" })
  }

  @Test func `a function of two types is one mistake`() {
    let source = "int f(int); long f(int a) { return a; } int main(void) { return f(1); }"
    #expect(
      complaints(source) == [
        "1:18: `f` was declared as `int (int)` before, not as `long (int)`"
      ])
  }

  @Test func `a misspelled word of C is one mistake`() {
    let source = """
      int f(int a) {
        whle (a) { a--; }
        swich (a) {
        defualt:
          brek;
        }
        fro (;;) retrun a;
      }

      """
    #expect(
      complaints(source) == [
        "2:3: `whle` is not declared",
        "3:3: `swich` is not declared",
        "4:3: `defualt` is not declared",
        "5:5: `brek` is not declared",
        "7:3: `fro` is not declared",
        "7:12: `retrun` is not declared",
      ])
  }

  @Test func `places are those of the text where lines are joined`() {
    let source = "int f(void) {\n  int x = 1;\n  x +\\\n= zz\\\nz;\n  retur\\ \nn y; }\n"
    #expect(complaints(source) == ["4:3: `zzz` is not declared", "7:3: `y` is not declared"])
    #expect(complaints("\u{feff}int x = y;") == ["1:9: `y` is not declared"])
  }

  @Test func `columns count characters, not bytes`() {
    #expect(complaints("/* äöü */ int x = y;") == ["1:19: `y` is not declared"])
  }

  @Test func `twenty complaints are enough`() {
    let source = (0..<100).map { "int f\($0)(void) { return x\($0); }\n" }.joined()
    #expect(complaints(source).count == 20)
  }
}
