import { normalizeName } from '../../templates/suggest.ts';

/** Tools of the language that cannot run yet. Each is known by name, so that it is told apart from a misspelling. */
export const LATER_TOOLS = ['mcp-server', 'web-search'] as const;

/** Actions of models, which stand without a tool. */
export const MODEL_ACTIONS = ['generate_text', 'generate_structured', 'analyze_text'] as const;

const ECHO = 'write `tool: echo` with `parameters: { value: ... }`';
const TERMINAL = 'write `tool: terminal` with `parameters: { command: ... }`';
const HTTP = 'write `tool: http` with an action such as `get` or `post`';
const FILES = 'write `tool: filesystem` with an action such as `read` or `write`';
const PYTHON = 'write `tool: python-executor` with `parameters: { code: ... }`';
const JAVASCRIPT = 'write `tool: javascript-executor` with `parameters: { code: ... }`';
const TABLES = 'write `tool: data-processing` with an action such as `filter` or `aggregate`';
const APPROVAL = 'write `tool: approval-gate`, or `tool: user-prompt` for a value';
const MODEL = 'write `action: generate_text`';

/** What to write instead of a tool or an action that people expect. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ...['debug', 'print', 'log', 'message'].map((name) => [name, ECHO] as const),
  ...['shell', 'sh', 'bash', 'cmd', 'command', 'exec', 'run', 'script', 'subprocess', 'powershell'].map(
    (name) => [name, TERMINAL] as const,
  ),
  ...['curl', 'fetch', 'request', 'requests', 'api', 'rest', 'web', 'webhook', 'url'].map(
    (name) => [name, HTTP] as const,
  ),
  ...['fs', 'files', 'readfile', 'writefile', 'copyfile'].map((name) => [name, FILES] as const),
  ...['python', 'python3', 'py'].map((name) => [name, PYTHON] as const),
  ...['node', 'nodejs', 'js', 'code', 'eval'].map((name) => [name, JAVASCRIPT] as const),
  ...['csv', 'pandas', 'dataframe', 'table', 'sql', 'transform'].map((name) => [name, TABLES] as const),
  ...['approval', 'approve', 'confirm', 'human', 'manual', 'input', 'ask'].map((name) => [name, APPROVAL] as const),
  ...['wait', 'delay', 'pause'].map(
    (name) => [name, 'write `tool: sleep` with `parameters: { duration: 5s }`'] as const,
  ),
  ...['llmcall', 'llmgenerate', 'llm', 'prompt', 'openai', 'gpt', 'claude', 'chat'].map(
    (name) => [name, MODEL] as const,
  ),
]);

/** Case, `-` and `_` do not count. Undefined: there is nothing to be told. */
export function expectedName(name: string): string | undefined {
  return EXPECTED.get(normalizeName(name));
}
