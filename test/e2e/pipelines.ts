/** Pipelines of the scenarios: short, offline, and held back by files where an order matters. */

/** Waits for the file `gate` in its folder, then has one of everything: a branch not taken, a variable, an output. */
export const SHOP = `name: Shop report
description: Counts what was sold.
inputs:
  region: { type: string, default: north }
steps:
  - id: fetch
    tool: terminal
    parameters: { command: "echo reading {{ region }}; while [ ! -e gate ]; do sleep 0.05; done; echo 1,2,3" }
  - id: rows
    tool: echo
    parameters: { value: { region: "{{ region }}", amounts: [1, 2, 3] } }
    dependencies: [fetch]
  - id: count
    tool: set
    parameters: { variables: { total: "{{ rows.amounts | sum }}" } }
  - id: large
    tool: echo
    condition: "{{ rows.amounts | length > 5 }}"
    parameters: { value: "many" }
  - id: report
    tool: echo
    parameters: { value: "{{ rows.region }} sold {{ variables.total }}" }
    dependencies: [large]
outputs:
  report: "{{ report }}"
`;

/** Fails in \`convert\` until there is a file \`rate.txt\`. */
export const RATES = `name: Rates
steps:
  - id: prepare
    tool: echo
    parameters: { value: { base: 10 } }
  - id: keep
    tool: set
    parameters: { variables: { base: "{{ prepare.base }}" } }
  - id: convert
    tool: terminal
    parameters: { command: "echo looking for the rate >&2; cat rate.txt" }
    dependencies: [keep]
  - id: result
    tool: echo
    parameters: { value: "{{ variables.base }} at {{ convert.stdout | trim }}" }
outputs:
  result: "{{ result }}"
`;

export const RATES_MENDED = RATES.replace('cat rate.txt', 'echo 1.5');

/** A misspelled tool and a cycle: what is known of the graph is drawn. */
export const BROKEN = `name: Broken
steps:
  - id: first
    tool: ecko
    parameters: { value: 1 }
  - id: second
    tool: echo
    parameters: { value: "{{ first }}" }
`;

/** Names, values, logs and errors that would do harm if they were taken for what they look like. */
export const HOSTILE = `name: "<img src=x onerror=alert(1)>"
steps:
  - id: markup
    name: "<script>window.hurt = true</script>"
    tool: echo
    parameters: { value: { html: "<script>window.hurt = true</script><img src=x onerror='window.hurt = true'>", bidi: "abc\\u202Efdp.exe", "__proto__": "x" } }
  - id: noise
    tool: terminal
    parameters: { command: "printf '\\\\033[31mred\\\\033[0m \\\\033]0;title\\\\007 <b onmouseover=alert(1)>bold</b>\\\\n'; seq 1 200000" }
  - id: large
    tool: python-executor
    parameters: { code: "result = 'x' * 5000000" }
  - id: fails
    tool: terminal
    parameters: { command: "echo '<script>window.hurt = true</script>' >&2; exit 3" }
    dependencies: [markup]
    on_failure: continue
`;
