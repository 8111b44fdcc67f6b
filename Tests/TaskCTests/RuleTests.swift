import TaskC
import Testing

@Suite struct `Rules of Task C` {
  @Test(
    arguments: [
      ("a = l; l = a; c = 300; u = -1;", []),
      ("p = &a; a = *p; p[3] = 1; *(p + 1) = 2; 2[p] = 1;", []),
      ("p = 0; p = (void *)0; p = (int *)l; l = (long)p;", []),
      ("p = &c;", ["the value is `char *`, but what it is assigned to is `int *`"]),
      ("p = a;", ["the value is `int`, but what it is assigned to is `int *`"]),
      ("a = p;", ["the value is `int *`, but what it is assigned to is `int`"]),
      ("p = (int *)a;", ["a pointer has 64 bits, `int` has fewer"]),
      ("a = (int)p;", ["a pointer has 64 bits, `int` has fewer"]),
      ("void *v = p; p = v; char *q = v;", []),
      ("const int *q = p; q = &a;", []),
      (
        "const int *q = p; p = q;", ["the value is `const int *`: `int *` would forget the `const`"]
      ),
      ("const int k = 1; k = 2;", ["this is `const`: it can't be changed"]),
      ("const int k = 1; k++;", ["this is `const`: it can't be changed"]),
      ("struct { const int x; } s = {1}; s.x = 2;", ["this is `const`: it can't be changed"]),
      ("int x[3]; x = p;", ["an array can't be changed as a whole"]),
      ("5 = a;", ["what stands on the left is a value: it can't be changed"]),
      ("a + 1 = 2;", ["what stands on the left is a value: it can't be changed"]),
      ("(char)a = 2;", ["what stands on the left is a value: it can't be changed"]),
      ("&5;", ["a value has no address"]), ("&(a + 1);", ["a value has no address"]),
      ("&f; *f; **f; (&f)(a, p, c, l, u);", []),
      ("*a;", ["only a pointer can be followed, not `int`"]),
      ("a[3];", ["only an array or a pointer has elements, not `int`"]),
      ("a.x;", ["`int` has no members"]), ("a(1);", ["`int` can't be called"]),
      ("p * 2;", ["this can't be done with `int *` and `int`"]),
      ("p + p;", ["this can't be done with `int *` and `int *`"]),
      ("a - p;", ["this can't be done with `int` and `int *`"]),
      ("l = p - &a; p < &a; p == 0; 0 != p; !p; p && p;", []),
      ("p < 0;", ["this can't be done with `int *` and `int`"]),
      ("p == &c;", ["this can't be done with `int *` and `char *`"]),
      ("p == l;", ["this can't be done with `int *` and `long`"]),
      ("~p;", ["this can't be done with `int *`"]), ("-p;", ["this can't be done with `int *`"]),
      ("p += 1; p -= l; p++; --p;", []),
      ("p *= 2;", ["this can't be done with `int *` and `int`"]),
      ("void *v = p; v++;", ["a pointer to `void` can't be moved"]),
      ("void *v = p; *v;", ["what is at a pointer to `void` is not known"]),
      ("a / 0;", ["this divides by zero"]), ("a %= 0;", ["this divides by zero"]),
      ("a << 32;", ["a shift by 32 of 32 bits"]), ("l << 32;", []),
      ("a >> -1;", ["a shift by -1 of 32 bits"]),
      ("a ? p : 0; a ? p : (void *)p; a ? a : l;", []),
      ("a ? p : a;", ["this can't be done with `int *` and `int`"]),
      ("a ? p : &c;", ["this can't be done with `int *` and `char *`"]),
      ("break;", ["`break` stands outside loops and `switch`"]),
      ("continue;", ["`continue` stands outside loops"]),
      ("case 1: ;", ["`case` stands outside `switch`"]),
      ("else a = 1;", ["`else` without `if`"]),
      ("switch (a) { case 1: break; case 1: break; }", ["there are two labels for the value 1"]),
      ("switch (c) { case 'a': case 98: a = 1; default: ; }", []),
      ("switch (p) { default: ; }", ["`switch` needs a number, not `int *`"]),
      ("switch (a) { default: ; default: ; }", ["a second `default`"]),
      ("switch (a) { case 2: }", ["a statement must follow the label"]),
      ("switch (a) { case a: ; }", ["the value of a label must be a constant"]),
      ("while (a) { switch (a) { case 1: continue; case 2: break; } break; }", []),
      ("for (int i = 0, j = 9; i < j; i++, j--) a += i; for (;;) break;", []),
      ("do a--; while (a > 0); do { } while (0);", []),
      ("if (a) if (c) a = 1; else a = 2; else a = 3;", []),
      ("int a = 1; { int a = 2; a++; }", ["`a` is declared already"]),
      ("{ int a = 2; a++; }", []),
      ("int x, *y = &x, z[2] = {1}, *w[3]; y = z; w[0] = y;", []),
      ("int x = {1}; int y[2] = {1, 2,};", []),
      ("int y[2] = {1, 2, 3};", ["there are more values than `int [2]` has parts"]),
      ("char s[3] = \"abc\";", []),
      ("char s[2] = \"abc\";", ["the string has 3 bytes, more than `char [2]` holds"]),
      ("int y[] = 5;", ["an array starts with values in braces"]),
      ("int y[];", ["the count of `y` is missing"]),
      ("int y[0];", ["an array has at least one element"]),
      ("void v;", ["no variable can have the type `void`"]),
      ("struct t x;", ["the members of `struct t` are not known here"]),
      ("struct t *x = 0; x->y;", ["what is at a pointer to `struct t` is not known"]),
      ("static int n = 3; static int *q = &n; n++;", []),
      ("static int n = a;", ["this value is not known before the program runs"]),
      ("f(a);", ["`f` takes 5 arguments, not 1"]),
      ("f(p, p, c, l, u);", ["argument 1 of `f` is `int *`, but the parameter is `int`"]),
      ("return;", ["the function returns `int`, so a value must follow"]),
      ("return p;", ["the value is `int *`, but the function is `int`"]),
      ("a = 08;", ["`08` is no number"]), ("a = 1x;", ["`1x` is no number"]),
      ("l = 0x1ffffffffffffffff;", ["`0x1ffffffffffffffff` has more than 64 bits"]),
      ("l = 9223372036854775808;", ["`9223372036854775808` is more than a `long` holds"]),
      ("a = 'ab';", ["`'ab'` is more than one byte"]),
      ("a = '';", ["there is no character between the quotes"]),
      ("a = '\\q';", ["`\\q` stands for no character"]),
      ("a = b;", ["`b` is not declared"]), ("a = b; b = a; b++;", ["`b` is not declared"]),
      ("a = (1;", ["expected `)` after the expression"]),
      ("a = 1", ["expected `;` after the statement"]),
    ] as [(String, [String])])
  func `a body`(body: String, expected: [String]) {
    #expect(complaintsInBody(body) == expected)
  }

  @Test(
    arguments: [
      ("int x = 1; int x;", []), ("int x; int x; extern int x;", []),
      ("static int x; extern int x; int main(void) { return x; }", []),
      ("extern int x; static int x;", ["`x` was declared without `static` before"]),
      ("static int x; int x;", ["`x` was declared with `static` before"]),
      ("static int x; static int x = 2; int main(void) { return x; }", []),
      (
        "struct own { int __word; }; int f(struct own *s) { return s->__word; }", []
      ),
      (
        "int f(void); static int f(void) { return 1; }",
        ["`f` was declared without `static` before"]
      ),
      ("int (f)(int a) { return a; } int g(void) { return (f)(1); }", []),
      ("int pipe[2];", ["`pipe` is in the library"]),
      ("int kill(int a) { return a; }", ["`kill` is in the library"]),
      ("int f(void) { int pipe = 1; return pipe; }", []),
      (
        "#include <signal.h>\nint f(sigset_t *s) { return (int)s->__word[0]; }",
        ["`__word` is a member for the library alone"]
      ),
      (
        "#include <stdatomic.h>\nint f(void) { return atomic_load == 0; }",
        ["`atomic_load` is a macro in C: it can only be called"]
      ),
      (
        "#include <stdatomic.h>\nvoid *p = &atomic_store;",
        ["`atomic_store` is a macro in C: it can only be called"]
      ),
      (
        "#include <sys/wait.h>\nint (*f)(int) = WEXITSTATUS;",
        ["`WEXITSTATUS` is a macro in C: it can only be called"]
      ),
      (
        "#include <signal.h>\nint f(int a) { switch (a) { case SIGRTMIN: return 1; } return SIGRTMAX; }",
        ["the value of a label must be a constant"]
      ),
      ("int x = 1; int x = 2;", ["`x` has a value already"]),
      ("int x; long x;", ["`x` was declared as `int` before, not as `long`"]),
      ("int f(int); int f(int a) { return a; }", []),
      (
        "int f(int); long f(int a) { return a; } int main(void) { return f(1); }",
        ["`f` was declared as `int (int)` before, not as `long (int)`"]
      ),
      ("int f(int a) { return a; } int f(int a) { return a; }", ["`f` has a body already"]),
      ("int f(int); int g(void) { return f(1); }", ["`f` is declared, but it is nowhere defined"]),
      ("int f(int); int g(void) { return sizeof f(1); }", []),
      ("struct a { struct b *p; }; struct b { struct a x; };", []),
      ("struct a { struct a x; };", ["a member can't have the type `struct a`"]),
      ("struct a { int x; int x; };", ["there is a member `x` already"]),
      ("struct a { int x; }; struct a { int y; };", ["`a` is the tag of something already"]),
      ("struct a { int x; }; enum a { B };", ["`a` is the tag of something already"]),
      ("enum e { A, B = A + 5, C }; int x[C == 6 ? 1 : -1];", []),
      ("enum e { A, A };", ["`A` is declared already"]),
      ("enum e { run, wait };", ["`wait` is in the library"]),
      ("int main(void) { enum e { run, wait }; return wait - 1; }", []),
      ("#include <signal.h>\nstatic volatile sig_atomic_t got;", []),
      ("static volatile nfds_t got; int f(void) { return got; }", ["there is no type `nfds_t`"]),
      ("int main(void) { return 0; }", []), ("int main() { return 0; }", []),
      ("int main(int argc, char *argv[]) { return argc; }", []),
      ("int main(int argc, char **argv, char **envp) { return argc; }", []),
      ("void main(void) { }", ["`main` has a type with which nothing calls it"]),
      ("int main(int argc) { return argc; }", ["`main` has a type with which nothing calls it"]),
      ("int (*table[2])(int); int f(int a) { table[0] = f; return table[1](a); }", []),
      ("void (*choose(int a))(int) { return 0; }", []),
      ("int *x = &x;", ["the value is `int **`, but a variable is `int *`"]),
      ("int x; int *p = &x + 1; long q = (long)&x; char *s = \"a\" + 1;", []),
      ("int x; int y = x;", ["this value is not known before the program runs"]),
      ("__thread int x; int *p = &x;", ["this value is not known before the program runs"]),
      ("int f(int a, int a) { return a; }", ["`a` is declared already"]),
      ("int f(int) { return 1; }", ["a parameter needs a name where the body follows"]),
      ("static static int x;", ["`static` is one word too many here"]),
      ("static extern int x;", ["`extern` is one word too many here"]),
      ("static __thread int x;", []),
      ("#include <stdio.h> x", ["the directive should end here"]),
      ("#include <stdio.h> // why\nint x;", []),
      ("long x = 0xUL;", ["`0xUL` is no number"]),
      ("int;", ["this declares nothing"]), ("struct s;", []),
      (";", []), ("extern int f(void) { return 1; };", []),
      ("int main(void) { int k(int); return k(2); } int k(int a) { return a; }", []),
      (
        "int main(void) { int k(int); return k(2); }",
        ["`k` is declared, but it is nowhere defined"]
      ),
      (
        "int main(void) { int k(int); return 0; } static int k(int a) { return a; }",
        ["`k` was declared without `static` before"]
      ),
      ("int k; int main(void) { int k(int); return 0; }", ["`k` is declared already"]),
      ("int main(void) { int k(int); return 0; } int k;", ["`k` is declared already"]),
      (
        "int f(void) { static int g(void); return 0; }",
        ["a function that is declared in a block is not `static`"]
      ),
      (
        "int f(void) { extern long q; return 0; } int q = 3;",
        ["`q` was declared as `long` before, not as `int`"]
      ),
      (
        "int f(void) { extern int q; return q; } static int q = 3;",
        ["`q` was declared without `static` before"]
      ),
      ("int f(void) { int q = 4; { extern int q; return q; } } int q = 9;", []),
      ("int f(void) { int q = 4; extern int q; return q; }", ["`q` is declared already"]),
      ("__thread int x = 1; extern int x;", ["`x` was declared with `__thread` before"]),
      ("extern int a[]; int *f(void) { return &a[1]; } int a[3] = {1, 2, 3};", []),
      ("int a[]; int a[3];", []), ("int a[];", ["the count of `a` is missing"]),
      ("struct s { char n[4]; int v; } t[] = {\"abc\", 1, \"de\", 2};", []),
      (
        "struct s { int a; }; int f(void) { struct s; struct s { long b; } x = {1}; return 0; }", []
      ),
      ("#ifdef X\n#ifdef Y\n#elif Z\n#endif\n#endif\nint x;", []),
      ("#ifdef X\n#elif Z\n#endif\nint x;", ["`#elif` is outside Task C"]),
      ("\u{feff}int x;", []),
      ("x = 3;", ["`x` starts no declaration"]), ("foo x;", ["there is no type `foo`"]),
      ("int x", ["expected `;` after the declaration, but the program ends here"]),
      ("int f(void) {", ["the program ends here, but a block does not"]),
      ("#ifdef X\nint y;", ["an `#ifdef` starts here and never ends"]),
      ("#endif", ["`#endif` without `#ifdef`"]),
      ("/* no end", ["a comment starts here and never ends"]),
      ("#define A 1\n#define A 1\nint x = A;", []),
      ("#define A 1\n#define A 2", ["`A` already stands for something else"]),
      ("#define A A + B\n#define B A\nint A, B;", ["expected `;` after the declaration"]),
      ("#define N 3\n#ifdef N\nint x[N];\n#else\nint x[\n#endif", []),
      ("#ifdef __linux__\nint x[__LP64__];\n#else\n@\n#endif", []),
      ("#ifndef N\nint x;\n#else\n#if 1\n@\n#endif\n#endif", []),
      ("int x; // comment \\\n int y = nonsense;\nint z;", []),
      ("char *s = \"a\nb\";", ["a string starts here and does not end on its line"]),
    ] as [(String, [String])])
  func `a file`(source: String, expected: [String]) {
    let found = complaints(source).map { String($0.drop { $0 != " " }.dropFirst()) }
    #expect(Array(found.prefix(max(1, expected.count))) == expected)
  }

  @Test(
    arguments: [
      ("printf(\"%d %u %x %c\\n\", a, u, a, c);", []), ("printf(\"%ld %lu %lx\", l, l, l);", []),
      ("printf(\"%s %p %%\", \"x\", p);", []), ("printf(\"%5d|%-5d|%05x\", a, a, a);", []),
      ("printf(\"%d\", l);", ["the format's `%d` needs an `int` or `unsigned`, not `long`"]),
      ("printf(\"%s\", a);", ["the format's `%s` needs a string, not `int`"]),
      (
        "printf(\"%d\");", ["the format has more conversions than `printf` has arguments for: `%d`"]
      ),
      ("printf(\"x\", a);", ["the format has no conversion for this argument"]),
      ("printf(\"%f\", a);", ["the format's `%f` is outside Task C"]),
      ("printf(\"%lld\", l);", ["the format's `%lld` is outside Task C"]),
      ("printf(\"%i|%5.2d|%X|%o|%+d|%.2s|%zu\", a, a, u, u, a, \"x\", sizeof a);", []),
      ("printf(\"%*d %.*s %hhd %#lx %td %jd\", a, a, a, \"x\", a, l, p - p, l);", []),
      ("printf(\"%*d\", l, a);", ["the format's `%*` needs an `int` or `unsigned`, not `long`"]),
      ("printf(\"100%\");", ["the format's `%` is outside Task C"]),
      ("printf();", ["`printf` takes 1 or more arguments, not 0"]),
    ] as [(String, [String])])
  func `a format`(body: String, expected: [String]) {
    let source =
      "#include <stdio.h>\nint f(int a, int *p, char c, long l, unsigned u) { \(body) return 0; }"
    #expect(
      complaints(source).map { String($0.drop { $0 != " " }.dropFirst()) } == expected)
  }

  @Test func `every header can be read, by itself and after another`() {
    for path in Self.headers {
      #expect(complaints("#include <\(path)>\nint x;") == [], "\(path)")
      #expect(complaints("#include \"\(path)\"\n#include <threadbare.h>\nint x;") == [], "\(path)")
    }
  }

  private static let headers = [
    "stddef.h", "stdint.h", "limits.h", "sys/types.h", "errno.h", "stdio.h", "stdlib.h", "string.h",
    "time.h", "signal.h", "sched.h", "unistd.h", "sys/wait.h", "sys/mman.h", "fcntl.h",
    "stdatomic.h", "linux/futex.h", "pthread.h", "sys/prctl.h", "sys/ptrace.h", "sys/resource.h",
    "sys/ipc.h", "sys/sem.h", "sys/stat.h", "threadbare.h",
  ]

  @Test func `what is read has its functions and variables`() throws {
    let source = "#include <stdio.h>\nint a, b[3]; static int f(void) { return 1; } int g(void);"
    let program = try #require(Program.read(SourceText(Array(source.utf8))).program)
    #expect(program.definedFunctions == ["f"])
    #expect(program.definedVariables == ["a", "b"])
  }
}
