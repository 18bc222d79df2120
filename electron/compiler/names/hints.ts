/** Names of the older dialect, and how they are said here. */
export const HINTS: ReadonlyMap<string, string> = new Map([
  ['current_timestamp', 'write `execution.timestamp`'],
  ['timestamp', 'write `execution.timestamp`'],
  ['current_date', 'write `execution.date`'],
  ['current_time', 'write `execution.time`'],
  ['pipeline_id', 'write `pipeline.id`'],
  ['pipeline_name', 'write `pipeline.name`'],
  ['execution_id', 'write `execution.id`'],
  ['run_id', 'write `execution.id`'],
  ['loop', '`loop` is there inside a {% for %}; in a loop of steps write `index` or `iteration`'],
  ['item', '`item` is there in the body of a `for_each`'],
  ['error', '`error` is there in the handlers of `on_error`; else write `step.error`'],
]);

/** Fields of the older dialect's `error`. */
export const ERROR_HINTS: ReadonlyMap<string, string> = new Map([
  ['failed_task_id', 'step'],
  ['task_id', 'step'],
  ['error_type', 'type'],
  ['error_message', 'message'],
  ['error_code', 'code'],
]);

export const DECLARE = 'declare it under `inputs`, or read a step by its id';
