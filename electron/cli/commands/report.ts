import path from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { checkOutput } from '../options/output-file.ts';
import { loadRun } from '../runs/load-run.ts';
import { safeLine } from '../terminal/safe-text.ts';

interface ReportOptions extends JsonOption {
  readonly output?: string;
}

export const registerReport: RegisterCommand = (program, context) => {
  program
    .command('report')
    .description('write a run as an HTML page, to be read anywhere')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option('-o, --output <file>', 'where to (default: PIPELINE-RUN.html in this folder)')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: ReportOptions) => report(context, run, options)));
};

async function report(context: CommandContext, wanted: string, { output, json }: ReportOptions): Promise<ExitCode> {
  const { io, library } = context;
  if (output !== undefined) checkOutput(io.cwd, output);
  const [{ makeReport }, { runFileName }, { replaceFile }, { nodeFileLayer }] = await Promise.all([
    import('../../host/runs/make-report.ts'),
    import('../../storage/bundles/bundle-manifest.ts'),
    import('../../storage/files/atomic-file.ts'),
    import('../../storage/files/file-layer.ts'),
  ]);
  const { run, state, folder } = await loadRun(await library().openData(), wanted);
  const [main, ...included] = folder.readDefinition();
  const kept = new Map(included.map((file) => [file.path, file.text]));
  const compiled = main === undefined ? null : await library().compile(main.text, main.path, kept);
  const html = makeReport({
    folder,
    state,
    pipeline: compiled?.pipeline ?? null,
    text: main?.text ?? '',
    now: io.now(),
    release: packageJson.version,
  });
  const target = path.resolve(io.cwd, output ?? `${runFileName(state.pipeline?.id ?? '', run)}.html`);
  await replaceFile(nodeFileLayer, target, html);
  if (json === true) printJson(io, { run, path: target });
  else io.stdout.line(safeLine(`The report of run ${run} is in ${output ?? path.basename(target)}.`));
  return EXIT.completed;
}
