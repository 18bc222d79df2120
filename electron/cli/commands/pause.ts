import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

export const registerPause: RegisterCommand = (program, context) => {
  program
    .command('pause')
    .description('let the running steps of a run finish, and start no more')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: JsonOption) => pause(context, run, options)));
};

async function pause({ io, library }: CommandContext, wanted: string, { json }: JsonOption): Promise<ExitCode> {
  const { data, engine } = await library().openSession();
  const run = data.resolve(wanted);
  io.stderr.line(`Pausing run ${run}: running steps finish first.`);
  await engine.pause(run);
  const { status } = engine.state(run);
  if (json === true) printJson(io, { run, status });
  else
    io.stdout.line(
      status === 'paused' ? `Run ${run} is paused; \`stepglass resume ${run}\` goes on.` : `Run ${run} is ${status}.`,
    );
  return EXIT.completed;
}
