import type { Json } from '../../shared/json.ts';
import { TemplateError, ValueProblem } from './errors.ts';
import type { Meter } from './evaluate/json-text.ts';
import type { TemplateValue } from './values.ts';
import { NamespaceValue, StepValue, UndefinedValue } from './values.ts';

/** The data that a value stands for: a step's result, an object of a namespace's members. Undefined is an error. */
export function plainValue(value: TemplateValue, meter: Meter): Json {
  if (value instanceof UndefinedValue) throw undefinedError(value);
  if (value instanceof StepValue) return value.value;
  if (value instanceof NamespaceValue) return membersOf(value, meter);
  return value;
}

function membersOf(namespace: NamespaceValue, meter: Meter): Json {
  if (namespace.closed) {
    throw new ValueProblem('closed_namespace', `\`${namespace.name}\` cannot be used as a whole`, {
      hint: `name what you need: \`${namespace.name}.NAME\``,
    });
  }
  const names = namespace.members.names();
  meter.spend(names.length);
  const entries = names.map((name): [string, Json] => {
    const member = namespace.members.lookup(name);
    return [name, member === undefined ? null : plainValue(member, meter)];
  });
  return Object.fromEntries(entries);
}

export function undefinedError(value: UndefinedValue, hint = value.hint): TemplateError {
  const { code, message, start, end, available } = value;
  return new TemplateError({ code, message, hint, start, end, available });
}
