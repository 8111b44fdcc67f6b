/// What a script says, up to words and redirections.
extension Shell {
  static var wordsText: String {
    #"""
    // What a script says, as a tree.
    #define SIMPLE 0
    #define PIPELINE 1
    #define AND 2
    #define OR 3
    #define SEQUENCE 4
    #define BACKGROUND 5
    #define SUBSHELL 6
    #define GROUP 7
    #define CONDITION 8
    #define LOOP 9
    #define LOOP_UNTIL 10
    #define LOOP_WORDS 11
    #define CHOICE 12
    #define DEFINITION 13
    #define NEGATION 14

    struct Word {
      char *text;
      struct Word *next;
    };

    struct Redirection {
      int descriptor;
      /// `<`, `>`, `a` for >>, `r` for <>, `i` for <&, `o` for >&, `h` for a document that follows.
      int kind;
      char *target;
      int is_literal;
      struct Redirection *next;
      /// The next whose document is awaited.
      struct Redirection *later;
    };

    struct Case {
      struct Word *patterns;
      struct Command *body;
      struct Case *next;
    };

    struct Command {
      int kind;
      int line;
      char *name;
      struct Word *words;
      struct Redirection *redirections;
      struct Command *first;
      struct Command *second;
      struct Command *third;
      struct Case *cases;
      /// The next of a pipeline or of a sequence.
      struct Command *next;
    };

    struct Function {
      char *name;
      struct Command *body;
      struct Function *next;
    };

    static struct Function *functions;

    static char *source;
    static int has_failed;
    /// The documents whose lines come behind the present one.
    static struct Redirection *awaited;

    static struct Command *parse_list(void);

    static void fail(const char *what) {
      if (has_failed) return;
      has_failed = 1;
      complain("Syntax error", what);
      // Nothing more is read.
      while (*source) source++;
    }

    static void unexpected(void) {
      if (has_failed) return;
      if (!*source) {
        fail("end of file unexpected");
        return;
      }
      struct Text text = {0, 0, 0};
      add(&text, '"');
      if (*source == '\n') add_all(&text, "newline");
      else add(&text, *source);
      add_all(&text, "\" unexpected");
      fail(taken(&text));
    }

    static struct Command *made(int kind) {
      struct Command *command = malloc(sizeof(struct Command));
      memset(command, 0, sizeof(struct Command));
      command->kind = kind;
      command->line = line_number;
      return command;
    }

    static int ends_word(int byte) {
      return byte == 0 || byte == ' ' || byte == '\t' || byte == '\n' || byte == ';' || byte == '&' ||
             byte == '|' || byte == '<' || byte == '>' || byte == '(' || byte == ')';
    }

    /// Reads the lines of the documents that were announced, at the end of their line.
    static void read_documents(void) {
      for (struct Redirection *one = awaited; one; one = one->later) {
        struct Text body = {0, 0, 0};
        int strips = one->kind == 'H';
        while (*source) {
          if (strips) {
            while (*source == '\t') source++;
          }
          char *start = source;
          while (*source && *source != '\n') source++;
          long length = source - start;
          if (*source) {
            source++;
            line_number++;
          }
          char *line = copy_of(start, length);
          if (is_equal(line, one->target)) break;
          add_all(&body, line);
          add(&body, '\n');
        }
        one->kind = 'h';
        one->target = taken(&body);
      }
      awaited = 0;
    }

    static void skip_blanks(void) {
      for (;;) {
        if (*source == ' ' || *source == '\t') {
          source++;
        } else if (*source == '\\' && source[1] == '\n') {
          source += 2;
          line_number++;
        } else if (*source == '#') {
          while (*source && *source != '\n') source++;
        } else {
          return;
        }
      }
    }

    static void skip_newlines(void) {
      for (;;) {
        skip_blanks();
        if (*source != '\n') return;
        source++;
        line_number++;
        read_documents();
      }
    }

    /// Goes behind what is in quotes, brackets or braces; `source` is at its first byte.
    static void skip_quoted(struct Text *raw) {
      int first = *source;
      int closing = first;
      int is_double = first == '"';
      add(raw, *source++);
      if (first == '$') {
        if (*source == '(') closing = ')';
        else if (*source == '{') closing = '}';
        else return;
        add(raw, *source++);
      }
      int depth = 1;
      while (*source) {
        if (*source == '\n') line_number++;
        if (*source == closing) {
          add(raw, *source++);
          if (--depth == 0) return;
          continue;
        }
        if (first == '$' && closing == ')' && *source == '(') depth++;
        if (first != '\'' && *source == '\\' && source[1]) {
          add(raw, *source++);
          add(raw, *source++);
        } else if (first == '\'' || first == '`') {
          add(raw, *source++);
        } else if (*source == '$' || *source == '`' ||
                   (!is_double && (*source == '"' || *source == '\''))) {
          skip_quoted(raw);
        } else {
          add(raw, *source++);
        }
      }
      fail("Unterminated quoted string");
    }

    /// A word as it is written; null if there is none.
    static char *raw_word(void) {
      struct Text raw = {0, 0, 0};
      int has_any = 0;
      while (!ends_word(*source)) {
        has_any = 1;
        if (*source == '\\' && source[1] == '\n') {
          source += 2;
          line_number++;
        } else if (*source == '\\' && source[1]) {
          add(&raw, *source++);
          add(&raw, *source++);
        } else if (*source == '\'' || *source == '"' || *source == '`' || *source == '$') {
          skip_quoted(&raw);
        } else {
          add(&raw, *source++);
        }
      }
      return has_any ? taken(&raw) : 0;
    }

    /// Whether the next word is this one; it stays.
    static int is_next(const char *word) {
      skip_blanks();
      long length = (long)strlen(word);
      for (long at = 0; at < length; at++) {
        if (source[at] != word[at]) return 0;
      }
      return ends_word(source[length]);
    }

    static int take(const char *word) {
      if (!is_next(word)) return 0;
      source += strlen(word);
      return 1;
    }

    static void expect(const char *word) {
      skip_newlines();
      if (!take(word)) unexpected();
    }

    static char *unquoted(const char *raw, int *has_quotes) {
      struct Text text = {0, 0, 0};
      *has_quotes = 0;
      for (; *raw; raw++) {
        if (*raw == '\'' || *raw == '"') {
          *has_quotes = 1;
        } else {
          if (*raw == '\\' && raw[1]) {
            *has_quotes = 1;
            raw++;
          }
          add(&text, *raw);
        }
      }
      return taken(&text);
    }

    /// A redirection, if there is one here.
    static struct Redirection *parse_redirection(void) {
      skip_blanks();
      char *start = source;
      int descriptor = -1;
      if (is_digit(*source) && (source[1] == '<' || source[1] == '>')) descriptor = *source++ - '0';
      if (*source != '<' && *source != '>') {
        source = start;
        return 0;
      }
      struct Redirection *one = malloc(sizeof(struct Redirection));
      memset(one, 0, sizeof(struct Redirection));
      int first = *source++;
      one->kind = first;
      if (first == '<' && *source == '<') {
        source++;
        one->kind = 'd';
        if (*source == '-') {
          source++;
          one->kind = 'H';
        }
      } else if (first == '<' && *source == '>') {
        source++;
        one->kind = 'r';
      } else if (*source == '&') {
        source++;
        one->kind = first == '<' ? 'i' : 'o';
      } else if (first == '>' && *source == '>') {
        source++;
        one->kind = 'a';
      } else if (first == '>' && *source == '|') {
        source++;
      }
      one->descriptor = descriptor >= 0 ? descriptor : first == '<' ? 0 : 1;
      skip_blanks();
      one->target = raw_word();
      if (!one->target) {
        unexpected();
        return 0;
      }
      if (one->kind == 'd' || one->kind == 'H') {
        one->target = unquoted(one->target, &one->is_literal);
        struct Redirection **place = &awaited;
        while (*place) place = &(*place)->later;
        *place = one;
      }
      return one;
    }

    static void parse_redirections(struct Command *command) {
      struct Redirection **place = &command->redirections;
      while (*place) place = &(*place)->next;
      for (;;) {
        struct Redirection *one = parse_redirection();
        if (!one) return;
        *place = one;
        place = &one->next;
      }
    }

    static struct Word *new_word(char *text) {
      struct Word *word = malloc(sizeof(struct Word));
      word->text = text;
      word->next = 0;
      return word;
    }
    """#
  }
}
