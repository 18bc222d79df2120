/** Pipeline files for the window's tests and its development page. */
export const ORDERS_PATH = '/home/mara/sales/orders-quality.yaml';

export const ORDERS_YAML = `# Runs every morning at six.
name: Orders quality
description: Reads the day's orders, cleans and checks them, and publishes a report.
version: "1.4.0"

inputs:
  orders_file:
    type: file
    default: data/orders.csv
    description: The export of the shop, one order per line
  threshold:
    type: number
    default: 0.9
    minimum: 0
    maximum: 1
    description: Share of valid rows below which nothing is published
  currency:
    type: string
    enum: [EUR, USD, GBP]
    default: EUR
  recipients:
    type: array
    default: ["mara@example.com"]
  publish_report:
    type: boolean
    default: true

steps:
  - id: read_orders
    tool: filesystem
    action: read
    parameters:
      path: "{{ orders_file }}"

  - id: read_products
    tool: filesystem
    action: read
    parameters:
      path: data/products.json

  - id: fetch_rates
    tool: http
    action: get
    retry: 3
    parameters:
      url: "https://rates.example.com/{{ currency }}"

  - id: validate
    tool: validation
    action: validate
    parameters:
      data: "{{ read_orders.content }}"
      schema: schemas/order.json
      mode: strict

  - id: set_period
    tool: set
    action: set
    parameters:
      variables:
        period: "{{ execution.date }}"
        min_rows: "{{ threshold * 100 }}"
    dependencies: [read_orders]

  - id: clean
    tool: python-executor
    action: execute
    condition: "{{ validate.rows_validated > 0 }}"
    retry: 3
    parameters:
      code: scripts/clean.py
      inputs:
        rows: "{{ validate.data }}"
        keep: "{{ threshold }}"

  - id: handle_empty
    tool: filesystem
    action: write
    condition: "{{ validate.rows_validated == 0 }}"
    parameters:
      path: out/empty.txt
      content: "No orders in {{ orders_file }}"

  - id: enrich
    tool: python-executor
    action: execute
    parameters:
      code: scripts/enrich.py
      inputs:
        rows: "{{ clean.data }}"
        products: "{{ read_products.content }}"
        rates: "{{ fetch_rates.json }}"

  - id: aggregate
    tool: data-processing
    action: aggregate
    parameters:
      data: "{{ enrich.data }}"
      group_by: [order_month, product]
      sum: quantity
      min_rows: "{{ variables.min_rows }}"

  - id: find_outliers
    tool: data-processing
    action: filter
    parameters:
      data: "{{ enrich.data }}"
      where: "quantity > {{ clean.p99 }}"

  - id: chart
    tool: terminal
    action: execute
    parameters:
      command: "gnuplot -e period='{{ variables.period }}' chart.gp"
    dependencies: [aggregate]

  - id: report
    tool: report-generator
    action: generate
    parameters:
      title: "Orders {{ variables.period }}"
      sections:
        - "{{ aggregate.data | markdown_table }}"
        - "{{ find_outliers.data | length }} outliers"
        - "{{ chart.stdout }}"

  - id: publish
    tool: http
    action: post
    condition: "{{ publish_report }}"
    on_false: archive
    parameters:
      url: https://reports.example.com/orders
      json:
        to: "{{ recipients }}"
        body: "{{ report.html }}"

  - id: archive
    tool: filesystem
    action: write
    parameters:
      path: "out/{{ variables.period }}.md"
      content: "{{ report.markdown }}"
    dependencies: [publish]

outputs:
  rows: "{{ clean.rows }}"
  report: "{{ archive.path }}"
`;

/** The same file with a dependency that does not exist and a value that is no YAML. */
export const INVALID_YAML = ORDERS_YAML.replace('dependencies: [publish]', 'dependencies: [publsh]').replace(
  'dependencies: [aggregate]',
  'dependencies: [agregate]',
);

export const DIGEST_PATH = '/home/mara/sales/weekly-digest.yaml';
export const DIGEST_YAML = `name: Weekly digest
description: Gathers the week's reports and mails them.
steps:
  - id: gather
    tool: filesystem
    action: list
    parameters: { path: out }
  - id: digest
    tool: report-generator
    action: generate
    parameters: { title: "Week", sections: ["{{ gather.count }} reports"] }
  - id: send
    tool: http
    action: post
    parameters: { url: "https://mail.example.com", json: { body: "{{ digest.html }}" } }
`;

/** A pipeline whose every text tries to be something else. */
export const HOSTILE_PATH = '/home/mara/hostile/<img src=x onerror=alert(1)>.yaml';
export const HOSTILE_YAML = `name: "<img src=x onerror=alert(1)> \\u202Egnp.exe"
description: "<script>alert(1)</script>"
inputs:
  name: "<b onmouseover=alert(1)>bold</b>"
steps:
  - id: first
    tool: echo
    action: echo
    parameters: { value: "{{ name }}" }
  - id: second
    tool: terminal
    action: execute
    condition: "{{ first == '<svg onload=alert(1)>' }}"
    parameters: { command: "printf '\\\\x1b[31mred'" }
  - id: third
    tool: terminal
    action: execute
    parameters: { command: "echo {{ first }}" }
`;

/** A random layered graph of `count` steps, the same for the same seed. */
export function largeYaml(count: number, seed = 7): string {
  const random = mulberry(seed);
  const width = Math.max(4, Math.round(Math.sqrt(count) * 1.2));
  const steps = Array.from({ length: count }, (_, index) => {
    const layer = Math.floor(index / width);
    const wanted = layer === 0 ? 0 : 1 + Math.floor(random() * 2.4);
    const dependencies = new Set<number>();
    for (let i = 0; i < wanted; i += 1) {
      const back = random() < 0.85 ? 1 : 2 + Math.floor(random() * 3);
      const from = Math.max(0, layer - back) * width + Math.floor(random() * width);
      if (from < index) dependencies.add(from);
    }
    const needs = [...dependencies].map((from) => `step_${from}`).join(', ');
    return `  - { id: step_${index}, tool: ${TOOLS[index % TOOLS.length]}, action: execute${needs === '' ? '' : `, dependencies: [${needs}]`} }`;
  });
  return `name: Large ${count}\nsteps:\n${steps.join('\n')}\n`;
}

const TOOLS = ['python-executor', 'terminal', 'filesystem', 'http', 'data-processing'];

/** A chain of rounds: 3 steps for each of `rounds` items, joined at the end. Written out, as the window shows no loops yet. */
export function roundsYaml(rounds: number): string {
  const items = Array.from({ length: rounds }, (_, i) => [
    `  - { id: fetch_${i}, tool: http, action: get, dependencies: [list_items], parameters: { url: "https://example.com/${i}" } }`,
    `  - { id: save_${i}, tool: filesystem, action: write, parameters: { path: "out/${i}.json", content: "{{ fetch_${i}.body }}" } }`,
  ]).flat();
  const joined = Array.from({ length: rounds }, (_, i) => `save_${i}`).join(', ');
  return `name: Rounds ${rounds}\nsteps:\n  - { id: list_items, tool: filesystem, action: list, parameters: { path: in } }\n${items.join('\n')}\n  - { id: join, tool: report-generator, action: generate, dependencies: [${joined}] }\n`;
}

/** A small seeded generator; Math.random would make failures unrepeatable. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
