/** Tools of the language that cannot run yet. Each is known by name, so that it is told apart from a misspelling. */
export const LATER_TOOLS = ['mcp-server', 'web-search'] as const;

/** Actions of models, which stand without a tool. */
export const MODEL_ACTIONS = ['generate_text', 'generate_structured', 'analyze_text'] as const;

/** What to write instead of an action that people expect. */
export const ACTION_HINTS: ReadonlyMap<string, string> = new Map([
  ['debug', 'write `tool: echo` with `parameters: { value: ... }`'],
  ['print', 'write `tool: echo` with `parameters: { value: ... }`'],
  ['log', 'write `tool: echo` with `parameters: { value: ... }`'],
  ['llm_call', 'write `action: generate_text`'],
  ['llm_generate', 'write `action: generate_text`'],
  ['llm', 'write `action: generate_text`'],
  ['prompt', 'write `action: generate_text`'],
  ['shell', 'write `tool: terminal` with `action: execute`'],
  ['bash', 'write `tool: terminal` with `action: execute`'],
  ['python', 'write `tool: python-executor` with `action: execute`'],
]);
