import { normalizeName } from '../../templates/suggest.ts';
import type { DeclaredAction, DeclaredTool } from './engine-tools.ts';
import { ENGINE_TOOLS } from './engine-tools.ts';
import { LATER_TOOLS, MODEL_ACTIONS } from './later-tools.ts';

export interface FoundAction {
  readonly name: string;
  readonly action: DeclaredAction;
}

/** Tools and their actions by all their spellings; case, `-` and `_` do not count. */
export class ToolIndex {
  readonly #tools = new Map<string, DeclaredTool>();
  readonly #actions = new Map<DeclaredTool, ReadonlyMap<string, FoundAction>>();
  readonly #later: ReadonlySet<string> = new Set(LATER_TOOLS.map(normalizeName));
  readonly #modelActions: ReadonlySet<string> = new Set(MODEL_ACTIONS.map(normalizeName));

  constructor(tools: readonly DeclaredTool[]) {
    const given = new Set(tools.map(({ name }) => name));
    for (const tool of [...tools, ...ENGINE_TOOLS.filter(({ name }) => !given.has(name))]) {
      for (const name of [tool.name, ...(tool.aliases ?? [])]) this.#tools.set(normalizeName(name), tool);
      this.#actions.set(tool, actionsOf(tool));
    }
  }

  find(name: string): DeclaredTool | undefined {
    return this.#tools.get(normalizeName(name));
  }

  findAction(tool: DeclaredTool, name: string): FoundAction | undefined {
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

  actionNames(tool: DeclaredTool): readonly string[] {
    return Object.keys(tool.actions);
  }
}

function actionsOf(tool: DeclaredTool): ReadonlyMap<string, FoundAction> {
  const pairs = Object.entries(tool.actions).flatMap(([name, action]) =>
    [...(action.aliases ?? []), name].map((spelling) => [normalizeName(spelling), { name, action }] as const),
  );
  return new Map(pairs);
}
