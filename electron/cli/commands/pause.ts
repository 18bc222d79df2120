import { JSON_OPTION, type JsonOption, type RegisterCommand } from '../command.ts';
import { steerRun } from '../runs/steer-run.ts';

export const registerPause: RegisterCommand = (program, context) => {
  program
    .command('pause')
    .description('let the running steps of a run finish, and start no more')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option(...JSON_OPTION)
    .action(
      context.action((run: string, options: JsonOption) =>
        steerRun(context, run, {
          ...options,
          announcement: 'pausing, running steps finish first.',
          steer: (engine, each) => engine.pause(each),
        }),
      ),
    );
};
