/// What a script says, from there up.
extension Shell {
  static var grammarText: String {
    #"""
    // The sentences of the language.

    static struct Command *parse_condition(void) {
      struct Command *command = made(CONDITION);
      command->first = parse_list();
      expect("then");
      command->second = parse_list();
      skip_newlines();
      if (take("elif")) {
        command->third = parse_condition();
        return command;
      }
      if (take("else")) command->third = parse_list();
      expect("fi");
      return command;
    }

    static struct Command *parse_body(struct Command *loop) {
      expect("do");
      loop->second = parse_list();
      expect("done");
      return loop;
    }

    static struct Command *parse_for(void) {
      struct Command *loop = made(LOOP_WORDS);
      skip_blanks();
      loop->name = raw_word();
      if (!loop->name || name_length(loop->name) != (long)strlen(loop->name)) {
        fail("Bad for loop variable");
        return loop;
      }
      skip_newlines();
      if (take("in")) {
        struct Word **place = &loop->words;
        for (;;) {
          skip_blanks();
          char *text = raw_word();
          if (!text) break;
          *place = new_word(text);
          place = &(*place)->next;
        }
      } else {
        loop->words = new_word(copy_of("\"$@\"", 4));
      }
      skip_blanks();
      if (*source == ';') source++;
      return parse_body(loop);
    }

    static struct Command *parse_case(void) {
      struct Command *choice = made(CHOICE);
      skip_blanks();
      char *text = raw_word();
      if (!text) {
        unexpected();
        return choice;
      }
      choice->words = new_word(text);
      expect("in");
      struct Case **place = &choice->cases;
      for (;;) {
        skip_newlines();
        if (has_failed || take("esac")) return choice;
        struct Case *one = malloc(sizeof(struct Case));
        memset(one, 0, sizeof(struct Case));
        *place = one;
        place = &one->next;
        if (*source == '(') source++;
        struct Word **pattern = &one->patterns;
        for (;;) {
          skip_blanks();
          text = raw_word();
          if (!text) {
            unexpected();
            return choice;
          }
          *pattern = new_word(text);
          pattern = &(*pattern)->next;
          skip_blanks();
          if (*source == '|') source++;
          else break;
        }
        if (*source != ')') {
          unexpected();
          return choice;
        }
        source++;
        one->body = parse_list();
        skip_newlines();
        if (*source == ';' && source[1] == ';') source += 2;
      }
    }

    static struct Command *parse_compound(void) {
      if (*source == '(') {
        source++;
        struct Command *command = made(SUBSHELL);
        command->first = parse_list();
        skip_newlines();
        if (*source == ')') source++;
        else unexpected();
        return command;
      }
      if (take("{")) {
        struct Command *command = made(GROUP);
        command->first = parse_list();
        expect("}");
        return command;
      }
      if (take("if")) return parse_condition();
      if (take("while") || is_next("until")) {
        struct Command *loop = made(take("until") ? LOOP_UNTIL : LOOP);
        loop->first = parse_list();
        return parse_body(loop);
      }
      if (take("for")) return parse_for();
      if (take("case")) return parse_case();
      return 0;
    }

    static struct Command *parse_command(void) {
      skip_blanks();
      struct Command *command = parse_compound();
      if (command) {
        parse_redirections(command);
        return command;
      }
      command = made(SIMPLE);
      struct Word **place = &command->words;
      for (;;) {
        parse_redirections(command);
        skip_blanks();
        char *text = raw_word();
        if (!text) break;
        *place = new_word(text);
        if (place == &command->words) {
          skip_blanks();
          if (*source == '(') {
            source++;
            skip_blanks();
            if (*source != ')') {
              unexpected();
              return command;
            }
            source++;
            skip_newlines();
            command->kind = DEFINITION;
            command->name = text;
            command->first = parse_command();
            return command;
          }
        }
        place = &(*place)->next;
      }
      if (!command->words && !command->redirections) {
        unexpected();
      }
      return command;
    }

    static struct Command *parse_pipeline(void) {
      if (take("!")) {
        struct Command *negation = made(NEGATION);
        negation->first = parse_pipeline();
        return negation;
      }
      struct Command *first = parse_command();
      skip_blanks();
      if (*source != '|' || source[1] == '|') return first;
      struct Command *pipeline = made(PIPELINE);
      pipeline->first = first;
      struct Command *last = first;
      while (!has_failed && *source == '|' && source[1] != '|') {
        source++;
        skip_newlines();
        last->next = parse_command();
        last = last->next;
        skip_blanks();
      }
      return pipeline;
    }

    static struct Command *parse_and_or(void) {
      struct Command *left = parse_pipeline();
      for (;;) {
        skip_blanks();
        int kind;
        if (*source == '&' && source[1] == '&') kind = AND;
        else if (*source == '|' && source[1] == '|') kind = OR;
        else return left;
        source += 2;
        skip_newlines();
        struct Command *both = made(kind);
        both->first = left;
        both->second = parse_pipeline();
        left = both;
      }
    }

    /// Whether here a list ends.
    static int is_end(void) {
      return !*source || *source == ')' || (*source == ';' && source[1] == ';') || is_next("then") ||
             is_next("else") || is_next("elif") || is_next("fi") || is_next("do") || is_next("done") ||
             is_next("esac") || is_next("}");
    }

    static struct Command *parse_list(void) {
      struct Command *list = made(SEQUENCE);
      struct Command **place = &list->first;
      skip_newlines();
      while (!has_failed && !is_end()) {
        struct Command *one = parse_and_or();
        skip_blanks();
        if (*source == '&') {
          struct Command *background = made(BACKGROUND);
          background->first = one;
          one = background;
          source++;
        } else if (*source == ';' && source[1] != ';') {
          source++;
        } else if (*source != '\n' && !is_end()) {
          unexpected();
        }
        // The members of a pipeline are in a list of their own.
        struct Command *member = made(SEQUENCE);
        member->second = one;
        *place = member;
        place = &member->next;
        skip_newlines();
      }
      return list;
    }
    """#
  }
}
