/** Pipelines of the scenarios about questions to people. */

/** A question of every type at once, one of them with a default; beside them a step that asks nothing. */
export const ORDERS = `name: Orders
steps:
  - { id: title, tool: user-prompt, parameters: { prompt: "What is the title?", min_length: 3 } }
  - { id: copies, tool: user-prompt, parameters: { prompt: "How many copies?", type: number, minimum: 1, maximum: 100 } }
  - { id: colour, tool: user-prompt, parameters: { prompt: "Which colour?", type: choice, choices: [red, green, blue] } }
  - { id: urgent, tool: user-prompt, parameters: { prompt: "Is it urgent?", type: boolean } }
  - { id: logo, tool: user-prompt, parameters: { prompt: "Which logo?", type: file } }
  - { id: place, tool: user-prompt, parameters: { prompt: "Where to?", default: home, timeout: 0.2 } }
  - { id: beside, tool: echo, parameters: { value: goes on } }
  - id: order
    tool: echo
    parameters:
      value: "{{ copies.value }} {{ colour.value }} {{ title.value }} to {{ place.value }}, {{ 'now' if urgent.value else 'later' }}, with {{ logo.value }}"
outputs:
  order: "{{ order }}"
`;

/** Three approvals at once, of a text and of a list. */
export const RELEASES = `name: Releases
steps:
  - id: letter
    tool: approval-gate
    parameters: { prompt: "May this letter be sent?", content: "Dear reader," }
  - id: rows
    tool: approval-gate
    parameters: { prompt: "Are these rows right?", content: [1, 2] }
  - id: deletion
    tool: approval-gate
    parameters: { prompt: "May the old ones be deleted?" }
  - id: outcome
    tool: echo
    parameters:
      value: "{{ letter.modified_content }} {{ rows.approved }} {{ deletion.approved }}: {{ deletion.reason }}"
outputs:
  outcome: "{{ outcome }}"
`;

/** Two questions, so that the run still waits when one is answered. */
export const PAIR = `name: Pair
steps:
  - { id: first, tool: user-prompt, parameters: { prompt: "The first?" } }
  - { id: second, tool: user-prompt, parameters: { prompt: "The second?" } }
  - { id: both, tool: echo, parameters: { value: "{{ first.value }} and {{ second.value }}" } }
outputs:
  both: "{{ both }}"
`;
