import type { CommandContext, RegisterCommand } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ServeOptions } from '../serve-app.ts';

export const registerServe: RegisterCommand = (program, context) => {
  program
    .command('serve')
    .description('open the app in a browser, for this machine only')
    .argument('[file]', 'a pipeline to open')
    .option('--port <number>', 'the port on 127.0.0.1; 0: any free one', '0')
    .option('--no-open', 'print the address, and open no browser')
    .action(context.action((file: string | undefined, options: ServeOptions) => serve(context, file, options)));
};

/** Loaded here, so that other commands do not wait for what only this one needs. */
async function serve(context: CommandContext, file: string | undefined, options: ServeOptions): Promise<ExitCode> {
  const app = await import('../serve-app.ts');
  return app.serve(context, file, options);
}
