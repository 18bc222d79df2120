import { JSON_OPTION, type JsonOption, type RegisterCommand } from '../command.ts';
import { steerRun } from '../runs/steer-run.ts';

export const registerCancel: RegisterCommand = (program, context) => {
  program
    .command('cancel')
    .description('stop the running steps of a run, or give up one that stands still; it can be resumed')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(
      context.action((run: string, options: JsonOption) =>
        steerRun(context, run, {
          ...options,
          announcement: 'cancelling, running steps may still end in order.',
          steer: (engine, each) => engine.cancel(each),
        }),
      ),
    );
};
