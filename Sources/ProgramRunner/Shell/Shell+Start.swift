/// Where it starts.
extension Shell {
  static var startText: String {
    #"""
    // Where it starts, as the shell or as a tool.

    /// Runs what this program was called as.
    static int run_tool(const char *name, char **arguments, int count, char **variables_then) {
      if (is_equal(name, "cat")) return tool_cat(arguments, count);
      if (is_equal(name, "head")) return tool_head(arguments, count);
      if (is_equal(name, "wc")) return tool_count(arguments, count);
      if (is_equal(name, "sleep")) return tool_sleep(arguments, count);
      if (is_equal(name, "env")) return tool_env(arguments, count, variables_then);
      if (is_equal(name, "ls")) return tool_list(arguments, count);
      if (is_equal(name, "id")) return tool_id(arguments, count);
      if (is_equal(name, "uname")) return tool_uname(arguments, count);
      if (is_equal(name, "true")) return 0;
      if (is_equal(name, "false")) return 1;
      if (is_equal(name, "echo")) return tool_echo(arguments, count);
      if (is_equal(name, "printf")) return print_formatted(arguments, count);
      if (is_equal(name, "pwd")) return show_directory();
      if (is_equal(name, "kill")) return send(arguments, count);
      if (is_equal(name, "test") || is_equal(name, "[")) return test(arguments, count);
      return tool_files(name, arguments, count);
    }

    static const char *tools[\#(tools.count + 1)] = {
        \#(tools.map { "\"\($0)\"" }.joined(separator: ", ")), 0};

    static const char *base_of(const char *path) {
      for (const char *at = path; *at; at++) {
        if (*at == '/') path = at + 1;
      }
      return path;
    }

    /// The file that was executed, whatever the first argument calls it: AT_EXECFN, which is behind the environment.
    static const char *executed(char **envp) {
      while (*envp) envp++;
      for (unsigned long *pair = (unsigned long *)(envp + 1); pair[0]; pair += 2) {
        if (pair[0] == 31) return base_of((const char *)pair[1]);
      }
      return "sh";
    }

    int main(int argc, char **argv, char **envp) {
      const char *name = argc > 0 ? base_of(argv[0]) : "sh";
      // What was executed says what this is; for a script, which is executed under its own name, the first argument.
      const char *file = executed(envp);
      if (!is_equal(name, "sh") && (is_equal(file, "sh") || is_among(file, tools))) name = file;
      import(envp);
      shell_process = getpid();
      if (is_among(name, tools)) {
        program = name;
        return run_tool(name, argv, argc, envp);
      }
      if (!value_of("PWD")) {
        char place[4096];
        if (getcwd(place, 4096)) assign("PWD", place);
      }
      assign("IFS", " \t\n");
      int index = 1;
      char *script = 0;
      int is_text = 0;
      int is_input = 0;
      for (; index < argc && (argv[index][0] == '-' || argv[index][0] == '+') && argv[index][1]; index++) {
        if (is_equal(argv[index], "--")) {
          index++;
          break;
        }
        struct Text others = {0, 0, 0};
        for (char *letter = argv[index]; *letter; letter++) {
          if (*letter == 'c') is_text = 1;
          else if (*letter == 's') is_input = 1;
          else add(&others, *letter);
        }
        if (set_options(taken(&others)) < 0) return 2;
      }
      long length;
      if (is_text) {
        if (index >= argc) {
          complain("-c requires an argument", 0);
          return 2;
        }
        script = argv[index++];
        if (index < argc) own_name = argv[index++];
      } else if (index < argc && !is_input) {
        own_name = argv[index];
        int file = open(argv[index], O_RDONLY);
        if (file < 0) {
          complain(argv[index], "cannot open");
          return 2;
        }
        script = all_of(file, &length);
        close(file);
        index++;
      } else {
        script = all_of(0, &length);
      }
      parameters = argv + index;
      parameter_count = argc - index;
      last_status = run_script(script, 1);
      end_shell(last_status);
      return 0;
    }
    """#
  }
}
