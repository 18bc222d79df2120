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
