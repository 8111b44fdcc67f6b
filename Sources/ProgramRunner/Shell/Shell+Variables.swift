/// Variables, parameters and options.
extension Shell {
  static var variablesText: String {
    #"""
    // Variables, parameters and options of the shell.
    struct Variable {
      char *name;
      char *value;
      int is_exported;
      int is_constant;
      struct Variable *next;
    };

    static struct Variable *variables;
    static char **parameters;
    static int parameter_count;
    static const char *own_name = "sh";
    static int last_status;
    static int last_background;
    static int shell_process;

    /// What `set` says: -e, -f, -u and -x.
    static int ends_on_error;
    static int keeps_patterns;
    static int needs_values;
    static int shows_commands;

    /// Sets options, in a word that begins with `-` or `+`; 0, or -1 if there is no such.
    static int set_options(const char *word) {
      int is_on = *word == '-';
      for (const char *letter = word + 1; *letter; letter++) {
        if (*letter == 'e') ends_on_error = is_on;
        else if (*letter == 'f') keeps_patterns = is_on;
        else if (*letter == 'u') needs_values = is_on;
        else if (*letter == 'x') shows_commands = is_on;
        else {
          struct Text text = {0, 0, 0};
          add_all(&text, "Illegal option ");
          add(&text, *word);
          add(&text, *letter);
          complain(taken(&text), 0);
          return -1;
        }
      }
      return 0;
    }

    static struct Variable *variable(const char *name) {
      for (struct Variable *one = variables; one; one = one->next) {
        if (is_equal(one->name, name)) return one;
      }
      return 0;
    }

    static const char *value_of(const char *name) {
      struct Variable *one = variable(name);
      return one ? one->value : 0;
    }

    /// Gives a variable a value; 0, or -1 if it may have no other.
    static int assign(const char *name, const char *value) {
      struct Variable *one = variable(name);
      if (!one) {
        one = malloc(sizeof(struct Variable));
        one->name = copy_of(name, (long)strlen(name));
        one->value = 0;
        one->is_exported = 0;
        one->is_constant = 0;
        one->next = variables;
        variables = one;
      }
      if (one->is_constant) {
        complain(name, "is read only");
        return -1;
      }
      if (value) one->value = copy_of(value, (long)strlen(value));
      return 0;
    }

    static void forget(const char *name) {
      struct Variable **place = &variables;
      while (*place) {
        if (is_equal((*place)->name, name)) {
          *place = (*place)->next;
          return;
        }
        place = &(*place)->next;
      }
    }

    /// How long a name is that is at the start of a text.
    static long name_length(const char *text) {
      long length = 0;
      if (!is_name_start(*text)) return 0;
      while (is_name_byte(text[length])) length++;
      return length;
    }

    /// Whether a word gives a variable a value.
    static int is_assignment(const char *word) {
      long length = name_length(word);
      return length > 0 && word[length] == '=';
    }

    static void import(char **environment) {
      for (; *environment; environment++) {
        long length = name_length(*environment);
        if (length == 0 || (*environment)[length] != '=') continue;
        char *name = copy_of(*environment, length);
        assign(name, *environment + length + 1);
        variable(name)->is_exported = 1;
      }
    }

    /// What a program that is executed gets as its environment: what was first comes first.
    static char **environment(void) {
      long count = 0;
      for (struct Variable *one = variables; one; one = one->next) count++;
      char **all = malloc((count + 1) * sizeof(char *));
      long at = 0;
      for (struct Variable *one = variables; one; one = one->next) {
        if (!one->is_exported || !one->value) continue;
        struct Text text = {0, 0, 0};
        add_all(&text, one->name);
        add(&text, '=');
        add_all(&text, one->value);
        all[at++] = taken(&text);
      }
      all[at] = 0;
      for (long low = 0, high = at - 1; low < high; low++, high--) {
        char *kept = all[low];
        all[low] = all[high];
        all[high] = kept;
      }
      return all;
    }
    """#
  }
}
