/**
 * Defects to plant into a step of a valid file: the keys that they replace, each with its lines. A line that ends with
 * `#! code` is where that diagnostic belongs; null takes the key away.
 */
export interface Defect {
  readonly keys: { readonly [key: string]: readonly string[] | null };
  /** What belongs to the first line of the step, whichever that is. */
  readonly first?: readonly string[];
  /** True: no other step can name this one. */
  readonly anonymous?: true;
}

/** By name; `self` is the id of the step, `base` a step before it, `topic` an input. */
export const DEFECTS: { readonly [name: string]: (self: string) => Defect } = {
  'a misspelled key': () => ({ keys: { retires: ['retires: 3 #! unknown_key'] } }),
  'a key of another dialect': () => ({ keys: { foo_bar_baz: ['foo_bar_baz: 3 #! unknown_key'] } }),
  'a value of another type': () => ({ keys: { timeout: ['timeout: [1] #! wrong_type'] } }),
  'a value that is none': () => ({ keys: { timeout: ['timeout: soon #! invalid_value'] } }),
  'a wrong key inside': () => ({ keys: { retry: ['retry:', '  attempts: 2', '  dalay: 1s #! unknown_key'] } }),
  'an unknown tool': () => ({ keys: { tool: ['tool: filesystm #! unknown_tool'] } }),
  'an unknown action': () => ({ keys: { action: ['action: raed #! unknown_action'] } }),
  'a missing action': () => ({ keys: { tool: ['tool: filesystem #! missing_action'], action: null } }),
  'nothing that runs': (self) => ({
    keys: { id: [`id: ${self} #! missing_tool`], tool: null, action: null, parameters: null },
  }),
  'a missing parameter': () => ({ keys: { parameters: ['parameters: #! missing_parameter', '  max_bytes: 3'] } }),
  'an unknown parameter': () => ({
    keys: { parameters: ['parameters:', '  path: a', '  paht: b #! unknown_parameter'] },
  }),
  'a parameter of another type': () => ({
    keys: { parameters: ['parameters:', '  path: a', '  max_bytes: many #! invalid_parameter'] },
  }),
  'an undefined name': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ nothing.here }}" #! undefined_name'] },
  }),
  'two undefined names': () => ({
    keys: {
      parameters: [
        'parameters:',
        '  path: "{{ nothing }}" #! undefined_name',
        '  max_bytes: "{{ nobody }}" #! undefined_name',
      ],
    },
  }),
  'an undefined field': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ base.contnet }}" #! undefined_field'] },
  }),
  'an unknown filter': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ topic | uper }}" #! unknown_filter'] },
  }),
  'a function that is not called': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ now }}" #! function_not_called'] },
  }),
  'a template that does not parse': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ topic + }}" #! unexpected_token'] },
  }),
  'several that do not parse, and one that does': () => ({
    keys: {
      parameters: [
        'parameters:',
        '  path: >-',
        '    {{ topic + }} #! unexpected_token',
        '    {{ topic | }} {{ topic }} #! unexpected_token',
        '    {{ nothing }} #! undefined_name',
      ],
    },
  }),
  'an unset variable': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ variables.n }}" #! undefined_name'] },
  }),
  'an unknown dependency': () => ({ keys: { dependencies: ['dependencies: [base, bsae] #! unknown_step'] } }),
  'a dependency on itself': (self) => ({ keys: { dependencies: [`dependencies: ${self} #! self_reference`] } }),
  'a dependency on a later step that reads this one': (self) => ({
    keys: { dependencies: [`dependencies: r${self.slice(1)} #! cycle`] },
  }),
  'a step of a loop, read outside': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ within }}" #! hidden_step'] },
  }),
  'a variable, read before it is set': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ variables.late }}" #! variable_before_set'] },
  }),
  'a variable without a name': () => ({
    keys: {
      tool: ['tool: set'],
      action: null,
      parameters: ['parameters:', '  variables:', '    fine: 1', '    $x: 2 #! invalid_name'],
    },
  }),
  'a pattern that looks behind': () => ({
    keys: { parameters: ['parameters:', `  path: "{{ topic | regex_search('(?<=a)b') }}" #! pattern_not_linear`] },
  }),
  'wrong arguments of a filter': () => ({
    keys: { parameters: ['parameters:', '  path: "{{ topic | upper(1) }}" #! wrong_arguments'] },
  }),
  'a loop name that is taken': () => ({
    keys: { for_each: ['for_each: [1, 2]'], as: ['as: base #! name_conflict'] },
  }),
  'a condition without sense': () => ({ keys: { condition: ['condition: topic == nothing #! undefined_name'] } }),
  'a status that is none': () => ({ keys: { condition: ["condition: base.status == 'done' #! not_a_status"] } }),
  'a route without target': () => ({ keys: { on_success: ['on_success: nowhere_at_all #! unknown_step'] } }),
  'a route to itself': (self) => ({ keys: { on_success: [`on_success: ${self} #! route_to_self`] } }),
  'a misspelled policy': () => ({ keys: { on_failure: ['on_failure: contineu #! unknown_step'] } }),
  'a rollback to nothing': () => ({ keys: { on_failure: ['on_failure: rollback #! missing_key'] } }),
  'a rollback forward': () => ({
    keys: { on_failure: ['on_failure: rollback'], rollback_to: ['rollback_to: unknown_one #! unknown_step'] },
  }),
  'a handler that does nothing': () => ({ keys: { on_error: ['on_error:', '  - error_codes: [x] #! empty_handler'] } }),
  'a handler of an unknown tool': () => ({ keys: { on_error: ['on_error:', '  - tool: ehco #! unknown_tool'] } }),
  'a handler that reads nothing': () => ({
    keys: { on_error: ['on_error:', '  - fallback_value: "{{ error.mesage }}" #! undefined_name'] },
  }),
  'a handler of a wrong pattern': () => ({
    keys: { on_error: ['on_error:', '  - fallback_value: 1', '    error_patterns: ["(a"] #! bad_pattern'] },
  }),
  'a handler that runs its step': (self) => ({
    keys: { on_error: ['on_error:', `  - run: ${self} #! invalid_handler_step`] },
  }),
  'a handler that runs no step': () => ({ keys: { on_error: ['on_error:', '  - run: nobody_there #! unknown_step'] } }),
  'two spellings of one key': () => ({
    keys: { dependencies: ['dependencies: base'], needs: ['needs: base #! conflicting_keys'] },
  }),
  'two containers': () => ({
    keys: {
      tool: null,
      action: null,
      parameters: null,
      while: ['while: "{{ iteration < 2 }}"'],
      steps: ['steps: [{ id: inner, tool: echo, parameters: { value: 1 } }]'],
      pipeline: ['pipeline: other.yaml #! two_containers'],
    },
  }),
  'a body without loop': () => ({
    keys: { steps: ['steps: #! misplaced_key', '  - { id: inner, tool: echo, parameters: { value: 1 } }'] },
  }),
  'a loop over a number': () => ({ keys: { for_each: ['for_each: 5 #! wrong_type'] } }),
  'a body that is wrong': () => ({
    keys: {
      tool: null,
      action: null,
      parameters: null,
      for_each: ['for_each: [1, 2]'],
      steps: [
        'steps:',
        '  - { id: inner, tool: echo, parameters: { value: "{{ item }}" } }',
        '  - { id: wrong, tool: echo, parameters: { value: "{{ itme }}" } } #! undefined_name',
        '  - { id: wrong, tool: echo } #! duplicate_id #! missing_parameter',
      ],
    },
  }),
  'an action loop without condition': () => ({
    keys: {
      tool: null,
      action: null,
      parameters: null,
      action_loop: ['action_loop: #! missing_key', '  - { tool: echo, parameters: { value: 1 } }'],
    },
  }),
  'a taken id': () => ({ keys: { id: ['id: base #! duplicate_id'] }, anonymous: true }),
  'a missing id': () => ({ keys: { id: null }, first: ['missing_key'], anonymous: true }),
  'an id of a wrong form': () => ({ keys: { id: ['id: 1st #! invalid_value'] }, anonymous: true }),
  'a reserved id': () => ({ keys: { id: ['id: ask #! reserved_name'] }, anonymous: true }),
  'the id of a group of names': () => ({ keys: { id: ['id: inputs #! reserved_name'] }, anonymous: true }),
  'the id of an input': () => ({ keys: { id: ['id: topic #! name_conflict'] }, anonymous: true }),
  'no file to include': () => ({
    keys: { tool: null, action: null, parameters: null, pipeline: ['pipeline: other.yaml #! unreadable_file'] },
  }),
  'a model of no kind': () => ({ keys: { side_effects: ['side_effects: maybe #! invalid_value'] } }),
};

/** Defects outside of the steps: lines at the top level, by the key that they are about. */
export const TOP_DEFECTS: { readonly [name: string]: { readonly [key: string]: readonly string[] } } = {
  'an unknown key': { stpes: ['stpes: [] #! unknown_key'] },
  'a default of another type': { inputs: ['  size: { type: integer, default: big } #! invalid_default'] },
  'an input without a type': { inputs: ['  kind: { type: integr } #! invalid_value'] },
  'an input of a reserved name': { inputs: ['  item: 5 #! reserved_name'] },
  'an output of nothing': { outputs: ['  lost: "{{ nowhere }}" #! undefined_name'] },
  'an output that does not parse': { outputs: ['  broken: "{{ base. }}" #! unexpected_token'] },
  'a setting that is none': { config: ['  max_parallel: 0 #! invalid_value'] },
  'a handler of the file': { error_handlers: ['  - tool: ehco #! unknown_tool'] },
};
