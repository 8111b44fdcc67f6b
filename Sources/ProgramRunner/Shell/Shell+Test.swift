/// `test`.
extension Shell {
  static var testText: String {
    #"""
    // `test`, which is `[` too.

    static char **test_words;
    static int test_count;
    static int test_at;
    static int test_failed;

    static int test_or(void);

    static int test_file(int kind, const char *path) {
      struct FileFacts facts;
      if (kind == 'r') return may(path, 4);
      if (kind == 'w') return may(path, 2);
      if (kind == 'x') return may(path, 1);
      if (facts_of(path, kind != 'h' && kind != 'L', &facts) < 0) return 0;
      unsigned type = facts.mode & 0170000;
      switch (kind) {
      case 'd': return type == 0040000;
      case 'f': return type == 0100000;
      case 'p': return type == 0010000;
      case 'c': return type == 0020000;
      case 'b': return type == 0060000;
      case 'S': return type == 0140000;
      case 'h':
      case 'L': return type == 0120000;
      case 's': return facts.bytes > 0;
      case 'u': return (facts.mode & 04000) != 0;
      case 'g': return (facts.mode & 02000) != 0;
      default: return 1;
      }
    }

    static long test_number(const char *text) {
      int is_number;
      long number = number_of(text, &is_number);
      if (!is_number) {
        complain("Illegal number", text);
        test_failed = 1;
      }
      return number;
    }

    /// What an operator between two words says; -1 if it is none.
    static int test_between(const char *left, const char *name, const char *right) {
      if (is_equal(name, "=") || is_equal(name, "==")) return is_equal(left, right);
      if (is_equal(name, "!=")) return !is_equal(left, right);
      if (is_equal(name, "<")) return strcmp(left, right) < 0;
      if (is_equal(name, ">")) return strcmp(left, right) > 0;
      int kind = is_equal(name, "-eq")   ? 1
                 : is_equal(name, "-ne") ? 2
                 : is_equal(name, "-lt") ? 3
                 : is_equal(name, "-le") ? 4
                 : is_equal(name, "-gt") ? 5
                 : is_equal(name, "-ge") ? 6
                                         : 0;
      if (kind == 0) return -1;
      long first = test_number(left);
      long second = test_number(right);
      if (kind == 1) return first == second;
      if (kind == 2) return first != second;
      if (kind == 3) return first < second;
      if (kind == 4) return first <= second;
      return kind == 5 ? first > second : first >= second;
    }

    static int test_primary(void) {
      if (test_at >= test_count) {
        test_failed = 1;
        return 0;
      }
      char *word = test_words[test_at];
      if (test_at + 2 < test_count) {
        int answer = test_between(word, test_words[test_at + 1], test_words[test_at + 2]);
        if (answer >= 0) {
          test_at += 3;
          return answer;
        }
      }
      test_at++;
      if (test_at < test_count && is_equal(word, "!")) return !test_primary();
      if (test_at < test_count && is_equal(word, "(")) {
        int value = test_or();
        if (test_at < test_count && is_equal(test_words[test_at], ")")) test_at++;
        else test_failed = 1;
        return value;
      }
      if (test_at < test_count && word[0] == '-' && word[1] && !word[2]) {
        char *operand = test_words[test_at++];
        if (word[1] == 'n') return *operand != 0;
        if (word[1] == 'z') return *operand == 0;
        if (word[1] == 't') {
          char settings[64];
          return asked(29, test_number(operand), 0x5401, (long)settings, 0, 0) == 0;
        }
        if (find_byte("bcdefghLprSsuwx", word[1])) return test_file(word[1], operand);
        complain(word, "unexpected operator");
        test_failed = 1;
        return 0;
      }
      return *word != 0;
    }

    static int test_and(void) {
      int value = test_primary();
      while (test_at < test_count && is_equal(test_words[test_at], "-a")) {
        test_at++;
        int right = test_primary();
        value = value && right;
      }
      return value;
    }

    static int test_or(void) {
      int value = test_and();
      while (test_at < test_count && is_equal(test_words[test_at], "-o")) {
        test_at++;
        int right = test_and();
        value = value || right;
      }
      return value;
    }

    static int test(char **arguments, int count) {
      if (is_equal(arguments[0], "[")) {
        if (!is_equal(arguments[count - 1], "]")) {
          complain("[", "missing ]");
          return 2;
        }
        count--;
      }
      if (count < 2) return 1;
      test_words = arguments;
      test_count = count;
      test_at = 1;
      test_failed = 0;
      int value = test_or();
      if (!test_failed && test_at < test_count) {
        complain(test_words[test_at], "unexpected operator");
        test_failed = 1;
      }
      return test_failed ? 2 : !value;
    }
    """#
  }
}
