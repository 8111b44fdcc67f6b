/// Children, traps, and how it ends.
extension Shell {
  static var childrenText: String {
    #"""
    // Carrying out what a script says.

    /// What a `break`, `continue`, `return` or `exit` is on its way to.
    static int leaving;
    static int levels;
    /// The loops that are being run.
    static int loops;
    #define LEAVING_BREAK 1
    #define LEAVING_CONTINUE 2
    #define LEAVING_RETURN 3

    /// Above 0 where a failure is looked at: in a condition.
    static int is_tested;
    static int is_child;
    static char *traps[65];
    static volatile int caught[65];

    static int run(struct Command *command, int is_last);
    static int run_builtin(char **arguments, int count, int *status);

    static void note_signal(int number) { caught[number] = 1; }

    static int run_text(char *text);

    static void run_traps(void) {
      for (int number = 1; number < 65; number++) {
        if (!caught[number]) continue;
        caught[number] = 0;
        int status = last_status;
        if (traps[number] && *traps[number]) run_text(traps[number]);
        last_status = status;
      }
    }

    static void end_shell(int status) {
      char *text = traps[0];
      traps[0] = 0;
      last_status = status;
      if (text && *text) {
        leaving = 0;
        run_text(text);
        status = last_status;
      }
      flush();
      _exit(status & 255);
    }

    static void give_up(int status) { end_shell(status); }

    static const char *names_of_ends[16] = {
        0, "Hangup", 0, "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
        "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault",
        "User defined signal 2", 0, "Alarm clock", "Terminated"};

    static int status_of(int status) {
      if (WIFEXITED(status)) return WEXITSTATUS(status);
      if (WIFSTOPPED(status)) return 128 + WSTOPSIG(status);
      return 128 + WTERMSIG(status);
    }

    /// Waits for a child; what ended it is said, if that was a signal.
    static int wait_for(pid_t child) {
      int status = 0;
      for (;;) {
        if (waitpid(child, &status, 0) == child) break;
        if (errno != EINTR) return 127;
        run_traps();
      }
      if (WIFSIGNALED(status) && !is_child) {
        int number = WTERMSIG(status);
        const char *name = number < 16 ? names_of_ends[number] : 0;
        if (name) {
          struct Text text = {0, 0, 0};
          add_all(&text, name);
          if (WCOREDUMP(status)) add_all(&text, " (core dumped)");
          add(&text, '\n');
          write(2, text.bytes, text.length);
        }
      }
      return status_of(status);
    }

    /// A child of the shell, which is a shell too.
    static pid_t split(void) {
      flush();
      pid_t child = fork();
      if (child < 0) {
        complain("Cannot fork", 0);
        give_up(2);
      }
      if (child == 0) {
        is_child = 1;
        for (int number = 0; number < 65; number++) {
          if (traps[number] && *traps[number]) {
            traps[number] = 0;
            if (number) signal(number, SIG_DFL);
          }
        }
      }
      return child;
    }

    static char *output_of(const char *script) {
      int ends[2];
      if (pipe(ends) < 0) {
        complain("Pipe call failed", 0);
        give_up(2);
      }
      pid_t child = split();
      if (child == 0) {
        close(ends[0]);
        if (ends[1] != 1) {
          dup2(ends[1], 1);
          close(ends[1]);
        }
        end_shell(run_text((char *)script));
      }
      close(ends[1]);
      long length;
      char *text = all_of(ends[0], &length);
      close(ends[0]);
      last_status = wait_for(child);
      while (length > 0 && text[length - 1] == '\n') text[--length] = 0;
      return text;
    }
    """#
  }
}
