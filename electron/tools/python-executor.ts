import { codeAction, executeCode, interpreterMissing, type Language } from './code/execute-code.ts';
import { PYTHON_RUNNER } from './code/python-runner.ts';
import { environment } from './terminal.ts';
import { type ProcessResult, type Tool, type ToolContext, ToolFailure } from './tool.ts';

const python: Language = {
  name: 'Python',
  codeFile: 'code.py',
  runnerFile: 'runner.py',
  runner: PYTHON_RUNNER,
  start: startPython,
};

export const pythonExecutor: Tool = {
  name: 'python-executor',
  aliases: ['python', 'python_executor'],
  version: '1',
  description: 'Runs Python code in a process of its own.',
  defaultAction: 'execute',
  actions: {
    execute: {
      ...codeAction,
      description: 'Runs `code` with the Python of the setting `python`.',
      run: (parameters, context) => executeCode(python, parameters, context),
    },
  },
};

async function startPython(runner: string, folder: string, context: ToolContext): Promise<ProcessResult> {
  const command = context.settings.python;
  const env = environment(context, { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' });
  try {
    const ended = await context.spawn({ command, args: [runner, folder], cwd: context.workdir, env });
    // The stand-in of the Windows store answers with this code and an advertisement.
    if (ended.exitCode === 9009) throw noPython(command);
    return ended;
  } catch (thrown) {
    if (thrown instanceof ToolFailure && ['program_not_found', 'program_not_started'].includes(thrown.error.code))
      throw noPython(command);
    throw thrown;
  }
}

function noPython(command: string): Error {
  return interpreterMissing(
    `Python cannot be started: there is no program \`${command}\` that runs`,
    'Install Python 3.8 or newer (https://www.python.org/downloads), or name its program in the setting `python`.',
  );
}
