/// Text, and what is written.
extension Shell {
  static var textText: String {
    #"""
    // The shell and the tools of the emulated computer: one program, that is what it is called.
    // Here: text, and what is written.
    #include <threadbare.h>

    /// Bytes that become more.
    struct Text {
      char *bytes;
      long length;
      long room;
    };

    static void add(struct Text *text, int byte) {
      if (text->length + 1 >= text->room) {
        long room = text->room * 2 + 32;
        char *bytes = malloc(room);
        if (!bytes) _exit(2);
        if (text->length) memcpy(bytes, text->bytes, text->length);
        text->bytes = bytes;
        text->room = room;
      }
      text->bytes[text->length++] = (char)byte;
      text->bytes[text->length] = 0;
    }

    static void add_all(struct Text *text, const char *more) {
      while (*more) add(text, *more++);
    }

    static void add_number(struct Text *text, long number) {
      char digits[24];
      int count = 0;
      unsigned long rest = number < 0 ? 0 - (unsigned long)number : (unsigned long)number;
      do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
      } while (rest);
      if (number < 0) add(text, '-');
      while (count) add(text, digits[--count]);
    }

    /// Its bytes with a 0 behind them, a copy of their own.
    static char *taken(struct Text *text) {
      if (!text->bytes) add(text, 0);
      text->bytes[text->length] = 0;
      char *bytes = text->bytes;
      text->bytes = 0;
      text->length = 0;
      text->room = 0;
      return bytes;
    }

    static int is_equal(const char *left, const char *right) { return strcmp(left, right) == 0; }

    /// Whether a word is in a list, which ends with a null pointer.
    static int is_among(const char *word, const char **list) {
      for (; *list; list++) {
        if (is_equal(*list, word)) return 1;
      }
      return 0;
    }

    static char *find_byte(const char *text, int byte) {
      for (; *text; text++) {
        if (*text == byte) return (char *)text;
      }
      return 0;
    }

    static char *copy_of(const char *text, long length) {
      struct Text copy = {0, 0, 0};
      for (long at = 0; at < length; at++) add(&copy, text[at]);
      return taken(&copy);
    }

    static int is_digit(int byte) { return byte >= '0' && byte <= '9'; }

    static int is_name_start(int byte) {
      return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    }

    static int is_name_byte(int byte) { return is_name_start(byte) || is_digit(byte); }

    /// A number in decimal; 0 in `is_number` if there is more or none.
    static long number_of(const char *text, int *is_number) {
      long number = 0;
      int is_negative = *text == '-';
      const char *at = text;
      if (*at == '-' || *at == '+') at++;
      *is_number = is_digit(*at);
      while (is_digit(*at)) number = number * 10 + (*at++ - '0');
      if (*at) *is_number = 0;
      return is_negative ? -number : number;
    }

    // MARK: What is written

    /// What a command of the shell writes is kept until it is done.
    static struct Text output;

    /// Writes what is kept; 0, or -1 if it can't be written.
    static int flush(void) {
      long at = 0;
      int result = 0;
      while (at < output.length) {
        long count = write(1, output.bytes + at, output.length - at);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
          result = -1;
          break;
        }
        at += count;
      }
      output.length = 0;
      return result;
    }

    static const char *program = "sh";
    static int line_number = 1;

    static void complain(const char *what, const char *why) {
      struct Text text = {0, 0, 0};
      add_all(&text, program);
      add_all(&text, ": ");
      if (is_equal(program, "sh")) {
        add_number(&text, line_number);
        add_all(&text, ": ");
      }
      add_all(&text, what);
      if (why) {
        add_all(&text, ": ");
        add_all(&text, why);
      }
      add(&text, '\n');
      write(2, text.bytes, text.length);
    }
    """#
  }
}
