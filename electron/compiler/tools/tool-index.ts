import type { Action, Tool } from '../../tools/tool.ts';
import { normalizeName } from '../suggest.ts';
import { LATER_TOOLS, MODEL_ACTIONS } from './later-tools.ts';

export interface FoundAction {
  readonly name: string;
  readonly action: Action;
}

/** Tools and their actions by all their spellings; case, `-` and `_` do not count. */
export class ToolIndex {
  readonly #tools = new Map<string, Tool>();
  readonly #actions = new Map<Tool, ReadonlyMap<string, FoundAction>>();
  readonly #later: ReadonlySet<string> = new Set(LATER_TOOLS.map(normalizeName));
  readonly #modelActions: ReadonlySet<string> = new Set(MODEL_ACTIONS.map(normalizeName));

  constructor(tools: readonly Tool[]) {
    for (const tool of tools) {
      for (const name of [tool.name, ...(tool.aliases ?? [])]) this.#tools.set(normalizeName(name), tool);
      this.#actions.set(tool, actionsOf(tool));
    }
  }

  find(name: string): Tool | undefined {
    return this.#tools.get(normalizeName(name));
  }

  findAction(tool: Tool, name: string): FoundAction | undefined {
    return this.#actions.get(tool)?.get(normalizeName(name));
  }

  /** True for a tool that the language has, but that cannot run yet. */
  isLaterTool(name: string): boolean {
    return this.#later.has(normalizeName(name)) && this.find(name) === undefined;
  }

  isModelAction(name: string): boolean {
    return this.#modelActions.has(normalizeName(name));
  }

  /** Names for suggestions and messages, the ones of later tools included. */
  get toolNames(): readonly string[] {
    return [...new Set([...[...this.#tools.values()].map((tool) => tool.name), ...LATER_TOOLS])];
  }

  actionNames(tool: Tool): readonly string[] {
    return Object.keys(tool.actions);
  }
}

function actionsOf(tool: Tool): ReadonlyMap<string, FoundAction> {
  const pairs = Object.entries(tool.actions).flatMap(([name, action]) =>
    [...(action.aliases ?? []), name].map((spelling) => [normalizeName(spelling), { name, action }] as const),
  );
  return new Map(pairs);
}
