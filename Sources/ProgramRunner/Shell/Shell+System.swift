/// Calls that Task C has no functions for.
extension Shell {
  static var systemText: String {
    #"""
    // System calls that Task C has no functions for, by their numbers on RISC-V.
    #define AT_CWD (-100)
    #define CALL_TIMES 153
    #define CALL_UMASK 166
    #define CALL_UNAME 160
    #define CALL_MKDIRAT 34
    #define CALL_UNLINKAT 35
    #define CALL_SYMLINKAT 36
    #define CALL_LINKAT 37
    #define CALL_FACCESSAT 48
    #define CALL_FCHMODAT 53
    #define CALL_GETDENTS64 61
    #define CALL_UTIMENSAT 88
    #define CALL_RENAMEAT2 276
    #define CALL_STATX 291

    long __syscall(long number, long a, long b, long c, long d, long e, long f);

    /// A call's answer, as the functions of the library give it: -1, and why in `errno`.
    static long asked(long number, long a, long b, long c, long d, long e) {
      long answer = __syscall(number, a, b, c, d, e, 0);
      if (answer < 0 && answer > -4096) {
        errno = (int)-answer;
        return -1;
      }
      return answer;
    }

    /// What is told of a file; the layout is the same on all machines.
    struct FileFacts {
      unsigned mask;
      unsigned block_bytes;
      unsigned long attributes;
      unsigned links;
      unsigned owner;
      unsigned group;
      unsigned mode;
      unsigned long inode;
      unsigned long bytes;
      unsigned long more[26];
    };

    static int facts_of(const char *path, int follows, struct FileFacts *facts) {
      long answer = asked(CALL_STATX, AT_CWD, (long)path, follows ? 0 : 0x100, 0x7ff, (long)facts);
      facts->mode &= 0xffff;
      return (int)answer;
    }

    static int kind_of(const char *path) {
      struct FileFacts facts;
      return facts_of(path, 1, &facts) < 0 ? 0 : (int)(facts.mode & 0170000);
    }

    static int may(const char *path, int access) {
      return asked(CALL_FACCESSAT, AT_CWD, (long)path, access, 0, 0) == 0;
    }

    /// The names in a directory, in the order of their bytes; null if it can't be read.
    static char **names_in(const char *path, int *count) {
      int folder = open(path, O_RDONLY);
      *count = 0;
      if (folder < 0) return 0;
      char buffer[2048];
      int room = 64;
      char **names = malloc(room * sizeof(char *));
      for (;;) {
        long bytes = asked(CALL_GETDENTS64, folder, (long)buffer, 2048, 0, 0);
        if (bytes < 0) {
          close(folder);
          return 0;
        }
        if (bytes == 0) break;
        for (long at = 0; at < bytes;) {
          unsigned char *entry = (unsigned char *)buffer + at;
          char *name = (char *)entry + 19;
          if (*count == room) {
            char **more = malloc(room * 2 * sizeof(char *));
            memcpy(more, names, room * sizeof(char *));
            names = more;
            room *= 2;
          }
          int place = (*count)++;
          while (place > 0 && strcmp(names[place - 1], name) > 0) {
            names[place] = names[place - 1];
            place--;
          }
          names[place] = copy_of(name, (long)strlen(name));
          at += entry[16] | entry[17] << 8;
        }
      }
      close(folder);
      return names;
    }

    /// All that can be read from a descriptor.
    static char *all_of(int descriptor, long *length) {
      struct Text text = {0, 0, 0};
      char buffer[1024];
      for (;;) {
        long count = read(descriptor, buffer, 1024);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        for (long at = 0; at < count; at++) add(&text, buffer[at]);
      }
      *length = text.length;
      return taken(&text);
    }
    """#
  }
}
