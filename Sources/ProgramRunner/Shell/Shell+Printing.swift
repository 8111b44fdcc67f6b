/// `echo` and `printf`.
extension Shell {
  static var printingText: String {
    #"""
    // What the shell writes itself: `echo` and `printf`.
    static const char *signal_names[32] = {
        "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
        "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
        "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"};

    /// A signal's number; -1 if it has none.
    static int signal_of(const char *name) {
      int is_number;
      long number = number_of(name, &is_number);
      if (is_number) return number >= 0 && number < 65 ? (int)number : -1;
      if (name[0] == 'S' && name[1] == 'I' && name[2] == 'G') name += 3;
      for (int index = 0; index < 32; index++) {
        if (is_equal(signal_names[index], name)) return index;
      }
      return -1;
    }

    static int finish(int status) { return flush() < 0 ? 1 : status; }

    /// The byte that an escape stands for, in `*at`; -1 for `\c`.
    static int escape(const char **at) {
      const char *names = "abfnrtv\\";
      const char *bytes = "\a\b\f\n\r\t\v\\";
      const char *text = *at;
      const char *found = *text ? find_byte(names, *text) : 0;
      if (found) {
        *at = text + 1;
        return bytes[found - names];
      }
      if (*text == 'c') return -1;
      if (*text >= '0' && *text <= '7') {
        int value = 0;
        int digits = *text == '0' ? 4 : 3;
        while (digits-- > 0 && *text >= '0' && *text <= '7') value = value * 8 + (*text++ - '0');
        *at = text;
        return value & 255;
      }
      return '\\';
    }

    /// Writes words with a blank between them; the status is 1 if that failed.
    static int write_words(char **words, int count, int has_escapes, int ends_line) {
      for (int index = 0; index < count; index++) {
        if (index > 0) add(&output, ' ');
        const char *text = words[index];
        while (*text) {
          if (has_escapes && *text == '\\' && text[1]) {
            text++;
            int byte = escape(&text);
            if (byte < 0) return finish(0);
            add(&output, byte);
          } else {
            add(&output, *text++);
          }
        }
      }
      if (ends_line) add(&output, '\n');
      return finish(0);
    }

    static int echo(char **arguments, int count) {
      int ends_line = count < 2 || !is_equal(arguments[1], "-n");
      int first = ends_line ? 1 : 2;
      return write_words(arguments + first, count - first, 1, ends_line);
    }

    static void pad(const char *text, int width, int is_left, int filler) {
      int length = (int)strlen(text);
      if (!is_left) {
        for (int at = length; at < width; at++) add(&output, filler);
      }
      add_all(&output, text);
      if (is_left) {
        for (int at = length; at < width; at++) add(&output, ' ');
      }
    }

    static void add_in_base(struct Text *text, unsigned long number, int base, const char *digits) {
      char places[72];
      int count = 0;
      do {
        places[count++] = digits[number % base];
        number /= base;
      } while (number);
      while (count) add(text, places[--count]);
    }

    static int print_formatted(char **arguments, int count) {
      if (count < 2) {
        complain("usage", "printf format [arg ...]");
        return 2;
      }
      int next = 2;
      int status = 0;
      do {
        int used = next;
        for (const char *format = arguments[1]; *format;) {
          if (*format == '\\' && format[1]) {
            format++;
            int byte = escape(&format);
            if (byte < 0) return finish(status);
            add(&output, byte);
            continue;
          }
          if (*format != '%') {
            add(&output, *format++);
            continue;
          }
          format++;
          if (*format == '%') {
            add(&output, *format++);
            continue;
          }
          int is_left = 0;
          int filler = ' ';
          int width = 0;
          for (; *format == '-' || *format == '0'; format++) {
            if (*format == '-') is_left = 1;
            else filler = '0';
          }
          while (is_digit(*format)) width = width * 10 + (*format++ - '0');
          int precision = -1;
          if (*format == '.') {
            precision = 0;
            for (format++; is_digit(*format);) precision = precision * 10 + (*format++ - '0');
          }
          int kind = *format;
          if (!kind) break;
          format++;
          const char *argument = next < count ? arguments[next++] : "";
          struct Text text = {0, 0, 0};
          if (kind == 's' || kind == 'c') {
            int most = kind == 'c' ? 1 : precision;
            for (int at = 0; argument[at] && (most < 0 || at < most); at++) add(&text, argument[at]);
          } else if (kind == 'b') {
            while (*argument) {
              if (*argument == '\\' && argument[1]) {
                argument++;
                add(&text, escape(&argument));
              } else {
                add(&text, *argument++);
              }
            }
          } else if (find_byte("diuxXo", kind)) {
            int is_number = 1;
            long number = *argument ? number_of(argument, &is_number) : 0;
            if (!is_number && *argument) {
              complain(argument, "expected numeric value");
              status = 1;
            }
            if (kind == 'd' || kind == 'i') add_number(&text, number);
            else if (kind == 'u') add_in_base(&text, (unsigned long)number, 10, "0123456789");
            else if (kind == 'o') add_in_base(&text, (unsigned long)number, 8, "01234567");
            else if (kind == 'x') add_in_base(&text, (unsigned long)number, 16, "0123456789abcdef");
            else add_in_base(&text, (unsigned long)number, 16, "0123456789ABCDEF");
          } else {
            complain("invalid directive", arguments[1]);
            return finish(1);
          }
          pad(taken(&text), width, is_left, filler);
        }
        if (next == used) break;
      } while (next < count);
      return finish(status);
    }
    """#
  }
}
