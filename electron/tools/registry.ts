import { dataProcessing } from './data-processing.ts';
import { echo } from './echo.ts';
import { filesystem } from './filesystem.ts';
import { http } from './http.ts';
import { javascriptExecutor } from './javascript-executor.ts';
import { mcpMemory } from './mcp-memory.ts';
import { approvalGate, userPrompt } from './people.ts';
import { pythonExecutor } from './python-executor.ts';
import { reportGenerator } from './report-generator.ts';
import { set } from './set.ts';
import { sleep } from './sleep.ts';
import { terminal } from './terminal.ts';
import type { Action, Tool } from './tool.ts';
import { validation } from './validation.ts';

/** Every tool that comes with Stepglass and needs no model. */
export const builtinTools: readonly Tool[] = [
  filesystem,
  terminal,
  http,
  pythonExecutor,
  javascriptExecutor,
  dataProcessing,
  validation,
  mcpMemory,
  reportGenerator,
  echo,
  sleep,
  set,
  userPrompt,
  approvalGate,
];

/** The tool of a name or an alias; undefined if there is none. */
export function findTool(tools: readonly Tool[], name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name) ?? tools.find((tool) => tool.aliases?.includes(name));
}

export interface FoundAction {
  /** The canonical name. */
  readonly name: string;
  readonly action: Action;
}

/** The action of a name or an alias; without a name, the tool's default. Undefined if there is none. */
export function findAction(tool: Tool, name: string | undefined): FoundAction | undefined {
  const wanted = name ?? tool.defaultAction;
  if (wanted === undefined) return undefined;
  const entries = Object.entries(tool.actions);
  const found =
    entries.find(([own]) => own === wanted) ?? entries.find(([, action]) => action.aliases?.includes(wanted));
  return found === undefined ? undefined : { name: found[0], action: found[1] };
}
