import { reportLater } from '../keys/check-shape.ts';
import type { Fields } from '../keys/fields.ts';
import { fieldsOf, textAt } from '../keys/fields.ts';
import { NO_LOCAL_NAMES } from '../names/scope.ts';
import type { TemplateSite } from '../names/site.ts';
import type { Report } from '../report.ts';
import { didYouMean } from '../suggest.ts';
import { readParameters } from '../tools/check-parameters.ts';
import { isProse, resolveTool } from '../tools/resolve-tool.ts';
import type { ToolIndex } from '../tools/tool-index.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { handlersOf, handlerTexts } from './step-sites.ts';
import type { StepTree } from './step-tree.ts';

export interface CheckedHandlers {
  /** Ids of steps that handlers run: they see `error`. */
  readonly steps: ReadonlySet<string>;
  /** The templates of the handlers of the whole file. */
  readonly sites: readonly TemplateSite[];
}

interface Checking {
  readonly index: ToolIndex;
  readonly report: Report;
}

/** Checks what handlers run (language.md L21). That they cannot run yet is told once for each `on_error`. */
export function checkHandlers(top: Fields, tree: StepTree, about: Checking): CheckedHandlers {
  const own = [...tree.byId.values()].flatMap((step) => {
    checkKind(step.fields, about.report);
    return handlersOf(step.fields, 'on_error');
  });
  const global = handlersOf(top, 'error_handlers');
  const steps = [...own, ...global].flatMap((handler) => checkHandler(handler, tree, about));
  const sites = global.flatMap(handlerTexts).map((scalar) => ({
    source: scalar.source(),
    kind: 'template' as const,
    path: scalar.path,
    step: null,
    local: { ...NO_LOCAL_NAMES, error: true },
  }));
  return { steps: new Set(steps), sites };
}

function checkKind(fields: Fields, report: Report): void {
  const entry = fields.get('on_error');
  if (entry === undefined) return;
  if (entry.value.kind !== 'scalar') return reportLater(entry, report);
  if (entry.value.value === null) return;
  const message = '`on_error` has no effect: prose handles nothing';
  report.warning(
    'no_effect',
    { span: entry.keySpan, path: entry.value.path },
    { message, hint: 'write a handler, for example `on_error: { fallback_value: ... }`, or `on_failure: continue`' },
  );
}

/** The id of the step that the handler runs, if there is one. */
function checkHandler(handler: YamlNode, tree: StepTree, about: Checking): string[] {
  const fields = fieldsOf(handler, 'handler');
  const run = fields.get('run')?.value;
  const id = textAt(fields, 'run');
  if (run !== undefined && id !== undefined && !tree.byId.has(id)) {
    about.report.error('unknown_step', run, {
      message: `there is no step \`${id.slice(0, 80)}\``,
      hint: didYouMean(id, tree.byId.keys()),
    });
  }
  checkAction(handler, fields, about);
  return id === undefined ? [] : [id];
}

function checkAction(handler: YamlNode, fields: Fields, about: Checking): void {
  const { report } = about;
  const doesMore = ['run', 'fallback_value', 'retry_with_handler'].some((key) => fields.has(key));
  const action = fields.get('action')?.value;
  const isDescription = !fields.has('tool') && isProse(textAt(fields, 'action') ?? '');
  if (!fields.has('tool') && action === undefined) {
    if (!doesMore)
      report.error('empty_handler', handler, {
        message: 'this handler does nothing',
        hint: 'give it an `action`, a `run`, a `fallback_value` or `retry_with_handler: true`',
      });
  } else if (isDescription && doesMore && action !== undefined) {
    report.warning('prose_action', action, {
      message: 'this prose names no action: nothing runs before the rest of the handler',
      hint: 'remove it, or name a `tool` and one of its actions',
    });
  } else {
    const resolved = resolveTool(fields, handler, about);
    if (resolved !== null && resolved !== 'later')
      readParameters(fields.get('parameters')?.value, resolved, { place: handler, report });
  }
}
