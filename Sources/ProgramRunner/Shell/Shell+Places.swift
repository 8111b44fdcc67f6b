/// What changes variables, parameters and the directory.
extension Shell {
  static var placesText: String {
    #"""
    // Variables and places.

    static int export(char **arguments, int count, int is_constant) {
      if (count == 1 || is_equal(arguments[1], "-p")) {
        char **all = environment();
        for (; *all; all++) {
          add_all(&output, "export ");
          add_all(&output, *all);
          add(&output, '\n');
        }
        return finish(0);
      }
      for (int index = 1; index < count; index++) {
        long length = name_length(arguments[index]);
        if (length == 0 || (arguments[index][length] && arguments[index][length] != '=')) {
          complain(arguments[index], "bad variable name");
          return 2;
        }
        char *name = copy_of(arguments[index], length);
        const char *value = arguments[index][length] == '=' ? arguments[index] + length + 1 : value_of(name);
        if (assign(name, value) < 0) return 2;
        if (is_constant) variable(name)->is_constant = 1;
        else variable(name)->is_exported = 1;
      }
      return 0;
    }

    static int set(char **arguments, int count) {
      int index = 1;
      for (; index < count; index++) {
        char *word = arguments[index];
        if (is_equal(word, "--")) {
          index++;
          parameters = arguments + index;
          parameter_count = count - index;
          return 0;
        }
        if ((word[0] != '-' && word[0] != '+') || !word[1]) break;
        if (set_options(word) < 0) give_up(2);
      }
      if (index < count) {
        parameters = arguments + index;
        parameter_count = count - index;
      } else if (count == 1) {
        for (struct Variable *one = variables; one; one = one->next) {
          if (!one->value) continue;
          add_all(&output, one->name);
          add_all(&output, "='");
          add_all(&output, one->value);
          add_all(&output, "'\n");
        }
        return finish(0);
      }
      return 0;
    }

    static int show_directory(void) {
      char place[4096];
      if (!getcwd(place, 4096)) {
        complain("getcwd() failed", strerror(errno));
        return 1;
      }
      add_all(&output, place);
      add(&output, '\n');
      return finish(0);
    }

    static int change_directory(char **arguments, int count) {
      const char *path = count > 1 ? arguments[1] : value_of("HOME");
      char place[4096];
      if (path && is_equal(path, "-")) path = value_of("OLDPWD");
      if (!path) path = "/";
      if (chdir(path) < 0) {
        struct Text text = {0, 0, 0};
        add_all(&text, "can't cd to ");
        add_all(&text, path);
        complain("cd", taken(&text));
        return 2;
      }
      const char *before = value_of("PWD");
      if (before) assign("OLDPWD", before);
      if (getcwd(place, 4096)) assign("PWD", place);
      if (count > 1 && is_equal(arguments[1], "-")) return show_directory();
      return 0;
    }

    /// A line from the standard input, a byte at a time: what follows is for others.
    static int read_line(char **arguments, int count) {
      struct Text line = {0, 0, 0};
      int is_raw = 0;
      int first = 1;
      int status = 1;
      if (count > 1 && is_equal(arguments[1], "-r")) {
        is_raw = 1;
        first = 2;
      }
      char byte;
      while (read(0, &byte, 1) == 1) {
        if (byte == '\n') {
          status = 0;
          break;
        }
        if (byte == '\\' && !is_raw) {
          if (read(0, &byte, 1) != 1) break;
          if (byte == '\n') continue;
        }
        add(&line, byte);
      }
      char *text = taken(&line);
      const char *separators = value_of("IFS");
      if (!separators) separators = " \t\n";
      for (int index = first; index < count; index++) {
        while (*text && find_byte(separators, *text)) text++;
        char *end = text;
        if (index + 1 < count) {
          while (*end && !find_byte(separators, *end)) end++;
        } else {
          end = text + strlen(text);
          while (end > text && find_byte(separators, end[-1])) end--;
        }
        assign(arguments[index], copy_of(text, end - text));
        text = end;
      }
      return status;
    }

    static int mask(char **arguments, int count) {
      if (count > 1) {
        unsigned long value = 0;
        for (char *at = arguments[1]; *at; at++) {
          if (*at < '0' || *at > '7') {
            complain("Illegal mode", arguments[1]);
            return 2;
          }
          value = value * 8 + (*at - '0');
        }
        asked(CALL_UMASK, (long)value, 0, 0, 0, 0);
        return 0;
      }
      long value = asked(CALL_UMASK, 0, 0, 0, 0, 0);
      asked(CALL_UMASK, value, 0, 0, 0, 0);
      char *digits = "01234567";
      add(&output, '0');
      for (int shift = 6; shift >= 0; shift -= 3) add(&output, digits[value >> shift & 7]);
      add(&output, '\n');
      return finish(0);
    }

    static int include(char **arguments, int count) {
      if (count < 2) return 0;
      int file = open(arguments[1], O_RDONLY);
      if (file < 0) {
        complain(arguments[1], "not found");
        give_up(2);
      }
      long length;
      char *text = all_of(file, &length);
      close(file);
      int status = run_text(text);
      if (leaving == LEAVING_RETURN) {
        leaving = 0;
        return last_status;
      }
      return status;
    }

    static int tell_kind(char **arguments, int count) {
      int status = 0;
      for (int index = 2; index < count; index++) {
        char *name = arguments[index];
        if (function(name) || is_among(name, builtins)) {
          add_all(&output, name);
        } else {
          const char *path = value_of("PATH");
          if (!path) path = "/usr/bin:/bin";
          int is_found = 0;
          while (*path && !is_found) {
            struct Text file = {0, 0, 0};
            while (*path && *path != ':') add(&file, *path++);
            if (*path) path++;
            add(&file, '/');
            add_all(&file, name);
            if (may(file.bytes, 1)) {
              add_all(&output, file.bytes);
              is_found = 1;
            }
          }
          if (!is_found) {
            status = 127;
            continue;
          }
        }
        add(&output, '\n');
      }
      flush();
      return status;
    }

    /// Ticks of a hundredth of a second, as minutes and seconds.
    static void add_ticks(long ticks) {
      add_number(&output, ticks / 6000);
      add(&output, 'm');
      add_number(&output, ticks / 100 % 60);
      add(&output, '.');
      struct Text part = {0, 0, 0};
      add_number(&part, ticks % 100 * 10000);
      pad(taken(&part), 6, 0, '0');
      add(&output, 's');
    }

    static int show_times(void) {
      long ticks[4];
      asked(CALL_TIMES, (long)ticks, 0, 0, 0, 0);
      for (int index = 0; index < 4; index++) {
        add_ticks(ticks[index]);
        add(&output, index % 2 ? '\n' : ' ');
      }
      return finish(0);
    }
    """#
  }
}
