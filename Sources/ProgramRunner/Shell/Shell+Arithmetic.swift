/// What is calculated.
extension Shell {
  static var arithmeticText: String {
    #"""
    // $((...)): numbers of 64 bits, with the operators of C.
    static const char *formula;

    static long formula_choice(void);

    static void skip_formula_blanks(void) {
      while (*formula == ' ' || *formula == '\t' || *formula == '\n') formula++;
    }

    static void formula_error(void) {
      complain("arithmetic expression", "expecting primary");
      give_up(2);
    }

    static long formula_primary(void) {
      skip_formula_blanks();
      int byte = *formula;
      if (byte == '(') {
        formula++;
        long value = formula_choice();
        skip_formula_blanks();
        if (*formula == ')') formula++;
        else formula_error();
        return value;
      }
      if (byte == '-' || byte == '+' || byte == '!' || byte == '~') {
        formula++;
        long value = formula_primary();
        if (byte == '-') return 0 - value;
        if (byte == '!') return !value;
        return byte == '~' ? ~value : value;
      }
      if (is_digit(byte)) {
        long value = 0;
        if (byte == '0' && (formula[1] == 'x' || formula[1] == 'X')) {
          for (formula += 2;; formula++) {
            if (is_digit(*formula)) value = value * 16 + (*formula - '0');
            else if (*formula >= 'a' && *formula <= 'f') value = value * 16 + (*formula - 'a' + 10);
            else if (*formula >= 'A' && *formula <= 'F') value = value * 16 + (*formula - 'A' + 10);
            else return value;
          }
        }
        int base = byte == '0' ? 8 : 10;
        while (is_digit(*formula)) value = value * base + (*formula++ - '0');
        return value;
      }
      long length = name_length(formula);
      if (length == 0) {
        formula_error();
        return 0;
      }
      char *name = copy_of(formula, length);
      formula += length;
      skip_formula_blanks();
      const char *text = value_of(name);
      int is_number;
      long old = text ? number_of(text, &is_number) : 0;
      int kind = *formula;
      int is_plain = kind == '=' && formula[1] != '=';
      if (is_plain || (kind && find_byte("+-*/%&|^", kind) && formula[1] == '=')) {
        formula += is_plain ? 1 : 2;
        long value = formula_choice();
        if ((kind == '/' || kind == '%') && value == 0) {
          complain("division by zero", 0);
          give_up(2);
        } else if (kind == '+') value = old + value;
        else if (kind == '-') value = old - value;
        else if (kind == '*') value = old * value;
        else if (kind == '/') value = old / value;
        else if (kind == '%') value = old % value;
        else if (kind == '&') value = old & value;
        else if (kind == '|') value = old | value;
        else if (kind == '^') value = old ^ value;
        struct Text number = {0, 0, 0};
        add_number(&number, value);
        assign(name, taken(&number));
        return value;
      }
      return old;
    }

    /// How strongly the operator binds that comes now, and its length; 0 if there is none.
    static int formula_operator(int *length) {
      skip_formula_blanks();
      int first = *formula;
      int second = first ? formula[1] : 0;
      *length = 2;
      if (first == '|' && second == '|') return 1;
      if (first == '&' && second == '&') return 2;
      if ((first == '=' || first == '!') && second == '=') return 6;
      if ((first == '<' || first == '>') && second == '=') return 7;
      if ((first == '<' || first == '>') && second == first) return 8;
      *length = 1;
      if (first == '|') return 3;
      if (first == '^') return 4;
      if (first == '&') return 5;
      if (first == '<' || first == '>') return 7;
      if (first == '+' || first == '-') return 9;
      if (first == '*' || first == '/' || first == '%') return 10;
      return 0;
    }

    static long formula_binary(int above) {
      long left = formula_primary();
      for (;;) {
        int length;
        int strength = formula_operator(&length);
        if (strength <= above) return left;
        int first = *formula;
        formula += length;
        long right = formula_binary(strength);
        if ((first == '/' || first == '%') && right == 0) {
          complain("division by zero", 0);
          give_up(2);
          return 0;
        }
        if (strength == 1) left = left || right;
        else if (strength == 2) left = left && right;
        else if (strength == 3) left = left | right;
        else if (strength == 4) left = left ^ right;
        else if (strength == 5) left = left & right;
        else if (strength == 6) left = first == '=' ? left == right : left != right;
        else if (strength == 8) left = first == '<' ? left << (right & 63) : left >> (right & 63);
        else if (first == '<') left = length == 2 ? left <= right : left < right;
        else if (first == '>') left = length == 2 ? left >= right : left > right;
        else if (first == '+') left = left + right;
        else if (first == '-') left = left - right;
        else if (first == '*') left = left * right;
        else if (first == '/') left = left / right;
        else left = left % right;
      }
    }

    static long formula_choice(void) {
      long value = formula_binary(0);
      skip_formula_blanks();
      if (*formula != '?') return value;
      formula++;
      long yes = formula_choice();
      skip_formula_blanks();
      if (*formula == ':') formula++;
      else formula_error();
      long no = formula_choice();
      return value ? yes : no;
    }

    static long calculate(const char *text) {
      const char *before = formula;
      formula = text;
      long value = formula_choice();
      skip_formula_blanks();
      if (*formula) formula_error();
      formula = before;
      return value;
    }
    """#
  }
}
