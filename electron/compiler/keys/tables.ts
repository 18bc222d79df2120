import { ERROR_CATEGORIES } from '../../../shared/pipeline.ts';
import type { Shape, Table, TableName } from './shape.ts';

const text: Shape = { type: 'text' };
const value: Shape = { type: 'value' };
const names: Shape = { type: 'names' };
const duration: Shape = { type: 'duration' };
const expression: Shape = { type: 'expression' };
const boolean: Shape = { type: 'boolean' };
const steps: Shape = { type: 'list', items: { type: 'table', table: 'step' }, minimum: 1 };
const handlers: Shape = { type: 'list', items: { type: 'table', table: 'handler' } };

export const INPUT_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'file', 'any'] as const;
/** Other spellings of types, of JSON Schema and of Python. */
export const TYPE_ALIASES: ReadonlyMap<string, (typeof INPUT_TYPES)[number]> = new Map([
  ['float', 'number'],
  ['int', 'integer'],
  ['bool', 'boolean'],
  ['str', 'string'],
  ['text', 'string'],
  ['list', 'array'],
  ['dict', 'object'],
]);
const type: Shape = { type: 'choice', values: [...INPUT_TYPES, ...TYPE_ALIASES.keys()], listed: INPUT_TYPES };

const retry: Shape = {
  type: 'either',
  shapes: [
    { type: 'integer', minimum: 0, maximum: 1000 },
    { type: 'table', table: 'retry' },
  ],
  expected: 'the number of attempts, or a map of `attempts`, `delay`, `backoff` and so on',
};

/** Decoration of the older dialect, allowed on the file and on each step. */
const DECORATION = {
  metadata: null,
  tags: null,
  author: null,
  category: null,
  cache: null,
  requires_model: null,
} as const;

const TERMINAL = 'write `tool: terminal` with `parameters: { command: ... }`';

const TABLES_WITHOUT_ACTION: { readonly [name in Exclude<TableName, 'action'>]: Table } = {
  top: {
    keys: {
      name: { doc: 'What the pipeline is called.', shape: text, required: true },
      id: { doc: 'A short name; made from `name` where it is missing.', shape: text },
      description: { doc: 'What the pipeline is for.', shape: text },
      version: { doc: 'The version of the pipeline, as a text.', shape: text },
      inputs: {
        doc: 'What a run is given: name to specification, or to a default value.',
        shape: { type: 'map', values: value },
        aliases: ['parameters'],
        hint: 'the key of each is its name: `limit: { type: integer, default: 10 }`',
      },
      steps: { doc: 'The steps, each with a tool and an action.', shape: steps, required: true },
      outputs: {
        doc: 'What a run gives: name to template, or to `{ value, type, description }`.',
        shape: { type: 'map', values: value },
        hint: "the key of each is its name: `total: '{{ sum }}'`",
      },
      config: { doc: 'Settings of the whole run.', shape: { type: 'table', table: 'config' } },
      error_handlers: {
        doc: "Handlers that are tried after a step's own.",
        shape: handlers,
        aliases: ['global_error_handlers'],
      },
      secrets: { doc: 'Names that are read from the environment, and masked wherever they turn up.', shape: names },
    },
    noEffect: {
      ...DECORATION,
      type: null,
      license: null,
      context: null,
      monitoring: null,
      optimization: null,
      error_handling: 'write `config.on_failure`, or `on_failure` on a step',
      model: 'write `config.model`',
    },
    noEffectPrefixes: ['enhanced_'],
    hints: {
      variables:
        'a run has variables once a step sets them: `tool: set` with `parameters: { variables: { name: value } }`',
      pipeline: 'put what stands under `pipeline` at the top level of the file',
      tasks: 'did you mean `steps`?',
      stages: 'did you mean `steps`?',
      advanced_steps: 'all steps stand in one list, under `steps`',
      timeout: 'write `config.timeout`',
      max_parallel: 'write `config.max_parallel`',
      on_failure: 'write `config.on_failure`',
      retry: 'write `config.retry`',
      workdir: 'write `config.workdir`',
      jobs: 'all steps stand in one list, under `steps`; they run at once where none waits for another',
      params: 'did you mean `inputs`?',
      args: 'did you mean `inputs`?',
      title: 'did you mean `name`?',
      vars: 'values that a run is given stand under `inputs`; a step sets variables with `tool: set`',
      env: 'write `{{ env.NAME }}` where it is needed; the setting `allowedEnv` lists the names that may be read',
    },
  },
  config: {
    keys: {
      timeout: { doc: 'The longest time a run may run; waiting and pauses do not count.', shape: duration },
      max_parallel: {
        doc: 'How many steps run at once (8 unless it is given).',
        shape: { type: 'integer', minimum: 1, maximum: 10_000 },
      },
      on_failure: {
        doc: 'What a failed step does, where the step does not say it.',
        shape: { type: 'choice', values: ['fail', 'continue', 'skip'] },
      },
      retry: { doc: 'How failed steps are tried again, where the step does not say it.', shape: retry },
      model: { doc: 'The model of steps that name none.', shape: text },
      workdir: {
        doc: "The folder that relative paths start from; the pipeline file's own unless it is given.",
        shape: text,
      },
    },
    noEffect: {
      max_concurrent: 'write `max_parallel`',
      retry_policy: 'write `retry`',
      error_handling: 'write `on_failure`',
    },
    tolerant: true,
  },
  step: {
    keys: {
      id: {
        doc: 'The name of the step.',
        shape: {
          type: 'text',
          pattern: /^[A-Za-z][A-Za-z0-9_-]*$/,
          expected: 'a letter, then letters, digits, `_` and `-`',
        },
        required: true,
      },
      name: { doc: 'A title for people.', shape: text },
      description: { doc: 'What the step is for.', shape: text },
      tool: { doc: 'The tool that runs.', shape: text },
      action: { doc: 'What the tool does; without `tool`: a model action, `tool.action`, or a tool.', shape: text },
      parameters: {
        doc: 'What the action is given; texts are templates.',
        shape: { type: 'map', values: value },
        aliases: ['with'],
      },
      dependencies: {
        doc: 'Steps that come before this one, beside those whose values it reads.',
        shape: names,
        aliases: ['depends_on', 'needs'],
      },
      condition: { doc: 'The step runs only if this is true.', shape: expression, aliases: ['if'] },
      on_false: { doc: 'The step to jump to when the condition is false.', shape: text, onlyWith: ['condition'] },
      on_success: { doc: 'The step to jump to when this one has succeeded.', shape: text },
      on_failure: {
        doc: '`fail`, `continue`, `skip`, `retry`, `ask`, `rollback`, or the step to jump to.',
        shape: text,
      },
      rollback_to: { doc: 'The step that `on_failure: rollback` goes back to.', shape: text },
      max_rollbacks: {
        doc: 'How often it goes back (1 unless it is given).',
        shape: { type: 'integer', minimum: 1, maximum: 1000 },
        onlyWith: ['rollback_to'],
      },
      timeout: { doc: 'The longest time of one attempt.', shape: duration },
      retry: { doc: 'Attempts in total, or how attempts are repeated.', shape: retry, aliases: ['retries'] },
      max_retries: { doc: 'Read as `retry: { attempts: N }`.', shape: { type: 'integer', minimum: 0, maximum: 1000 } },
      on_error: {
        doc: 'What to do when the step has failed: a handler, or a list of them.',
        shape: {
          type: 'either',
          shapes: [handlers, { type: 'table', table: 'handler' }, text],
          expected: 'a handler, or a list of handlers',
        },
      },
      for_each: { doc: 'Runs the body once for each item of a list.', shape: value, container: true },
      while: { doc: 'Runs the body as long as this is true.', shape: expression, container: true },
      until: { doc: 'Runs the body until this is true.', shape: expression, container: true },
      parallel: {
        doc: 'A group of steps that start together.',
        shape: steps,
        container: true,
        hint: 'steps start together by themselves; the iterations of `for_each` do with `max_parallel`',
      },
      pipeline: { doc: 'Another pipeline file that runs as this step.', shape: text, container: true },
      action_loop: {
        doc: 'A list of actions that is repeated.',
        shape: { type: 'list', items: { type: 'table', table: 'action' }, minimum: 1 },
        container: true,
      },
      steps: { doc: 'The body of a loop.', shape: steps, onlyWith: ['for_each', 'while', 'until'], misplaced: 'error' },
      inputs: {
        doc: 'What the other pipeline is given.',
        shape: { type: 'map', values: value },
        onlyWith: ['pipeline'],
        misplaced: 'error',
        hint: 'what a tool is given stands under `parameters`',
      },
      as: { doc: 'The name of the item in the body (`item` unless it is given).', shape: text, onlyWith: ['for_each'] },
      loop_name: {
        doc: 'The name of the loop, for inner loops.',
        shape: text,
        onlyWith: ['for_each', 'while', 'until', 'action_loop'],
      },
      max_parallel: {
        doc: 'How many iterations run at once (1 unless it is given).',
        shape: { type: 'integer', minimum: 1, maximum: 10_000, template: true },
        onlyWith: ['for_each'],
      },
      max_iterations: {
        doc: 'The most iterations (10 unless it is given).',
        shape: { type: 'integer', minimum: 1, template: true },
        onlyWith: ['while', 'until', 'action_loop'],
      },
      on_max_iterations: {
        doc: 'What reaching it does.',
        shape: { type: 'choice', values: ['warn', 'fail'] },
        onlyWith: ['while', 'until', 'action_loop'],
      },
      set_state: {
        doc: 'Values that the next iteration sees as `loop_state`.',
        shape: { type: 'map', values: value },
        onlyWith: ['while', 'until', 'action_loop'],
      },
      break_on_error: {
        doc: 'Ends the loop at the first failure.',
        shape: boolean,
        onlyWith: ['for_each', 'while', 'until', 'action_loop'],
      },
      iteration_timeout: {
        doc: 'The longest time of one iteration.',
        shape: duration,
        onlyWith: ['for_each', 'while', 'until', 'action_loop'],
      },
      side_effects: {
        doc: 'Whether running the step again repeats something outside it.',
        shape: { type: 'choice', values: ['none', 'some'] },
      },
      model: { doc: 'The model of a model action.', shape: value },
    },
    noEffect: {
      ...DECORATION,
      produces: null,
      location: null,
      add_completion_task: null,
      continue_on_error: 'write `on_failure: continue`',
      retry_config: 'write `retry: { attempts: 3, backoff: exponential }`',
    },
    hints: {
      foreach: 'did you mean `for_each`?',
      max_concurrent: 'write `max_parallel`',
      outputs: 'the tool decides what a step gives; name values under `outputs` at the top level',
      params: 'did you mean `parameters`?',
      args: 'did you mean `parameters`?',
      when: 'did you mean `condition`?',
      run: TERMINAL,
      command: TERMINAL,
      cmd: TERMINAL,
      script: TERMINAL,
      shell: TERMINAL,
      bash: TERMINAL,
      exec: TERMINAL,
      python: 'write `tool: python-executor` with `parameters: { code: ... }`',
      uses: 'write `tool: ` and what runs; `pipeline: path` runs another file',
      do: 'did you mean `steps`?',
      body: 'did you mean `steps`?',
      tasks: 'did you mean `steps`?',
      loop: 'did you mean `for_each`?',
      with_items: 'did you mean `for_each`?',
      depends: 'did you mean `dependencies`?',
      after: 'did you mean `dependencies`?',
      requires: 'did you mean `dependencies`?',
      unless: 'write `condition: not (...)`',
      else: 'did you mean `on_false`?',
      catch: 'did you mean `on_error`?',
      rescue: 'did you mean `on_error`?',
      on_fail: 'did you mean `on_failure`?',
      type: 'a step has a `tool` and an `action`',
    },
  },
  retry: {
    keys: {
      attempts: {
        doc: 'Attempts in total.',
        shape: { type: 'integer', minimum: 1, maximum: 1000 },
        aliases: ['max_attempts'],
      },
      delay: { doc: 'The time before the second attempt.', shape: duration, aliases: ['initial_delay'] },
      backoff: { doc: 'How the delay grows.', shape: { type: 'choice', values: ['fixed', 'linear', 'exponential'] } },
      factor: {
        doc: 'What an exponential delay is multiplied with.',
        shape: { type: 'number', minimum: 1 },
        aliases: ['backoff_factor'],
      },
      max_delay: { doc: 'The longest delay.', shape: duration },
      jitter: { doc: 'Whether the delay is drawn between 0 and the computed one.', shape: boolean },
      on: {
        doc: 'The categories of errors that are tried again.',
        shape: { type: 'list', items: { type: 'choice', values: ERROR_CATEGORIES } },
      },
    },
    noEffect: {},
    hints: { max_retries: 'write `attempts`: attempts in total, the first one included' },
  },
  handler: {
    keys: {
      error_types: { doc: 'The types of errors it handles; `*` is any.', shape: names },
      error_categories: {
        doc: 'The categories of errors it handles.',
        shape: { type: 'list', items: { type: 'choice', values: ERROR_CATEGORIES } },
      },
      error_patterns: {
        doc: 'Patterns (RE2) of messages it handles.',
        shape: {
          type: 'either',
          shapes: [{ type: 'list', items: text }, text],
          expected: 'a pattern, or a list of them',
        },
      },
      error_codes: { doc: 'Codes of errors it handles.', shape: names },
      priority: { doc: 'Lower ones are tried first.', shape: { type: 'number', minimum: -1_000_000 } },
      tool: { doc: 'The tool that runs.', shape: text },
      action: { doc: 'What the tool does.', shape: text, aliases: ['handler_action'] },
      parameters: { doc: 'What the action is given.', shape: { type: 'map', values: value }, aliases: ['with'] },
      run: { doc: 'The step that runs.', shape: text, aliases: ['handler_task_id'] },
      fallback_value: { doc: 'The value that the failed step completes with.', shape: value },
      retry_with_handler: { doc: 'Whether the step runs again after the handler.', shape: boolean },
      max_handler_retries: {
        doc: 'How often it does (1 unless it is given).',
        shape: { type: 'integer', minimum: 0, maximum: 1000 },
      },
      continue_on_handler_failure: { doc: 'Whether the next handler is tried when this one fails.', shape: boolean },
      enabled: { doc: 'Whether the handler counts.', shape: { type: 'boolean', template: true } },
      timeout: { doc: 'The longest time of the handler.', shape: duration },
      log_level: {
        doc: 'How the error is logged.',
        shape: { type: 'choice', values: ['debug', 'info', 'warning', 'error', 'critical'] },
      },
    },
    noEffect: { capture_error_context: null },
    hints: {
      error_category: 'did you mean `error_categories`?',
      categories: 'did you mean `error_categories`?',
      codes: 'did you mean `error_codes`?',
      fallback: 'did you mean `fallback_value`?',
      default: 'did you mean `fallback_value`?',
      value: 'did you mean `fallback_value`?',
      retry: 'did you mean `retry_with_handler`?',
      step: 'did you mean `run`?',
    },
  },
  input: {
    keys: {
      type: { doc: 'The type of the value.', shape: type },
      description: { doc: 'What the input is for.', shape: text },
      default: { doc: 'The value where none is given.', shape: value },
      required: {
        doc: 'Whether a value must be given; an input without default is required unless this is false.',
        shape: boolean,
      },
      enum: {
        doc: 'The values that are allowed.',
        shape: { type: 'list', items: value, minimum: 1 },
        aliases: ['choices', 'allowed_values'],
      },
      minimum: { doc: 'The smallest number.', shape: { type: 'number', minimum: -Infinity }, aliases: ['min'] },
      maximum: { doc: 'The largest number.', shape: { type: 'number', minimum: -Infinity }, aliases: ['max'] },
      min_length: { doc: 'The fewest characters or items.', shape: { type: 'integer', minimum: 0 } },
      max_length: { doc: 'The most characters or items.', shape: { type: 'integer', minimum: 0 } },
      pattern: { doc: 'A pattern (RE2) that a text must hold.', shape: text },
      items: { doc: 'What each item of an array is.', shape: { type: 'table', table: 'input' } },
      properties: {
        doc: 'What the values of an object are.',
        shape: { type: 'map', values: { type: 'table', table: 'input' } },
      },
      validation: { doc: 'The older place of the limits.', shape: { type: 'table', table: 'limits' } },
    },
    noEffect: { example: null, examples: null, label: null, title: null },
    hints: { range: 'write `minimum` and `maximum`', options: 'did you mean `enum`?', values: 'did you mean `enum`?' },
  },
  limits: {
    keys: {
      enum: {
        doc: 'The values that are allowed.',
        shape: { type: 'list', items: value, minimum: 1 },
        aliases: ['choices', 'allowed_values'],
      },
      minimum: { doc: 'The smallest number.', shape: { type: 'number', minimum: -Infinity }, aliases: ['min'] },
      maximum: { doc: 'The largest number.', shape: { type: 'number', minimum: -Infinity }, aliases: ['max'] },
      min_length: { doc: 'The fewest characters or items.', shape: { type: 'integer', minimum: 0 } },
      max_length: { doc: 'The most characters or items.', shape: { type: 'integer', minimum: 0 } },
      pattern: { doc: 'A pattern (RE2) that a text must hold.', shape: text },
    },
    noEffect: {},
  },
  output: {
    keys: {
      value: { doc: 'The value; texts in it are templates.', shape: value, required: true },
      type: { doc: 'The type of the value, checked when the run ends.', shape: type },
      description: { doc: 'What the output is.', shape: text },
    },
    noEffect: {},
    hints: { source: 'did you mean `value`?' },
  },
};

/** An action of an `action_loop` is a step whose id may be missing. */
const actionKeys = Object.fromEntries(
  Object.entries(TABLES_WITHOUT_ACTION.step.keys).map(([name, spec]) => [name, { ...spec, required: false }]),
);

export const TABLES: { readonly [name in TableName]: Table } = {
  ...TABLES_WITHOUT_ACTION,
  action: { ...TABLES_WITHOUT_ACTION.step, keys: actionKeys },
};
