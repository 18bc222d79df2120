/** Pipelines of the scenarios about loops, sub-pipelines, recovery and people: short, offline, without sleeps. */

/** Iteration [3] fails in `load` until there is a file `dog.txt`. */
export const PETS = `name: Pets
steps:
  - id: process
    for_each: [ant, bee, cat, dog, elk, fly]
    as: pet
    max_parallel: 2
    steps:
      - id: load
        tool: terminal
        parameters: { command: "if [ {{ pet }} = dog ]; then cat dog.txt; else echo {{ pet }}; fi" }
      - id: save
        tool: echo
        parameters: { value: "{{ load.stdout | trim }} is in" }
  - id: summary
    tool: echo
    parameters: { value: "{{ process.completed }} of {{ process.iterations }}" }
outputs:
  summary: "{{ summary }}"
`;

/** Includes `parts/inner.yaml`, which fails in its line 8. */
export const OUTER = `name: Outer
steps:
  - id: names
    tool: echo
    parameters: { value: [Ada, Bob] }
  - id: greet
    pipeline: parts/inner.yaml
    inputs: { who: "{{ names[0] }}" }
outputs:
  text: "{{ greet.outputs.text }}"
`;

export const INNER = `name: Inner
inputs:
  who: { type: string }
steps:
  - id: line
    tool: echo
    parameters: { value: "Hello, {{ who }}" }
  - id: sign
    tool: filesystem
    action: read
    parameters: { path: signature.txt }
    dependencies: [line]
outputs:
  text: "{{ line }} {{ sign.content }}"
`;

/** Never reaches its goal: `max_iterations` ends it. */
export const SAVINGS = `name: Savings
steps:
  - id: saved
    while: "{{ loop_state.sum | default(0) < 100 }}"
    max_iterations: 3
    set_state: { sum: "{{ (loop_state.sum | default(0)) + deposit }}" }
    steps:
      - id: deposit
        tool: echo
        parameters: { value: "{{ iteration * 10 }}" }
`;

/** What `send` did would be done again by the rollback to `draft`; then `check` is content. */
export const LETTERS = `name: Letters
steps:
  - id: draft
    tool: echo
    parameters: { value: "letter {{ execution.attempt }}" }
  - id: send
    tool: terminal
    parameters: { command: "echo {{ draft }} >> sent.txt; wc -l < sent.txt" }
  - id: check
    tool: validation
    action: validate
    parameters: { data: "{{ send.stdout | int }}", schema: { type: number, minimum: 2 } }
    on_failure: rollback
    rollback_to: draft
  - id: publish
    tool: echo
    dependencies: [check]
    parameters: { value: "published {{ draft }}" }
`;

/** Five steps that fail at once, each asking what to do. */
export const REPAIRS = `name: Repairs
config: { on_failure: continue }
steps:
  - { id: mended, tool: terminal, parameters: { command: "cat mended.txt" }, on_failure: ask }
  - { id: changed, tool: terminal, parameters: { command: "cat changed.txt" }, on_failure: ask }
  - { id: passed, tool: terminal, parameters: { command: "cat passed.txt" }, on_failure: ask }
  - { id: given, tool: terminal, parameters: { command: "cat given.txt" }, on_failure: ask }
  - { id: left, tool: terminal, parameters: { command: "cat left.txt" }, on_failure: ask }
  - id: sum
    tool: echo
    parameters: { value: "{{ mended.stdout | trim }}, {{ changed.stdout | trim }}, {{ given }}" }
`;

/** A thousand iterations, eight at once; number 500 waits for the file `gate`. */
export const NUMBERS = `name: Numbers
steps:
  - id: crunch
    for_each: "{{ range(1000) }}"
    max_parallel: 8
    steps:
      - id: hold
        tool: terminal
        condition: "{{ item == 500 }}"
        parameters: { command: "while [ ! -e gate ]; do sleep 0.05; done" }
      - id: value
        tool: echo
        parameters: { value: "{{ item * 2 }}" }
        dependencies: [hold]
`;
