import { codeAction, executeCode, interpreterMissing, type Language } from './code/execute-code.ts';
import { JAVASCRIPT_RUNNER } from './code/javascript-runner.ts';
import { environment } from './terminal.ts';
import type { ProcessResult, Tool, ToolContext } from './tool.ts';

const javascript: Language = {
  name: 'JavaScript',
  codeFile: 'code.js',
  runnerFile: 'runner.cjs',
  runner: JAVASCRIPT_RUNNER,
  start: startNode,
};

export const javascriptExecutor: Tool = {
  name: 'javascript-executor',
  aliases: ['javascript', 'javascript_executor'],
  version: '1',
  description: 'Runs JavaScript code in a process of its own, as Node does.',
  defaultAction: 'execute',
  actions: {
    execute: {
      ...codeAction,
      description: 'Runs `code` as a script; with `import`, `export` or `await` at its top level, as a module.',
      run: (parameters, context) => executeCode(javascript, parameters, context),
    },
  },
};

function startNode(runner: string, folder: string, context: ToolContext): Promise<ProcessResult> {
  const request = { cwd: context.workdir, env: environment(context, {}) };
  if (context.runScript !== undefined) return context.runScript({ ...request, script: runner, args: [folder] });
  if (process.versions['electron'] !== undefined) {
    throw interpreterMissing(
      'JavaScript cannot be run: this host says no way to start a script',
      'Run the pipeline with the command line under Node.',
    );
  }
  return context.spawn({ ...request, command: process.execPath, args: [runner, folder] });
}
