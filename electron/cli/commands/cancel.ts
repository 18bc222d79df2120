import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export const registerCancel: RegisterCommand = (program, context) => {
  program
    .command('cancel')
    .description('stop the running steps of a run; it can be resumed')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => cancel(context, run, options)));
};

async function cancel({ io, library }: CommandContext, wanted: string, { json }: JsonOption): Promise<ExitCode> {
  const { data, engine } = await library().openSession();
  const run = data.resolve(wanted);
  await engine.cancel(run);
  const { status } = engine.state(run);
  if (json === true) printJson(io, { run, status });
  else
    io.stdout.line(
      status === 'cancelled'
        ? `Run ${run} is cancelled; \`stepglass resume ${run}\` goes on.`
        : `Run ${run} is ${status}.`,
    );
  return EXIT.completed;
}
