/// Commands.
extension Shell {
  static var commandsText: String {
    #"""
    // Commands, one kind after the other.

    static void execute(char **arguments, char **variables_then) {
      const char *name = arguments[0];
      flush();
      int failure = ENOENT;
      if (find_byte(name, '/')) {
        execve(name, arguments, variables_then);
        failure = errno;
      } else {
        const char *path = value_of("PATH");
        if (!path) path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        while (*path) {
          struct Text file = {0, 0, 0};
          while (*path && *path != ':') add(&file, *path++);
          if (*path) path++;
          if (file.length) add(&file, '/');
          add_all(&file, name);
          execve(file.bytes, arguments, variables_then);
          if (errno != ENOENT && errno != ENOTDIR) failure = errno;
        }
      }
      if (failure == ENOENT || failure == ENOTDIR) {
        complain(name, "not found");
        _exit(127);
      }
      complain(name, failure == EACCES ? "Permission denied" : strerror(failure));
      _exit(126);
    }

    static struct Function *function(const char *name) {
      for (struct Function *one = functions; one; one = one->next) {
        if (is_equal(one->name, name)) return one;
      }
      return 0;
    }

    static int call(struct Function *one, char **arguments, int count) {
      char **kept = parameters;
      int kept_count = parameter_count;
      parameters = arguments + 1;
      parameter_count = count - 1;
      int status = run(one->body, 0);
      if (leaving == LEAVING_RETURN) {
        leaving = 0;
        status = last_status;
      }
      parameters = kept;
      parameter_count = kept_count;
      return status;
    }

    static int assign_word(const char *raw) {
      long length = name_length(raw);
      char *name = copy_of(raw, length);
      return assign(name, plain(raw + length + 1));
    }

    /// The commands that the shell does itself.
    static const char *builtins[29] = {
        ":", ".", "[", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit",
        "export", "false", "kill", "printf", "pwd", "read", "readonly", "return", "set", "shift",
        "test", "times", "trap", "true", "umask", "unset", "wait", 0};

    /// The builtins whose failure ends a script, and whose assignments stay.
    static const char *specials[16] = {
        ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set",
        "shift", "times", "trap", "unset", 0};

    static void show(struct Word *fields) {
      struct Text text = {0, 0, 0};
      add(&text, '+');
      for (; fields; fields = fields->next) {
        add(&text, ' ');
        add_all(&text, fields->text);
      }
      add(&text, '\n');
      write(2, text.bytes, text.length);
    }

    static int run_simple(struct Command *command, int is_last) {
      struct Word *words = command->words;
      while (words && is_assignment(words->text)) words = words->next;
      struct Word *fields = fields_of(words);
      if (shows_commands && fields) show(fields);
      int count = 0;
      for (struct Word *one = fields; one; one = one->next) count++;
      char **arguments = malloc((count + 1) * sizeof(char *));
      count = 0;
      for (struct Word *one = fields; one; one = one->next) arguments[count++] = one->text;
      arguments[count] = 0;
      if (count == 0) {
        struct Kept *kept = 0;
        int status = redirect(command->redirections, &kept) < 0 ? 2 : 0;
        if (!words) last_status = 0;
        for (struct Word *one = command->words; one && one != words; one = one->next) {
          if (assign_word(one->text) < 0) give_up(2);
        }
        put_back(kept);
        return status ? status : last_status;
      }
      struct Function *own = function(arguments[0]);
      if (own || is_among(arguments[0], builtins)) {
        int stays = is_equal(arguments[0], "exec");
        struct Kept *kept = 0;
        if (redirect(command->redirections, stays ? 0 : &kept) < 0) {
          put_back(kept);
          if (is_among(arguments[0], specials)) give_up(2);
          return 2;
        }
        struct Variable *old = 0;
        int is_temporary = !own && !is_among(arguments[0], specials);
        for (struct Word *one = command->words; one != words; one = one->next) {
          if (is_temporary) {
            struct Variable *saved = malloc(sizeof(struct Variable));
            saved->name = copy_of(one->text, name_length(one->text));
            saved->value = (char *)value_of(saved->name);
            saved->next = old;
            old = saved;
          }
          if (assign_word(one->text) < 0) give_up(2);
        }
        int status = 0;
        if (own) status = call(own, arguments, count);
        else run_builtin(arguments, count, &status);
        for (; old; old = old->next) {
          if (old->value) assign(old->name, old->value);
          else forget(old->name);
        }
        put_back(kept);
        return status;
      }
      pid_t child = is_last && !traps[0] ? 0 : split();
      if (child == 0) {
        for (struct Word *one = command->words; one != words; one = one->next) {
          if (assign_word(one->text) < 0) _exit(2);
          variable(copy_of(one->text, name_length(one->text)))->is_exported = 1;
        }
        if (redirect(command->redirections, 0) < 0) _exit(2);
        execute(arguments, environment());
      }
      return wait_for(child);
    }

    static int run_pipeline(struct Command *pipeline) {
      int count = 0;
      for (struct Command *one = pipeline->first; one; one = one->next) count++;
      pid_t *children = malloc(count * sizeof(pid_t));
      count = 0;
      int input = -1;
      for (struct Command *one = pipeline->first; one; one = one->next) {
        int ends[2];
        ends[0] = -1;
        ends[1] = -1;
        if (one->next && pipe(ends) < 0) {
          complain("Pipe call failed", 0);
          give_up(2);
        }
        pid_t child = split();
        if (child == 0) {
          if (input >= 0) {
            dup2(input, 0);
            close(input);
          }
          if (ends[1] >= 0) {
            close(ends[0]);
            dup2(ends[1], 1);
            close(ends[1]);
          }
          end_shell(run(one, 1));
        }
        children[count++] = child;
        if (input >= 0) close(input);
        if (ends[1] >= 0) close(ends[1]);
        input = ends[0];
      }
      int status = 0;
      for (int index = 0; index < count; index++) status = wait_for(children[index]);
      return status;
    }

    static int run_background(struct Command *command) {
      pid_t child = split();
      if (child == 0) {
        signal(SIGINT, SIG_IGN);
        signal(SIGQUIT, SIG_IGN);
        int nothing = open("/dev/null", O_RDONLY);
        if (nothing > 0) {
          dup2(nothing, 0);
          close(nothing);
        }
        end_shell(run(command, 1));
      }
      last_background = child;
      return 0;
    }

    static int run_subshell(struct Command *command) {
      pid_t child = split();
      if (child == 0) {
        if (redirect(command->redirections, 0) < 0) _exit(2);
        end_shell(run(command->first, 1));
      }
      return wait_for(child);
    }

    /// Whether a loop ends that has had `break` or `continue`.
    static int ends_loop(void) {
      if (!leaving) return 0;
      if (leaving == LEAVING_RETURN) return 1;
      if (--levels > 0) return 1;
      int was_break = leaving == LEAVING_BREAK;
      leaving = 0;
      return was_break;
    }

    static int run_loop(struct Command *loop) {
      int status = 0;
      for (;;) {
        is_tested++;
        int condition = run(loop->first, 0);
        is_tested--;
        if (leaving) {
          if (ends_loop()) return status;
          continue;
        }
        if ((condition == 0) == (loop->kind == LOOP_UNTIL)) return status;
        status = run(loop->second, 0);
        if (ends_loop()) return status;
      }
    }

    static int run_words(struct Command *loop) {
      int status = 0;
      for (struct Word *one = fields_of(loop->words); one; one = one->next) {
        if (assign(loop->name, one->text) < 0) give_up(2);
        status = run(loop->second, 0);
        if (ends_loop()) break;
      }
      return status;
    }

    static int run_choice(struct Command *choice) {
      char *value = plain(choice->words->text);
      for (struct Case *one = choice->cases; one; one = one->next) {
        for (struct Word *pattern = one->patterns; pattern; pattern = pattern->next) {
          struct Field field;
          memset(&field, 0, sizeof(struct Field));
          expand_into(&field, pattern->text, 0);
          char *bytes = taken(&field.bytes);
          if (matches(bytes, taken(&field.marks), value)) return run(one->body, 0);
        }
      }
      return 0;
    }

    static int run_list(struct Command *list, int is_last) {
      int status = 0;
      for (struct Command *one = list->first; one && !leaving; one = one->next) {
        line_number = one->second->line;
        status = run(one->second, is_last && !one->next);
        last_status = status;
        run_traps();
        status = last_status;
      }
      return status;
    }

    static int run_tested(struct Command *command) {
      is_tested++;
      int status = run(command, 0);
      is_tested--;
      last_status = status;
      return status;
    }

    static int run_in_loop(struct Command *command) {
      loops++;
      int status = command->kind == LOOP_WORDS ? run_words(command) : run_loop(command);
      loops--;
      return status;
    }

    /// Commands whose redirections hold for all that is in them.
    static int run_around(struct Command *command, int is_last) {
      struct Kept *kept = 0;
      int status = 2;
      if (redirect(command->redirections, &kept) == 0) {
        switch (command->kind) {
        case GROUP:
          status = run(command->first, is_last && !kept);
          break;
        case CONDITION:
          if (run_tested(command->first) == 0) status = leaving ? 0 : run(command->second, is_last && !kept);
          else status = command->third && !leaving ? run(command->third, is_last && !kept) : 0;
          break;
        case LOOP:
        case LOOP_UNTIL:
        case LOOP_WORDS:
          status = run_in_loop(command);
          break;
        default:
          status = run_choice(command);
        }
      }
      put_back(kept);
      return status;
    }

    static int run(struct Command *command, int is_last) {
      int status;
      switch (command->kind) {
      case SIMPLE:
        status = run_simple(command, is_last);
        break;
      case PIPELINE:
        status = run_pipeline(command);
        break;
      case AND:
        status = run_tested(command->first);
        if (status != 0 || leaving) return status;
        return run(command->second, is_last);
      case OR:
        status = run_tested(command->first);
        if (status == 0 || leaving) return status;
        return run(command->second, is_last);
      case NEGATION:
        return !run_tested(command->first);
      case SEQUENCE:
        return run_list(command, is_last);
      case BACKGROUND:
        return run_background(command->first);
      case SUBSHELL:
        status = run_subshell(command);
        break;
      case DEFINITION: {
        struct Function *one = function(command->name);
        if (!one) {
          one = malloc(sizeof(struct Function));
          one->name = command->name;
          one->next = functions;
          functions = one;
        }
        one->body = command->first;
        return 0;
      }
      default:
        return run_around(command, is_last);
      }
      last_status = status;
      if (status != 0 && ends_on_error && !is_tested && !leaving) end_shell(status);
      return status;
    }

    static int run_script(char *text, int is_last) {
      char *kept_source = source;
      int kept_line = line_number;
      int kept_failure = has_failed;
      source = text;
      line_number = 1;
      has_failed = 0;
      struct Command *list = parse_list();
      if (!has_failed && *source) unexpected();
      read_documents();
      int failed = has_failed;
      source = kept_source;
      line_number = kept_line;
      has_failed = kept_failure;
      if (failed) give_up(2);
      return run(list, is_last);
    }

    static int run_text(char *text) { return run_script(text, 0); }
    """#
  }
}
