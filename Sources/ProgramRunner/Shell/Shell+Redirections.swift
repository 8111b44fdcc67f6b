/// Redirections.
extension Shell {
  static var redirectionsText: String {
    #"""
    // What redirections do, and how it is undone.

    /// Where a descriptor was, to be put back.
    struct Kept {
      int descriptor;
      int copy;
      struct Kept *next;
    };

    static void keep(struct Kept **kept, int descriptor) {
      if (!kept) return;
      struct Kept *one = malloc(sizeof(struct Kept));
      one->descriptor = descriptor;
      one->copy = fcntl(descriptor, F_DUPFD, 10);
      if (one->copy >= 0) fcntl(one->copy, F_SETFD, FD_CLOEXEC);
      one->next = *kept;
      *kept = one;
    }

    static void put_back(struct Kept *kept) {
      flush();
      for (; kept; kept = kept->next) {
        if (kept->copy >= 0) {
          dup2(kept->copy, kept->descriptor);
          close(kept->copy);
        } else {
          close(kept->descriptor);
        }
      }
    }

    static int document(const char *text) {
      int ends[2];
      if (pipe(ends) < 0) return -1;
      // It may be more than a pipe holds.
      if (fork() == 0) {
        signal(SIGPIPE, SIG_DFL);
        close(ends[0]);
        long left = (long)strlen(text);
        while (left > 0) {
          long count = write(ends[1], text, left);
          if (count <= 0) break;
          text += count;
          left -= count;
        }
        _exit(0);
      }
      close(ends[1]);
      return ends[0];
    }

    static char *document_text(struct Redirection *one) {
      if (one->kind != 'h') return "";
      if (one->is_literal) return one->target;
      struct Field field;
      memset(&field, 0, sizeof(struct Field));
      // Quotes are nothing special there.
      const char *raw = one->target;
      while (*raw) {
        if (*raw == '$') {
          raw = expand_dollar(&field, raw, 1);
        } else if (*raw == '`') {
          raw++;
          char *script = inner(&raw, 0, '`');
          put_value(&field, output_of(script), 1);
        } else {
          if (*raw == '\\' && raw[1] && find_byte("$`\\\n", raw[1])) {
            raw++;
            if (*raw == '\n') {
              raw++;
              continue;
            }
          }
          put(&field, *raw++, 'q');
        }
      }
      return taken(&field.bytes);
    }

    /// Does what redirections say; 0, or -1 when one could not be done.
    static int redirect(struct Redirection *one, struct Kept **kept) {
      flush();
      for (; one; one = one->next) {
        int opened;
        char *target = one->kind == 'h' || one->kind == 'd' || one->kind == 'H' ? "" : plain(one->target);
        if (one->kind == 'i' || one->kind == 'o') {
          keep(kept, one->descriptor);
          if (is_equal(target, "-")) {
            close(one->descriptor);
            continue;
          }
          int is_number;
          int from = (int)number_of(target, &is_number);
          if (!is_number || dup2(from, one->descriptor) < 0) {
            complain(target, is_number ? strerror(errno) : "Bad fd number");
            return -1;
          }
          continue;
        }
        if (one->kind == '<') opened = open(target, O_RDONLY);
        else if (one->kind == '>') opened = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        else if (one->kind == 'a') opened = open(target, O_WRONLY | O_CREAT | O_APPEND, 0666);
        else if (one->kind == 'r') opened = open(target, O_RDWR | O_CREAT, 0666);
        else opened = document(document_text(one));
        if (opened < 0) {
          struct Text text = {0, 0, 0};
          add_all(&text, one->kind == '<' ? "cannot open " : "cannot create ");
          add_all(&text, target);
          complain(taken(&text), errno == ENOENT && one->kind == '<' ? "No such file" : strerror(errno));
          return -1;
        }
        if (opened == one->descriptor) {
          continue;
        }
        keep(kept, one->descriptor);
        dup2(opened, one->descriptor);
        close(opened);
      }
      return 0;
    }
    """#
  }
}
