import { expect } from 'vitest';
import type { Json, JsonObject } from '../../shared/json.ts';
import { findAction } from '../../electron/tools/registry.ts';
import {
  type Tool,
  type ToolContext,
  type ToolError,
  ToolFailure,
  type ToolOutcome,
} from '../../electron/tools/tool.ts';
import { shapeProblems } from './value-shape.ts';

export interface Call {
  readonly tool: Tool;
  readonly action?: string;
  readonly context: ToolContext;
}

/**
 * Calls an action as the engine does: defaults of the declaration filled in, a thrown `ToolFailure` read as a returned
 * one. Every result, also beside a failure, is checked against the declared shape.
 */
export async function callTool({ tool, action: name, context }: Call, parameters: JsonObject): Promise<ToolOutcome> {
  const found = findAction(tool, name);
  if (found === undefined) throw new Error(`${tool.name} has no action ${name}`);
  const outcome = await settle(() =>
    found.action.run({ ...defaultsOf(found.action.parameters), ...parameters }, context),
  );
  if (outcome.result !== undefined) expect(shapeProblems(outcome.result, found.action.result)).toEqual([]);
  return outcome;
}

export async function resultOf(call: Call, parameters: JsonObject): Promise<JsonObject> {
  const outcome = await callTool(call, parameters);
  if (!outcome.success) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  // Every result of a built-in tool but echo's is an object; the shape has been checked.
  return outcome.result as JsonObject;
}

export async function errorOf(call: Call, parameters: JsonObject): Promise<ToolError> {
  const outcome = await callTool(call, parameters);
  if (outcome.success) throw new Error(`expected a failure, got ${JSON.stringify(outcome.result)}`);
  return outcome.error;
}

async function settle(run: () => Promise<ToolOutcome>): Promise<ToolOutcome> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof ToolFailure) return { success: false, error: thrown.error };
    throw thrown;
  }
}

function defaultsOf(parameters: { readonly [name: string]: { readonly default?: Json } }): JsonObject {
  const entries = Object.entries(parameters).flatMap(([name, spec]) =>
    spec.default === undefined ? [] : [[name, spec.default] as const],
  );
  return Object.fromEntries(entries);
}
