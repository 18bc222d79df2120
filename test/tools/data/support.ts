import type { Json, JsonObject } from '../../../shared/json.ts';
import { dataProcessing } from '../../../electron/tools/data-processing.ts';
import { errorOf, resultOf } from '../../helpers/call-tool.ts';
import { makeToolContext } from '../../helpers/tool-context.ts';

export const CSV = 'name,status,value\nAlpha,active,1500\nBeta,completed,2200\nGamma,active,\n';
export const ROWS = [
  { name: 'Alpha', status: 'active', value: 1500 },
  { name: 'Beta', status: 'completed', value: 2200 },
  { name: 'Gamma', status: 'active', value: null },
];

const call = (action: string) => ({ tool: dataProcessing, action, context: makeToolContext() });
export const run = (action: string, parameters: JsonObject) => resultOf(call(action), parameters);
export const fail = (action: string, parameters: JsonObject) => errorOf(call(action), parameters);
export const dataOf = async (action: string, parameters: JsonObject): Promise<Json> =>
  (await run(action, parameters))['data'] ?? null;
/** The data after one operation. */
export const after = (operation: JsonObject, data: Json = ROWS) =>
  dataOf('transform', { data, operations: [operation] });
