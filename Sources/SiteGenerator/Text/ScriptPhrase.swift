/// The phrases that scripts say, which no compiler knows of; a test compares them with the scripts.
enum ScriptPhrase {
  /// The names by group.
  private static let names: KeyValuePairs = [
    "answers": """
    counted exercises forgotten no_answers no_json other_course saved too_large were_read
    """,
    "copy": """
    copied copy not_allowed
    """,
    "player": """
    address after_clone after_free after_ready all_well ask at at_step back before_all begins by_list \
    by_reader by_seed calls calls_on can_break change child_first child_is_first choices compare copied \
    deadlock depends directory embed end ended errors explore failure family fast finished \
    finished_killed flags forward from_step group handlers has_mistakes has_processor has_turn \
    in_function in_memory in_the_end init is_at its_own kernels_differ keys line link linux \
    linux_version load loading looking medium memory mistake more name no_kernel no_module no_variables \
    nobody nobody_runs none_yet not_explored not_in_time not_kept not_loaded nothing nothing_written \
    open_files outcome_count outcome_end outcome_look outcome_output outcome_table outcomes output \
    output_limit output_on parent_first parent_is_first pause pid play play_race play_shortest play_this \
    player ppid process program race race_pair ready reset right run same_kernels saw schedule \
    schedules_all schedules_some score seed shared_with sharing sharing_caption slider slow speed start \
    state step step_alone step_of steps stop_looking stopped store task task_end tasks text the_embed \
    the_link thread tid time time_limit type value variables waited_longest waits was was_chosen who \
    who_has who_is_to wrong zombie
    """,
    "quiz": """
    down empty_blank first_difference leave left_out no_answer not_chosen out_of_place place right \
    right_blank right_pair stray too_few up wrong_blank wrong_pair wrong_pair_stray
    """,
    "search": """
    best close found label not_loaded nothing
    """,
  ]

  /// The keys, `group.name`.
  static let keys = names.flatMap { group, names in
    names.split(separator: " ").map { "\(group).\($0)" }
  }
}
