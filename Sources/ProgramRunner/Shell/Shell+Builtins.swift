/// Carrying out what is the shell's own.
extension Shell {
  static var builtinsText: String {
    #"""
    // Carrying out the commands that the shell does itself.
    /// The number that a builtin is given, or what it has without one.
    static int operand(char **arguments, int count, int otherwise) {
      if (count < 2) return otherwise;
      int is_number;
      long number = number_of(arguments[1], &is_number);
      if (!is_number || number < 0) {
        complain(arguments[0], "Illegal number");
        give_up(2);
      }
      return (int)number;
    }

    static int run_builtin(char **arguments, int count, int *status) {
      const char *name = arguments[0];
      *status = 0;
      if (is_equal(name, ":") || is_equal(name, "true")) *status = 0;
      else if (is_equal(name, "false")) *status = 1;
      else if (is_equal(name, "echo")) *status = echo(arguments, count);
      else if (is_equal(name, "printf")) *status = print_formatted(arguments, count);
      else if (is_equal(name, "test") || is_equal(name, "[")) *status = test(arguments, count);
      else if (is_equal(name, "exit")) end_shell(operand(arguments, count, last_status));
      else if (is_equal(name, "cd")) *status = change_directory(arguments, count);
      else if (is_equal(name, "pwd")) *status = show_directory();
      else if (is_equal(name, "kill")) *status = send(arguments, count);
      else if (is_equal(name, "wait")) *status = wait_builtin(arguments, count);
      else if (is_equal(name, "trap")) *status = set_traps(arguments, count);
      else if (is_equal(name, "export")) *status = export(arguments, count, 0);
      else if (is_equal(name, "readonly")) *status = export(arguments, count, 1);
      else if (is_equal(name, "set")) *status = set(arguments, count);
      else if (is_equal(name, "read")) *status = read_line(arguments, count);
      else if (is_equal(name, "umask")) *status = mask(arguments, count);
      else if (is_equal(name, "times")) *status = show_times();
      else if (is_equal(name, ".")) *status = include(arguments, count);
      else if (is_equal(name, "unset")) {
        for (int index = 1; index < count; index++) {
          if (arguments[index][0] != '-') forget(arguments[index]);
        }
      } else if (is_equal(name, "shift")) {
        int by = operand(arguments, count, 1);
        if (by > parameter_count) {
          complain("shift", "can't shift that many");
          give_up(2);
        }
        parameters += by;
        parameter_count -= by;
      } else if (is_equal(name, "break") || is_equal(name, "continue")) {
        levels = operand(arguments, count, 1);
        if (levels > loops) levels = loops;
        if (levels > 0) leaving = is_equal(name, "break") ? LEAVING_BREAK : LEAVING_CONTINUE;
      } else if (is_equal(name, "return")) {
        *status = operand(arguments, count, last_status);
        last_status = *status;
        leaving = LEAVING_RETURN;
      } else if (is_equal(name, "eval")) {
        struct Text text = {0, 0, 0};
        for (int index = 1; index < count; index++) {
          if (index > 1) add(&text, ' ');
          add_all(&text, arguments[index]);
        }
        *status = run_text(taken(&text));
      } else if (is_equal(name, "exec")) {
        if (count > 1) execute(arguments + 1, environment());
      } else if (is_equal(name, "command")) {
        if (count > 1 && is_equal(arguments[1], "-v")) {
          *status = tell_kind(arguments, count);
        } else if (count > 1) {
          if (is_among(arguments[1], builtins)) return run_builtin(arguments + 1, count - 1, status);
          pid_t child = split();
          if (child == 0) execute(arguments + 1, environment());
          *status = wait_for(child);
        }
      }
      return 1;
    }
    """#
  }
}
