/// Tools that are about files.
extension Shell {
  static var fileToolsText: String {
    #"""
    // The tools that are about files.

    static void show_facts(const char *path, const char *name, int is_long) {
      struct FileFacts facts;
      if (is_long && facts_of(path, 0, &facts) == 0) {
        int kind = facts.mode >> 12 & 15;
        const char *kinds = "?pc?d?b?-?l?s???";
        add(&output, kinds[kind]);
        for (int bit = 8; bit >= 0; bit--) {
          add(&output, facts.mode >> bit & 1 ? "xwr"[bit % 3] : '-');
        }
        add(&output, ' ');
        add_number(&output, facts.links);
        add(&output, ' ');
        add_number(&output, facts.owner);
        add(&output, ' ');
        add_number(&output, facts.group);
        add(&output, ' ');
        add_number(&output, (long)facts.bytes);
        add(&output, ' ');
      }
      add_all(&output, name);
      add(&output, '\n');
    }

    static int tool_list(char **arguments, int count) {
      int is_long = 0;
      int shows_all = 0;
      int shows_itself = 0;
      int first = 1;
      for (; first < count && arguments[first][0] == '-' && arguments[first][1]; first++) {
        for (char *letter = arguments[first] + 1; *letter; letter++) {
          if (*letter == 'l') is_long = 1;
          if (*letter == 'a') shows_all = 1;
          if (*letter == 'd') shows_itself = 1;
        }
      }
      int status = 0;
      int index = first;
      do {
        const char *path = index < count ? arguments[index] : ".";
        struct FileFacts facts;
        if (facts_of(path, !shows_itself, &facts) < 0) {
          struct Text text = {0, 0, 0};
          add_all(&text, "cannot access '");
          add_all(&text, path);
          add(&text, '\'');
          complain_of(taken(&text));
          status = 2;
          continue;
        }
        if ((facts.mode & 0170000) != 0040000 || shows_itself) {
          show_facts(path, path, is_long);
          continue;
        }
        int names_count;
        char **names = names_in(path, &names_count);
        if (!names) {
          status = complain_of(path);
          continue;
        }
        for (int at = 0; at < names_count; at++) {
          if (names[at][0] == '.' && !shows_all) continue;
          struct Text whole = {0, 0, 0};
          add_all(&whole, path);
          add(&whole, '/');
          add_all(&whole, names[at]);
          show_facts(taken(&whole), names[at], is_long);
        }
      } while (++index < count);
      return finish(status);
    }

    static int remove_all(const char *path, int is_recursive, int is_forced) {
      struct FileFacts facts;
      if (facts_of(path, 0, &facts) < 0) return is_forced && errno == ENOENT ? 0 : complain_of(path);
      int is_folder = (facts.mode & 0170000) == 0040000;
      int status = 0;
      if (is_folder && is_recursive) {
        int count;
        char **names = names_in(path, &count);
        for (int index = 0; names && index < count; index++) {
          if (is_equal(names[index], ".") || is_equal(names[index], "..")) continue;
          struct Text whole = {0, 0, 0};
          add_all(&whole, path);
          add(&whole, '/');
          add_all(&whole, names[index]);
          if (remove_all(taken(&whole), 1, is_forced)) status = 1;
        }
      }
      long flags = is_folder && is_recursive ? 0x200 : 0;
      if (asked(CALL_UNLINKAT, AT_CWD, (long)path, flags, 0, 0) < 0) return complain_of(path);
      return status;
    }

    static int copy_file(const char *from, const char *to) {
      struct FileFacts facts;
      int source_file = open(from, O_RDONLY);
      if (source_file < 0 || facts_of(from, 1, &facts) < 0) return complain_of(from);
      int made_file = open(to, O_WRONLY | O_CREAT | O_TRUNC, facts.mode & 0777);
      if (made_file < 0) return complain_of(to);
      int status = pass_on(source_file, made_file) < 0 ? complain_of(from) : 0;
      close(source_file);
      close(made_file);
      return status;
    }

    /// Where a file goes: into a folder under its own name, or there.
    static char *destination(const char *from, const char *to) {
      struct Text whole = {0, 0, 0};
      add_all(&whole, to);
      if (kind_of(to) == 0040000) {
        const char *name = from;
        for (const char *at = from; *at; at++) {
          if (*at == '/' && at[1]) name = at + 1;
        }
        add(&whole, '/');
        add_all(&whole, name);
      }
      return taken(&whole);
    }

    /// The tools that take options and then files.
    static int tool_files(const char *name, char **arguments, int count) {
      int options = 0;
      int first = 1;
      for (; first < count && arguments[first][0] == '-' && arguments[first][1]; first++) {
        for (char *letter = arguments[first] + 1; *letter; letter++) {
          if (*letter == 'r' || *letter == 'R' || *letter == 's' || *letter == 'p') options |= 1;
          if (*letter == 'f') options |= 2;
        }
      }
      int is_pair = is_equal(name, "cp") || is_equal(name, "mv") || is_equal(name, "ln");
      int is_mode = is_equal(name, "chmod");
      if (count - first < (is_pair || is_mode ? 2 : 1)) {
        complain("missing operand", 0);
        return 1;
      }
      unsigned long mode = 0;
      if (is_mode) {
        for (char *digit = arguments[first++]; *digit; digit++) {
          if (*digit < '0' || *digit > '7') {
            complain("invalid mode", arguments[first - 1]);
            return 1;
          }
          mode = mode * 8 + (*digit - '0');
        }
      }
      int status = 0;
      for (int index = first; index < (is_pair ? count - 1 : count); index++) {
        char *path = arguments[index];
        char *to = is_pair ? destination(path, arguments[count - 1]) : 0;
        long answer = 0;
        if (is_equal(name, "rm")) {
          if (remove_all(path, options & 1, options & 2)) status = 1;
        } else if (is_equal(name, "cp")) {
          if (copy_file(path, to)) status = 1;
        } else if (is_equal(name, "mv")) {
          answer = asked(CALL_RENAMEAT2, AT_CWD, (long)path, AT_CWD, (long)to, 0);
        } else if (is_equal(name, "ln")) {
          if (options & 2) asked(CALL_UNLINKAT, AT_CWD, (long)to, 0, 0, 0);
          if (options & 1) answer = asked(CALL_SYMLINKAT, (long)path, AT_CWD, (long)to, 0, 0);
          else answer = asked(CALL_LINKAT, AT_CWD, (long)path, AT_CWD, (long)to, 0);
        } else if (is_mode) {
          answer = asked(CALL_FCHMODAT, AT_CWD, (long)path, (long)mode, 0, 0);
        } else if (is_equal(name, "mkdir")) {
          answer = asked(CALL_MKDIRAT, AT_CWD, (long)path, 0777, 0, 0);
          if (answer < 0 && errno == EEXIST && options & 1) answer = 0;
        } else if (is_equal(name, "rmdir")) {
          answer = asked(CALL_UNLINKAT, AT_CWD, (long)path, 0x200, 0, 0);
        } else {
          int file = open(path, O_WRONLY | O_CREAT, 0666);
          if (file >= 0) {
            answer = asked(CALL_UTIMENSAT, AT_CWD, (long)path, 0, 0, 0);
            close(file);
          } else {
            answer = -1;
          }
        }
        if (answer < 0) status = complain_of(path);
      }
      return status;
    }

    static int tool_id(char **arguments, int count) {
      const char *option = count > 1 ? arguments[1] : "";
      if (is_equal(option, "-u")) {
        add_number(&output, (long)geteuid());
      } else if (is_equal(option, "-g")) {
        add_number(&output, (long)getegid());
      } else {
        add_all(&output, "uid=");
        add_number(&output, (long)geteuid());
        add_all(&output, " gid=");
        add_number(&output, (long)getegid());
      }
      add(&output, '\n');
      return finish(0);
    }

    static int tool_uname(char **arguments, int count) {
      char names[6 * 65];
      asked(CALL_UNAME, (long)names, 0, 0, 0, 0);
      const char *letters = "snrvm";
      const char *wanted = count > 1 && arguments[1][0] == '-' ? arguments[1] + 1 : "s";
      if (is_equal(wanted, "a")) wanted = letters;
      int has_any = 0;
      for (int field = 0; field < 5; field++) {
        if (!find_byte(wanted, letters[field])) continue;
        if (has_any) add(&output, ' ');
        add_all(&output, names + field * 65);
        has_any = 1;
      }
      add(&output, '\n');
      return finish(0);
    }
    """#
  }
}
