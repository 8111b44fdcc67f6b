/// `kill`, `trap` and `wait`.
extension Shell {
  static var signalsText: String {
    #"""
    // Signals and children.

    static int send(char **arguments, int count) {
      int number = SIGTERM;
      int first = 1;
      if (count > 1 && is_equal(arguments[1], "-l")) {
        for (int index = 1; index < 32; index++) {
          add_all(&output, signal_names[index]);
          add(&output, '\n');
        }
        return finish(0);
      }
      if (count > 2 && is_equal(arguments[1], "-s")) {
        number = signal_of(arguments[2]);
        first = 3;
      } else if (count > 1 && arguments[1][0] == '-' && arguments[1][1]) {
        if (!is_equal(arguments[1], "--")) number = signal_of(arguments[1] + 1);
        first = 2;
      }
      if (first < count && is_equal(arguments[first], "--")) first++;
      if (number < 0 || first >= count) {
        complain("kill", number < 0 ? "invalid signal number or name" : "usage: kill [-s name] pid ...");
        return 2;
      }
      int status = 0;
      for (int index = first; index < count; index++) {
        int is_number;
        long process = number_of(arguments[index], &is_number);
        if (!is_number) {
          complain("Illegal number", arguments[index]);
          status = 2;
        } else if (kill((pid_t)process, number) < 0) {
          complain("kill", strerror(errno));
          status = 1;
        }
      }
      return status;
    }

    static int set_traps(char **arguments, int count) {
      if (count == 1) {
        for (int number = 0; number < 32; number++) {
          if (!traps[number]) continue;
          add_all(&output, "trap -- '");
          add_all(&output, traps[number]);
          add_all(&output, "' ");
          add_all(&output, signal_names[number]);
          add(&output, '\n');
        }
        return finish(0);
      }
      int first = 1;
      char *action = 0;
      if (count > 2 && is_equal(arguments[1], "--")) first++;
      if (count > first + 1) action = arguments[first++];
      if (action && is_equal(action, "-")) action = 0;
      for (int index = first; index < count; index++) {
        int number = signal_of(arguments[index]);
        if (number < 0) {
          complain("trap", "bad trap");
          return 1;
        }
        traps[number] = action;
        if (number == 0) continue;
        if (!action) signal(number, SIG_DFL);
        else if (!*action) signal(number, SIG_IGN);
        else {
          // A wait ends for a trap.
          struct sigaction handled;
          memset(&handled, 0, sizeof(struct sigaction));
          handled.sa_handler = note_signal;
          sigaction(number, &handled, 0);
        }
      }
      return 0;
    }

    static int wait_builtin(char **arguments, int count) {
      int status = 0;
      if (count > 1) {
        for (int index = 1; index < count; index++) {
          int is_number;
          pid_t process = (pid_t)number_of(arguments[index], &is_number);
          int answer = 0;
          pid_t ended;
          while ((ended = waitpid(process, &answer, 0)) < 0 && errno == EINTR) {
            for (int number = 1; number < 65; number++) {
              if (caught[number]) return 128 + number;
            }
          }
          status = ended < 0 ? 127 : status_of(answer);
        }
        return status;
      }
      for (;;) {
        int answer;
        if (waitpid(-1, &answer, 0) >= 0) continue;
        if (errno != EINTR) return 0;
        for (int number = 1; number < 65; number++) {
          if (caught[number]) return 128 + number;
        }
      }
    }
    """#
  }
}
