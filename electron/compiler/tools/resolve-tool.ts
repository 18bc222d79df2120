import { didYouMean, listNames, normalizeName } from '../../templates/suggest.ts';
import type { Fields } from '../keys/fields.ts';
import { entriesAt, textAt } from '../keys/fields.ts';
import type { Place, Report } from '../report.ts';
import type { YamlEntry, YamlNode } from '../yaml/tree.ts';
import type { DeclaredTool } from './engine-tools.ts';
import { expectedName, MODEL_ACTIONS } from './later-tools.ts';
import type { FoundAction, ToolIndex } from './tool-index.ts';

/** What a step runs. */
export interface ResolvedTool {
  readonly tool: DeclaredTool;
  readonly found: FoundAction;
  /** The action was named among the parameters, as the older dialect does: that one is no parameter of the tool. */
  readonly actionParameter: boolean;
}

/** What could be told of a step's tool: all of it, that it is one of a later version, or nothing (which has been reported). */
export type Resolution = ResolvedTool | 'later' | null;

/** Reads `tool` and `action` of a step or a handler (language.md L7 and its table of steps). */
export function resolveTool(fields: Fields, place: Place, about: { index: ToolIndex; report: Report }): Resolution {
  const resolver = new Resolver(fields, about.index, about.report);
  const toolEntry = fields.get('tool');
  const actionEntry = fields.get('action');
  const [tool, action] = [textAt(fields, 'tool'), textAt(fields, 'action')];
  if (tool !== undefined && toolEntry !== undefined)
    return resolver.withTool({ name: tool, place: toolEntry.value }, actionEntry);
  if (action !== undefined && actionEntry !== undefined)
    return resolver.actionAlone({ name: action, place: actionEntry.value });
  // A `tool` or `action` of a wrong form has been reported as that.
  if (toolEntry === undefined && actionEntry === undefined) {
    const hint = 'name a tool and one of its actions, for example `tool: filesystem` and `action: read`';
    about.report.error('missing_tool', place, {
      message: 'nothing says what runs: there is no `tool` and no `action`',
      hint,
    });
  }
  return null;
}

interface Named {
  readonly name: string;
  readonly place: Place;
}

class Resolver {
  readonly #fields: Fields;
  readonly #index: ToolIndex;
  readonly #report: Report;

  constructor(fields: Fields, index: ToolIndex, report: Report) {
    this.#fields = fields;
    this.#index = index;
    this.#report = report;
  }

  withTool(named: Named, actionEntry: YamlEntry | undefined): Resolution {
    const tool = this.#index.find(named.name);
    if (tool === undefined) return this.#withoutTool(named);
    const action = textAt(this.#fields, 'action');
    if (action === undefined || actionEntry === undefined) return this.#withoutAction(tool, named.place);
    const found = this.#index.findAction(tool, action);
    if (found !== undefined) return { tool, found, actionParameter: false };
    return this.#otherAction(tool, { name: action, place: actionEntry.value });
  }

  actionAlone(named: Named): Resolution {
    const { name } = named;
    const dot = name.indexOf('.');
    if (dot > 0 && !isProse(name)) {
      const tool = this.#index.find(name.slice(0, dot));
      const found = tool === undefined ? undefined : this.#index.findAction(tool, name.slice(dot + 1));
      if (tool !== undefined && found !== undefined) return { tool, found, actionParameter: false };
      if (tool !== undefined) return this.#unknownAction(tool, { name: name.slice(dot + 1), place: named.place });
    }
    const tool = this.#index.find(name);
    if (tool !== undefined) return this.#withoutAction(tool, named.place);
    if (this.#index.isModelAction(name) || this.#index.isLaterTool(name)) return this.#later(named);
    return this.#unknownAlone(named);
  }

  #withoutTool(named: Named): Resolution {
    if (this.#index.isLaterTool(named.name) || this.#index.isModelAction(named.name)) return this.#later(named);
    const names = this.#index.toolNames;
    const hint =
      expectedName(named.name) ??
      didYouMean(named.name, names) ??
      `the tools are ${listNames(names, 'and', names.length)}`;
    this.#report.error('unknown_tool', named.place, {
      message: `there is no tool \`${named.name.slice(0, 80)}\``,
      hint,
    });
    return null;
  }

  #later(named: Named): 'later' {
    this.#report.error('needs_later', named.place, {
      message: `\`${named.name}\` is not supported yet`,
      hint: 'until then, call a service with `tool: http`, or a program with `tool: terminal`',
    });
    return 'later';
  }

  #withoutAction(tool: DeclaredTool, place: Place): Resolution {
    const found = this.#parameterAction(tool) ?? this.#default(tool);
    if (found !== null) return found;
    const hint = `its actions are ${listNames(this.#index.actionNames(tool))}`;
    this.#report.error('missing_action', place, { message: `the tool \`${tool.name}\` needs an \`action\``, hint });
    return null;
  }

  /** An `action` that the tool does not have: prose, or the older dialect's `execute`, with the real one elsewhere. */
  #otherAction(tool: DeclaredTool, named: Named): Resolution {
    const isPlaceholder = normalizeName(named.name) === 'execute';
    if (!isProse(named.name) && !isPlaceholder) return this.#unknownAction(tool, named);
    const found = this.#parameterAction(tool) ?? (isPlaceholder ? null : this.#default(tool));
    if (found === null) return this.#unknownAction(tool, named);
    if (!isPlaceholder) {
      const message = `\`action\` is prose; \`${tool.name}\` runs its action \`${found.found.name}\``;
      this.#report.warning('prose_action', named.place, {
        message,
        hint: `write \`action: ${found.found.name}\`, and the prose under \`description\``,
      });
    }
    return found;
  }

  #default(tool: DeclaredTool): ResolvedTool | null {
    const found = tool.defaultAction === undefined ? undefined : this.#index.findAction(tool, tool.defaultAction);
    return found === undefined ? null : { tool, found, actionParameter: false };
  }

  /** `parameters: { action: write, ... }` */
  #parameterAction(tool: DeclaredTool): ResolvedTool | null {
    const node = actionParameterOf(this.#fields);
    const found = node?.kind === 'scalar' ? this.#index.findAction(tool, node.text) : undefined;
    if (found === undefined || Object.hasOwn(found.action.parameters, 'action')) return null;
    return { tool, found, actionParameter: true };
  }

  #unknownAction(tool: DeclaredTool, named: Named): null {
    const parameter = actionParameterOf(this.#fields);
    const isThere =
      parameter?.kind === 'scalar' &&
      parameter.value !== null &&
      (isProse(named.name) || normalizeName(named.name) === 'execute');
    const wrong = isThere ? { name: parameter.text, place: parameter } : named;
    const names = this.#index.actionNames(tool);
    const hint = didYouMean(wrong.name, names) ?? `its actions are ${listNames(names)}`;
    this.#report.error('unknown_action', wrong.place, {
      message: `the tool \`${tool.name}\` has no action \`${wrong.name.slice(0, 80)}\``,
      hint,
    });
    return null;
  }

  #unknownAlone(named: Named): null {
    if (isProse(named.name)) {
      const hint =
        'name a `tool` and one of its actions, or a model action such as `generate_text`; prose belongs under `description`';
      this.#report.error('unknown_action', named.place, { message: 'this prose names no action', hint });
      return null;
    }
    const known = [...MODEL_ACTIONS, ...this.#index.toolNames];
    const hint =
      expectedName(named.name) ??
      didYouMean(named.name, known) ??
      `without a \`tool\`, an action is one of ${listNames(known)}`;
    this.#report.error('unknown_action', named.place, {
      message: `there is no action \`${named.name.slice(0, 80)}\``,
      hint,
    });
    return null;
  }
}

function actionParameterOf(fields: Fields): YamlNode | undefined {
  return entriesAt(fields, 'parameters').find((entry) => entry.key === 'action')?.value;
}

export function isProse(action: string): boolean {
  return /\S\s+\S/.test(action);
}
