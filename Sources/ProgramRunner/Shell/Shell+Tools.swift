/// Tools.
extension Shell {
  static var toolsText: String {
    #"""
    // The tools beside the shell, each a file of its own that is this program.

    static int complain_of(const char *what) {
      complain(what, strerror(errno));
      return 1;
    }

    /// Writes all that comes from a descriptor.
    static int pass_on(int from, int to) {
      char buffer[1024];
      for (;;) {
        long count = read(from, buffer, 1024);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) return 0;
        for (long at = 0; at < count;) {
          long written = write(to, buffer + at, count - at);
          if (written < 0) return -1;
          at += written;
        }
      }
    }

    /// What is not the shell's own takes escapes only where it is told to.
    static int tool_echo(char **arguments, int count) {
      int ends_line = 1;
      int has_escapes = 0;
      int first = 1;
      for (; first < count && arguments[first][0] == '-' && arguments[first][1]; first++) {
        const char *letter = arguments[first] + 1;
        while (*letter && find_byte("neE", *letter)) letter++;
        if (*letter) break;
        for (letter = arguments[first] + 1; *letter; letter++) {
          if (*letter == 'n') ends_line = 0;
          else has_escapes = *letter == 'e';
        }
      }
      return write_words(arguments + first, count - first, has_escapes, ends_line);
    }

    static int tool_cat(char **arguments, int count) {
      int status = 0;
      for (int index = 1; index < count || (count == 1 && index == 1); index++) {
        int is_input = count == 1 || is_equal(arguments[index], "-");
        int file = is_input ? 0 : open(arguments[index], O_RDONLY);
        if (file < 0 || pass_on(file, 1) < 0) status = complain_of(is_input ? "-" : arguments[index]);
        if (file > 0) close(file);
      }
      return status;
    }

    static int tool_head(char **arguments, int count) {
      long lines = 10;
      int first = 1;
      int is_number;
      if (count > 2 && is_equal(arguments[1], "-n")) {
        lines = number_of(arguments[2], &is_number);
        first = 3;
      } else if (count > 1 && arguments[1][0] == '-') {
        lines = number_of(arguments[1] + 1, &is_number);
        first = 2;
      }
      int file = first < count ? open(arguments[first], O_RDONLY) : 0;
      if (file < 0) return complain_of(arguments[first]);
      char byte;
      while (lines > 0 && read(file, &byte, 1) == 1) {
        add(&output, byte);
        if (byte == '\n') lines--;
      }
      return finish(0);
    }

    static int tool_count(char **arguments, int count) {
      int kinds = 0;
      int first = 1;
      for (; first < count && arguments[first][0] == '-' && arguments[first][1]; first++) {
        for (char *letter = arguments[first] + 1; *letter; letter++) {
          kinds |= *letter == 'l' ? 1 : *letter == 'w' ? 2 : 4;
        }
      }
      int is_alone = kinds == 1 || kinds == 2 || kinds == 4;
      if (!kinds) kinds = 7;
      int status = 0;
      int index = first;
      do {
        int file = index < count ? open(arguments[index], O_RDONLY) : 0;
        if (file < 0) {
          status = complain_of(arguments[index]);
          continue;
        }
        long counts[3];
        counts[0] = counts[1] = counts[2] = 0;
        int is_in_word = 0;
        char buffer[1024];
        long length;
        while ((length = read(file, buffer, 1024)) > 0) {
          counts[2] += length;
          for (long at = 0; at < length; at++) {
            if (buffer[at] == '\n') counts[0]++;
            int is_blank = find_byte(" \t\n\v\f\r", buffer[at]) != 0;
            if (!is_blank && !is_in_word) counts[1]++;
            is_in_word = !is_blank;
          }
        }
        if (file > 0) close(file);
        // The width that coreutils takes for an input whose size it does not know.
        struct FileFacts facts;
        int is_known = index < count;
        if (!is_known && asked(CALL_STATX, 0, (long)"", 0x1000, 0x7ff, (long)&facts) == 0) {
          is_known = (facts.mode & 0170000) == 0100000;
        }
        int has_any = 0;
        for (int kind = 0; kind < 3; kind++) {
          if (!(kinds & 1 << kind)) continue;
          struct Text text = {0, 0, 0};
          add_number(&text, counts[kind]);
          if (has_any) add(&output, ' ');
          pad(taken(&text), is_alone || is_known ? 0 : 7, 0, ' ');
          has_any = 1;
        }
        if (index < count) {
          add(&output, ' ');
          add_all(&output, arguments[index]);
        }
        add(&output, '\n');
      } while (++index < count);
      return finish(status);
    }

    static int tool_sleep(char **arguments, int count) {
      if (count < 2) {
        complain("missing operand", 0);
        return 1;
      }
      struct timespec wanted;
      wanted.tv_sec = 0;
      wanted.tv_nsec = 0;
      const char *text = arguments[1];
      while (is_digit(*text)) wanted.tv_sec = wanted.tv_sec * 10 + (*text++ - '0');
      if (*text == '.') {
        long unit = 100000000;
        for (text++; is_digit(*text); unit /= 10) wanted.tv_nsec += unit * (*text++ - '0');
      }
      if (*text == 'm') wanted.tv_sec *= 60;
      while (nanosleep(&wanted, &wanted) < 0 && errno == EINTR) {}
      return 0;
    }

    static int tool_env(char **arguments, int count, char **variables_then) {
      int index = 1;
      if (count > 1 && (is_equal(arguments[1], "-i") || is_equal(arguments[1], "-"))) {
        variables = 0;
        index++;
      }
      for (; index < count && is_assignment(arguments[index]); index++) {
        long length = name_length(arguments[index]);
        char *name = copy_of(arguments[index], length);
        assign(name, arguments[index] + length + 1);
        variable(name)->is_exported = 1;
      }
      if (index < count) {
        execute(arguments + index, environment());
      }
      char **all = index > 1 ? environment() : variables_then;
      for (; *all; all++) {
        add_all(&output, *all);
        add(&output, '\n');
      }
      return finish(0);
    }
    """#
  }
}
