import { type CommandContext, JSON_OPTION, NO_ASK_OPTION, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { runToEnd } from '../runs/run-to-end.ts';
import { safeLine } from '../terminal/safe-text.ts';

interface AnswerOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly ask?: boolean;
}

interface Answer {
  readonly run: string;
  readonly step: string;
  readonly value: string;
}

export const registerAnswer: RegisterCommand = (program, context) => {
  // oxlint-disable-next-line max-params -- commander hands arguments over one by one
  const act = (run: string, step: string, value: string, options: AnswerOptions): Promise<ExitCode> =>
    answer(context, { run, step, value }, options);
  program
    .command('answer')
    .description('answer a step that waits for a person, and go on with its run')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .argument('<step>', 'the step that asks; inside of a loop for example `process[3].approve`')
    .argument(
      '<value>',
      'the value; `approve`, `reject: why`; `retry`, `skip`, `value: 5` or `fail`; or JSON where an object is asked for',
    )
    .option(...JSON_OPTION)
    .option(...NO_ASK_OPTION)
    .option('-o, --output <file>', 'write the result document to a file')
    .action(context.action(act));
};

async function answer(
  context: CommandContext,
  { run: wanted, step, value }: Answer,
  options: AnswerOptions,
): Promise<ExitCode> {
  const session = await context.library().openSession();
  const run = session.data.resolve(wanted);
  const knownUpTo = session.engine.state(run).n;
  const handle = await session.engine.answer(run, step, value);
  if (handle !== null) return runToEnd(context, { session, handle }, { ...options, knownUpTo });
  context.io.stderr.line(
    safeLine(`Run ${run}: ${step} was answered; the process that works on the run goes on with it.`),
  );
  return EXIT.completed;
}
