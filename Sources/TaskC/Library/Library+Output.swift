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

    // A handler may catch SIGABRT, even a blocked one, but not keep the program alive by returning.
    void abort(void) {
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, SIGABRT);
      sigprocmask(SIG_UNBLOCK, &set, NULL);
      raise(SIGABRT);
      signal(SIGABRT, SIG_DFL);
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
    #include <stdlib.h>
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

    // Puts text with its sign or prefix and zeroes into a field: blanks before it or behind it.
    static void put_field(struct output *out, const char *prefix, int zeroes, const char *text,
                          int count, int width, int is_left) {
      int rest = width - count - zeroes - (int)strlen(prefix);
      if (!is_left)
        for (; rest > 0; rest--) put(out, ' ');
      for (; *prefix; prefix++) put(out, *prefix);
      for (; zeroes > 0; zeroes--) put(out, '0');
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

    // What the bytes of an argument are as a number with a sign, or without one.
    static unsigned long cut(long argument, int bytes, int is_signed) {
      int rest = 64 - bytes * 8;
      unsigned long top = (unsigned long)argument << rest;
      return is_signed ? (unsigned long)((long)top >> rest) : top >> rest;
    }

    // What Task C has no numbers for would be printed wrong, so the program ends.
    static void refuse(struct output *out, const char *start, const char *end) {
      const char *words = "printf: a conversion outside Task C: ";
      flush(out);
      write(STDERR_FILENO, words, strlen(words));
      write(STDERR_FILENO, start, (size_t)(end - start));
      write(STDERR_FILENO, "\n", 1);
      abort();
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
        int is_left = 0, is_zero = 0, is_marked = 0, width = 0, precision = -1, bytes = 4;
        const char *sign = "";
        for (;; format++) {
          if (*format == '-') is_left = 1;
          else if (*format == '0') is_zero = 1;
          else if (*format == '#') is_marked = 1;
          else if (*format == '+') sign = "+";
          else if (*format != ' ') break;
          else if (!*sign) sign = " ";
        }
        if (*format == '*') {
          width = (int)*arguments++;
          if (width < 0) {
            is_left = 1;
            width = -width;
          }
          format++;
        }
        while (*format >= '0' && *format <= '9') width = width * 10 + (*format++ - '0');
        if (*format == '.') {
          precision = 0;
          if (*++format == '*') {
            precision = (int)*arguments++;
            format++;
          }
          while (*format >= '0' && *format <= '9')
            precision = precision * 10 + (*format++ - '0');
        }
        if (*format == 'h') {
          bytes = *++format == 'h' ? 1 : 2;
          if (bytes == 1) format++;
        } else if (*format == 'l' || *format == 'z' || *format == 'j' || *format == 't') {
          bytes = 8;
          if (*format++ == 'l' && *format == 'l') format++;
        }
        char kind = *format;
        if (kind) format++;
        if (kind == '%') {
          put(&out, '%');
        } else if (kind == 's' && bytes == 4) {
          const char *text = (const char *)*arguments++;
          if (!text) text = precision < 0 || precision >= 6 ? "(null)" : "";
          int count = 0;
          while (count != precision && text[count]) count++;
          put_field(&out, "", 0, text, count, width, is_left);
        } else if (kind == 'c' && bytes == 4) {
          char byte = (char)*arguments++;
          put_field(&out, "", 0, &byte, 1, width, is_left);
        } else if (kind == 'p' && !*arguments) {
          arguments++;
          put_field(&out, "", 0, "(nil)", 5, width, is_left);
        } else if (kind == 'd' || kind == 'i' || kind == 'u' || kind == 'x' || kind == 'X' ||
                   kind == 'o' || kind == 'p') {
          int is_signed = kind == 'd' || kind == 'i';
          if (kind == 'p') {
            bytes = 8;
            is_marked = 1;
          }
          unsigned long value = cut(*arguments++, bytes, is_signed);
          if (!is_signed) {
            sign = kind == 'u' || kind == 'o' || !is_marked || !value ? "" : kind == 'X' ? "0X" : "0x";
          } else if ((long)value < 0) {
            sign = "-";
            value = 0 - value;
          }
          char *text = end;
          if (value || precision != 0)
            text = digits(value, kind == 'o' ? 8 : is_signed || kind == 'u' ? 10 : 16, end);
          if (kind == 'X')
            for (char *at = text; at < end; at++)
              if (*at >= 'a') *at -= 'a' - 'A';
          int count = (int)(end - text);
          int zeroes = precision - count;
          if (precision < 0 && is_zero && !is_left) zeroes = width - count - (int)strlen(sign);
          if (kind == 'o' && is_marked && zeroes <= 0 && (!count || *text != '0')) zeroes = 1;
          put_field(&out, sign, zeroes < 0 ? 0 : zeroes, text, count, width, is_left);
        } else {
          refuse(&out, start, format);
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
