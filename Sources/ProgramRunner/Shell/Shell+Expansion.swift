/// What is put in place of names and commands.
extension Shell {
  static var expansionText: String {
    #"""
    // What words become: values in place of names, what commands write, fields, names of files.

    /// A word on its way: beside each byte is how it came.
    struct Field {
      struct Text bytes;
      /// `q` for what was quoted, `l` for what the script says itself, `s` for what may be split, `b` between fields,
      /// `e` for quotes with nothing in them.
      struct Text marks;
    };

    static void put(struct Field *field, int byte, int mark) {
      add(&field->bytes, byte);
      add(&field->marks, mark);
    }

    static void put_all(struct Field *field, const char *text, int mark) {
      while (*text) put(field, *text++, mark);
    }

    static char *output_of(const char *script);
    static void expand_into(struct Field *field, const char *raw, int is_quoted);
    static long calculate(const char *text);
    static int matches(const char *pattern, const char *marks, const char *text);
    static void give_up(int status);

    static char *plain(const char *raw) {
      struct Field field;
      memset(&field, 0, sizeof(struct Field));
      expand_into(&field, raw, 0);
      struct Text text = {0, 0, 0};
      for (long at = 0; at < field.bytes.length; at++) {
        int mark = field.marks.bytes[at];
        if (mark == 'b') add(&text, ' ');
        else if (mark != 'e') add(&text, field.bytes.bytes[at]);
      }
      return taken(&text);
    }

    /// The bytes up to the one that closes what is open; `*at` is behind it then.
    static char *inner(const char **at, int opening, int closing) {
      struct Text text = {0, 0, 0};
      int depth = 1;
      const char *byte = *at;
      while (*byte) {
        if (*byte == '\\' && byte[1]) {
          if (closing != '`' || !find_byte("$`\\", byte[1])) add(&text, *byte);
          byte++;
        } else if ((*byte == '\'' || *byte == '"') && closing != '`') {
          int quote = *byte;
          do {
            if (*byte == '\\' && byte[1] && quote == '"') add(&text, *byte++);
            add(&text, *byte++);
          } while (*byte && *byte != quote);
          if (!*byte) break;
        } else if (*byte == closing) {
          if (--depth == 0) {
            byte++;
            break;
          }
        } else if (*byte == opening) {
          depth++;
        }
        add(&text, *byte++);
      }
      *at = byte;
      return taken(&text);
    }

    /// The value of a parameter; null if it has none.
    static const char *parameter(const char *name) {
      struct Text text = {0, 0, 0};
      if (is_equal(name, "?")) add_number(&text, last_status);
      else if (is_equal(name, "$")) add_number(&text, shell_process);
      else if (is_equal(name, "#")) add_number(&text, parameter_count);
      else if (is_equal(name, "-")) add_all(&text, "");
      else if (is_equal(name, "0")) return own_name;
      else if (is_equal(name, "!")) {
        if (last_background == 0) return 0;
        add_number(&text, last_background);
      } else if (is_equal(name, "@") || is_equal(name, "*")) {
        if (parameter_count == 0) return 0;
        for (int index = 0; index < parameter_count; index++) {
          if (index) add(&text, ' ');
          add_all(&text, parameters[index]);
        }
      } else if (is_digit(*name)) {
        int is_number;
        long number = number_of(name, &is_number);
        return number >= 1 && number <= parameter_count ? parameters[number - 1] : 0;
      } else {
        return value_of(name);
      }
      return taken(&text);
    }

    /// Takes the least or the most away that a pattern matches, from the start or the end.
    static char *without(const char *value, const char *raw, int is_start, int is_most) {
      struct Field field;
      memset(&field, 0, sizeof(struct Field));
      expand_into(&field, raw, 0);
      char *pattern = taken(&field.bytes);
      char *marks = taken(&field.marks);
      long length = (long)strlen(value);
      for (long step = 0; step <= length; step++) {
        long size = is_most ? length - step : step;
        char *part = is_start ? copy_of(value, size) : copy_of(value + length - size, size);
        if (matches(pattern, marks, part)) {
          return is_start ? copy_of(value + size, length - size) : copy_of(value, length - size);
        }
      }
      return copy_of(value, length);
    }

    static void put_value(struct Field *field, const char *value, int is_quoted) {
      put_all(field, value, is_quoted ? 'q' : 's');
    }

    /// How often the parameters were put in as fields, which may be none.
    static int parameters_put;

    static void put_parameters(struct Field *field) {
      parameters_put++;
      for (int index = 0; index < parameter_count; index++) {
        if (index) put(field, ' ', 'b');
        put(field, ' ', 'e');
        put_all(field, parameters[index], 'q');
      }
    }

    /// What has no value: an error with `set -u`.
    static void miss(const char *name) {
      if (!needs_values) return;
      complain(name, "parameter not set");
      give_up(2);
    }

    /// `${...}`: what is between the braces.
    static void expand_braces(struct Field *field, const char *text, int is_quoted) {
      if (*text == '#' && text[1]) {
        const char *value = parameter(text + 1);
        struct Text number = {0, 0, 0};
        add_number(&number, value ? (long)strlen(value) : 0);
        put_value(field, taken(&number), is_quoted);
        return;
      }
      long length = name_length(text);
      if (length == 0) {
        length = 1;
        if (is_digit(*text)) {
          while (is_digit(text[length])) length++;
        }
      }
      char *name = copy_of(text, length);
      const char *rest = text + length;
      const char *value = parameter(name);
      int looks_empty = *rest == ':';
      if (looks_empty) rest++;
      int is_missing = !value || (looks_empty && !*value);
      int kind = *rest;
      if (kind == '-' && is_missing) {
        expand_into(field, rest + 1, is_quoted);
      } else if (kind == '+') {
        if (!is_missing) expand_into(field, rest + 1, is_quoted);
      } else if (kind == '=' && is_missing) {
        char *assigned = plain(rest + 1);
        assign(name, assigned);
        put_value(field, assigned, is_quoted);
      } else if (kind == '?' && is_missing) {
        complain(name, rest[1] ? plain(rest + 1) : "parameter not set or null");
        give_up(2);
      } else if (kind == '#' || kind == '%') {
        int is_most = rest[1] == kind;
        put_value(field, without(value ? value : "", rest + 1 + is_most, kind == '#', is_most), is_quoted);
      } else if (kind && kind != '-' && kind != '=' && kind != '?') {
        complain("Bad substitution", 0);
        give_up(2);
      } else if (is_equal(name, "@") && is_quoted) {
        put_parameters(field);
      } else if (value) {
        put_value(field, value, is_quoted);
      } else if (!kind) {
        miss(name);
      }
    }

    /// What starts with `$`.
    static const char *expand_dollar(struct Field *field, const char *raw, int is_quoted) {
      raw++;
      if (*raw == '(' && raw[1] == '(') {
        const char *start = raw + 2;
        char *text = inner(&start, '(', ')');
        if (*start == ')') {
          struct Text number = {0, 0, 0};
          add_number(&number, calculate(plain(text)));
          put_value(field, taken(&number), is_quoted);
          return start + 1;
        }
      }
      if (*raw == '(') {
        raw++;
        char *script = inner(&raw, '(', ')');
        put_value(field, output_of(script), is_quoted);
        return raw;
      }
      if (*raw == '{') {
        raw++;
        char *text = inner(&raw, '{', '}');
        expand_braces(field, text, is_quoted);
        return raw;
      }
      long length = name_length(raw);
      if (length == 0 && (is_digit(*raw) || (*raw && find_byte("?$#!@*-", *raw)))) length = 1;
      if (length == 0) {
        put(field, '$', is_quoted ? 'q' : 'l');
        return raw;
      }
      char *name = copy_of(raw, length);
      if (is_equal(name, "@") && is_quoted) {
        put_parameters(field);
      } else {
        const char *value = parameter(name);
        if (value) put_value(field, value, is_quoted);
        else if (!is_equal(name, "@") && !is_equal(name, "*")) miss(name);
      }
      return raw + length;
    }

    static const char *expand_quotes(struct Field *field, const char *raw) {
      int quote = *raw++;
      long before = field->bytes.length;
      int parameters_before = parameters_put;
      while (*raw && *raw != quote) {
        if (quote == '"' && *raw == '$') {
          raw = expand_dollar(field, raw, 1);
        } else if (quote == '"' && *raw == '`') {
          raw++;
          char *script = inner(&raw, 0, '`');
          put_value(field, output_of(script), 1);
        } else {
          if (quote == '"' && *raw == '\\' && raw[1] && find_byte("$`\"\\", raw[1])) raw++;
          put(field, *raw++, 'q');
        }
      }
      if (field->bytes.length == before && parameters_put == parameters_before) put(field, ' ', 'e');
      return *raw ? raw + 1 : raw;
    }

    static void expand_into(struct Field *field, const char *raw, int is_quoted) {
      while (*raw) {
        if (*raw == '"' || (*raw == '\'' && !is_quoted)) {
          raw = expand_quotes(field, raw);
        } else if (*raw == '\\' && raw[1]) {
          if (is_quoted && !find_byte("$`\"\\", raw[1])) put(field, '\\', 'q');
          put(field, raw[1], 'q');
          raw += 2;
        } else if (*raw == '$') {
          raw = expand_dollar(field, raw, is_quoted);
        } else if (*raw == '`') {
          raw++;
          char *script = inner(&raw, 0, '`');
          put_value(field, output_of(script), is_quoted);
        } else {
          put(field, *raw++, is_quoted ? 'q' : 'l');
        }
      }
    }
    """#
  }
}
