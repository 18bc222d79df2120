/** Tools and model actions of the language that cannot run yet. Each is known by name, so that it is told apart from a misspelling. */
export const LATER_TOOLS: { readonly [tool: string]: { readonly aliases: readonly string[]; readonly actions: readonly string[] } } = {
  'user-prompt': { aliases: [], actions: ['prompt', 'ask'] },
  'approval-gate': { aliases: [], actions: ['approve', 'request'] },
  'pipeline-executor': { aliases: [], actions: ['execute'] },
  'mcp-server': { aliases: [], actions: ['connect', 'list_tools', 'execute_tool', 'disconnect', 'execute'] },
  'mcp-memory': { aliases: [], actions: ['store', 'retrieve', 'list', 'clear', 'execute'] },
  'web-search': { aliases: [], actions: ['search'] },
  'data-processing': { aliases: [], actions: ['convert', 'filter', 'transform', 'aggregate', 'pivot', 'merge', 'profile', 'clean'] },
  validation: { aliases: [], actions: ['validate', 'infer_schema', 'quality_check'] },
  'report-generator': { aliases: [], actions: ['generate'] },
};

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
