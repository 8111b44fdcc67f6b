/// Patterns, names of files, and fields.
extension Shell {
  static var fieldsText: String {
    #"""
    // Patterns, names of files, and the fields that words become.

    /// Whether a byte is in `[...]`; `*length` is that of the brackets, 0 if they are none.
    static int is_in_brackets(const char *pattern, int byte, long *length) {
      long at = 1;
      int is_negated = pattern[at] == '!';
      if (is_negated) at++;
      int is_in = 0;
      long start = at;
      while (pattern[at] && (pattern[at] != ']' || at == start)) {
        if (pattern[at + 1] == '-' && pattern[at + 2] && pattern[at + 2] != ']') {
          if (byte >= pattern[at] && byte <= pattern[at + 2]) is_in = 1;
          at += 3;
        } else {
          if (byte == pattern[at]) is_in = 1;
          at++;
        }
      }
      *length = pattern[at] ? at + 1 : 0;
      return is_in != is_negated;
    }

    /// Whether all of a text matches; a byte that was quoted is itself.
    static int matches(const char *pattern, const char *marks, const char *text) {
      for (; *pattern; pattern++, marks++) {
        if (*marks == 'e' || *marks == 'b') continue;
        if (*marks != 'q' && *pattern == '*') {
          for (;; text++) {
            if (matches(pattern + 1, marks + 1, text)) return 1;
            if (!*text) return 0;
          }
        }
        if (!*text) return 0;
        long length = 0;
        if (*marks != 'q' && *pattern == '[') {
          int is_in = is_in_brackets(pattern, *text, &length);
          if (length > 0) {
            if (!is_in) return 0;
            pattern += length - 1;
            marks += length - 1;
            text++;
            continue;
          }
        }
        if (!(*marks != 'q' && *pattern == '?') && *pattern != *text) return 0;
        text++;
      }
      return !*text;
    }

    static int has_pattern(const char *bytes, const char *marks) {
      for (long at = 0; bytes[at]; at++) {
        if (marks[at] != 'q' && find_byte("*?[", bytes[at])) return 1;
      }
      return 0;
    }

    static struct Word **append(struct Word **place, char *text) {
      *place = new_word(text);
      return &(*place)->next;
    }

    /// The files whose names match; the pattern itself where there are none.
    static struct Word **append_matches(struct Word **place, const char *before, char *bytes, char *marks) {
      long length = 0;
      while (bytes[length] && bytes[length] != '/') length++;
      char *rest = bytes + length;
      char *part = copy_of(bytes, length);
      char *part_marks = copy_of(marks, length);
      struct Text path = {0, 0, 0};
      if (!has_pattern(part, part_marks)) {
        add_all(&path, before);
        add_all(&path, part);
        while (*rest == '/') add(&path, *rest++);
        char *whole = taken(&path);
        if (*rest) return append_matches(place, whole, rest, marks + (rest - bytes));
        struct FileFacts facts;
        return facts_of(whole, 0, &facts) < 0 ? place : append(place, whole);
      }
      int count;
      char **names = names_in(*before ? before : ".", &count);
      for (int index = 0; names && index < count; index++) {
        if (names[index][0] == '.' && *part != '.') continue;
        if (!matches(part, part_marks, names[index])) continue;
        add_all(&path, before);
        add_all(&path, names[index]);
        if (*rest && kind_of(path.bytes) != 0040000) {
          taken(&path);
          continue;
        }
        char *behind = rest;
        while (*behind == '/') add(&path, *behind++);
        char *whole = taken(&path);
        place = *rest ? append_matches(place, whole, behind, marks + (behind - bytes))
                      : append(place, whole);
      }
      return place;
    }

    static struct Word **finish_field(struct Word **place, struct Field *field) {
      struct Text bytes = {0, 0, 0};
      struct Text marks = {0, 0, 0};
      for (long at = 0; at < field->bytes.length; at++) {
        if (field->marks.bytes[at] == 'e') continue;
        add(&bytes, field->bytes.bytes[at]);
        add(&marks, field->marks.bytes[at]);
      }
      field->bytes.length = 0;
      field->marks.length = 0;
      char *text = taken(&bytes);
      char *text_marks = taken(&marks);
      if (!keeps_patterns && has_pattern(text, text_marks)) {
        struct Word **end = append_matches(place, "", text, text_marks);
        if (end != place) return end;
      }
      return append(place, text);
    }

    /// The fields that a word becomes, at the end of a list.
    static struct Word **append_fields(struct Word **place, const char *raw) {
      struct Field whole;
      struct Field field;
      memset(&whole, 0, sizeof(struct Field));
      memset(&field, 0, sizeof(struct Field));
      expand_into(&whole, raw, 0);
      const char *separators = value_of("IFS");
      if (!separators) separators = " \t\n";
      for (long at = 0; at < whole.bytes.length; at++) {
        int byte = whole.bytes.bytes[at];
        int mark = whole.marks.bytes[at];
        if (mark == 'b') {
          place = finish_field(place, &field);
        } else if (mark == 's' && find_byte(separators, byte)) {
          if (field.bytes.length || !find_byte(" \t\n", byte)) place = finish_field(place, &field);
          // Blanks around a separator belong to it.
          int is_blank = find_byte(" \t\n", byte) != 0;
          while (at + 1 < whole.bytes.length && whole.marks.bytes[at + 1] == 's') {
            int next = whole.bytes.bytes[at + 1];
            if (!find_byte(separators, next)) break;
            if (!find_byte(" \t\n", next)) {
              if (!is_blank) break;
              is_blank = 0;
            }
            at++;
          }
        } else {
          put(&field, byte, mark);
        }
      }
      if (field.bytes.length) place = finish_field(place, &field);
      return place;
    }

    static struct Word *fields_of(struct Word *words) {
      struct Word *fields = 0;
      struct Word **place = &fields;
      for (; words; words = words->next) place = append_fields(place, words->text);
      return fields;
    }
    """#
  }
}
