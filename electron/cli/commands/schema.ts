import { printJson, type RegisterCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const registerSchema: RegisterCommand = (program, context) => {
  program
    .command('schema')
    .description('print the JSON Schema of pipeline files, for editors')
    .option('--json', 'it is JSON in any case')
    .action(
      context.action(async () => {
        printJson(context.io, await context.library().schema());
        return EXIT.completed;
      }),
    );
};
