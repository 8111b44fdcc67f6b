/// Starting and ending, and writing text.
extension Library {
  static var startText: String {
    #"""
    // How a program starts and ends.
    #include <stdlib.h>
    #include <signal.h>
    #include <unistd.h>

    int main(int argc, char **argv, char **envp);
    long __syscall(long number, long a, long b, long c, long d, long e, long f);

    // On the stack are the count of the arguments, the arguments, a null pointer and the environment.
    void __start(long *stack) {
      int argc = (int)stack[0];
      char **argv = (char **)(stack + 1);
      exit(main(argc, argv, argv + argc + 1));
    }

    void exit_group(int status) {
      __syscall(94, status, 0, 0, 0, 0, 0);
    }

    // Nothing is written later than when it is printed, so nothing is left to do.
    void exit(int status) {
      exit_group(status);
    }

    void _exit(int status) {
      exit_group(status);
    }

    // A handler may catch SIGABRT, but not keep the program alive by returning.
    void abort(void) {
      raise(SIGABRT);
      signal(SIGABRT, SIG_DFL);
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, SIGABRT);
      sigprocmask(SIG_UNBLOCK, &set, NULL);
      raise(SIGABRT);
      exit_group(127);
    }
    """#
  }

  static var printfText: String {
    #"""
    // Writing text. Each call writes at once what it has to write, so that a fork copies nothing that
    // waits, and lines of several tasks do not mix.
    #include <stddef.h>
    #include <string.h>
    #include <unistd.h>

    struct output {
      int used;
      // Bytes written, or -1 after an error.
      int total;
      char bytes[1024];
    };

    static void flush(struct output *out) {
      int at = 0;
      while (at < out->used && out->total >= 0) {
        long count = write(STDOUT_FILENO, out->bytes + at, (size_t)(out->used - at));
        if (count < 0) {
          out->total = -1;
        } else {
          at += (int)count;
          out->total += (int)count;
        }
      }
      out->used = 0;
    }

    static void put(struct output *out, char byte) {
      if (out->used == 1024) flush(out);
      out->bytes[out->used++] = byte;
    }

    // Puts text with its sign or prefix into a field: blanks before it, zeroes behind the prefix, or
    // blanks behind it.
    static void put_field(struct output *out, const char *prefix, const char *text, int count,
                          int width, int is_left, int is_zero) {
      int rest = width - count - (int)strlen(prefix);
      if (!is_left && !is_zero)
        for (; rest > 0; rest--) put(out, ' ');
      for (; *prefix; prefix++) put(out, *prefix);
      if (!is_left && is_zero)
        for (; rest > 0; rest--) put(out, '0');
      for (int i = 0; i < count; i++) put(out, text[i]);
      for (; rest > 0; rest--) put(out, ' ');
    }

    // Writes the digits of a number before `end`; the first one is where they begin.
    static char *digits(unsigned long number, unsigned long base, char *end) {
      do {
        *--end = "0123456789abcdef"[number % base];
        number /= base;
      } while (number);
      return end;
    }

    static long signed_argument(long argument, int is_long) {
      return is_long ? argument : (int)argument;
    }

    static unsigned long unsigned_argument(long argument, int is_long) {
      return is_long ? (unsigned long)argument : (unsigned)argument;
    }

    // `printf` itself puts its arguments in a row, whatever they are, and calls this.
    int __printf(const char *format, long *arguments) {
      struct output out;
      char number[24];
      char *end = number + 24;
      out.used = 0;
      out.total = 0;
      while (*format) {
        if (*format != '%') {
          put(&out, *format++);
          continue;
        }
        const char *start = format++;
        int is_left = 0, is_zero = 0, width = 0, is_long = 0;
        while (*format == '-' || *format == '0') {
          if (*format++ == '-') is_left = 1;
          else is_zero = 1;
        }
        while (*format >= '0' && *format <= '9') width = width * 10 + (*format++ - '0');
        if (*format == 'l') {
          is_long = 1;
          format++;
        }
        char kind = *format;
        if (kind) format++;
        if (kind == 'd') {
          long value = signed_argument(*arguments++, is_long);
          unsigned long size = value < 0 ? 0 - (unsigned long)value : (unsigned long)value;
          char *text = digits(size, 10, end);
          put_field(&out, value < 0 ? "-" : "", text, (int)(end - text), width, is_left, is_zero);
        } else if (kind == 'u' || kind == 'x') {
          unsigned long value = unsigned_argument(*arguments++, is_long);
          char *text = digits(value, kind == 'x' ? 16 : 10, end);
          put_field(&out, "", text, (int)(end - text), width, is_left, is_zero);
        } else if (kind == 'p') {
          unsigned long value = (unsigned long)*arguments++;
          char *text = digits(value, 16, end);
          if (value) put_field(&out, "0x", text, (int)(end - text), width, is_left, is_zero);
          else put_field(&out, "", "(nil)", 5, width, is_left, 0);
        } else if (kind == 's') {
          const char *text = (const char *)*arguments++;
          if (!text) text = "(null)";
          put_field(&out, "", text, (int)strlen(text), width, is_left, 0);
        } else if (kind == 'c') {
          char byte = (char)*arguments++;
          put_field(&out, "", &byte, 1, width, is_left, 0);
        } else if (kind == '%') {
          put(&out, '%');
        } else {
          // What is no conversion is text.
          while (start < format) put(&out, *start++);
        }
      }
      flush(&out);
      return out.total;
    }

    int puts(const char *text) {
      struct output out;
      out.used = 0;
      out.total = 0;
      while (*text) put(&out, *text++);
      put(&out, '\n');
      flush(&out);
      return out.total;
    }

    int putchar(int byte) {
      char text = (char)byte;
      return write(STDOUT_FILENO, &text, 1) == 1 ? (int)(unsigned char)text : -1;
    }

    """#
  }

  static var errorsText: String {
    var text = #"""
      // Errors of system calls.
      #include <errno.h>
      #include <string.h>
      #include <unistd.h>

      // Each thread has its own.
      __thread int errno;

      // What a function returns for the kernel's answer, in which an error is a negative number.
      long __result(long answer) {
        if (answer < 0 && answer >= -4095) {
          errno = (int)-answer;
          return -1;
        }
        return answer;
      }

      char *strerror(int error) {
        static char unknown[32] = "Unknown error ";
        switch (error) {

      """#
    for (number, words) in errorWords {
      text += "  case " + String(number) + ": return \"" + words + "\";\n"
    }
    return text + #"""
        default: break;
        }
        char *end = unknown + 14;
        unsigned size = error < 0 ? 0 - (unsigned)error : (unsigned)error;
        unsigned place = 1;
        if (error < 0) *end++ = '-';
        while (size / place > 9) place *= 10;
        for (; place; place /= 10) *end++ = (char)('0' + size / place % 10);
        *end = 0;
        return unknown;
      }

      void perror(const char *text) {
        char line[512];
        char *words = strerror(errno);
        size_t used = 0;
        if (text && *text) {
          used = strlen(text);
          if (used > 256) used = 256;
          memcpy(line, text, used);
          memcpy(line + used, ": ", 2);
          used += 2;
        }
        size_t count = strlen(words);
        memcpy(line + used, words, count);
        used += count;
        line[used++] = '\n';
        write(STDERR_FILENO, line, used);
      }

      """#
  }
}
