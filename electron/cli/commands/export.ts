import path from 'node:path';
import { formatBytes } from '../../../shared/text/format.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { type CommandContext, JSON_OPTION, type JsonOption, printJson, type RegisterCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { checkOutput } from '../options/output-file.ts';
import { safeLine } from '../terminal/safe-text.ts';

interface ExportOptions extends JsonOption {
  readonly output?: string;
}

export const registerExport: RegisterCommand = (program, context) => {
  program
    .command('export')
    .description('write a whole run into one file, to be looked at elsewhere')
    .argument('<run>', 'the id of the run, or the beginning of it')
    .option('-o, --output <file>', 'where to (default: PIPELINE-RUN.stepglass in this folder)')
    .option(...JSON_OPTION)
    .action(context.action((run: string, options: ExportOptions) => exportRun(context, run, options)));
};

async function exportRun(
  { io, library }: CommandContext,
  wanted: string,
  { output, json }: ExportOptions,
): Promise<ExitCode> {
  if (output !== undefined) checkOutput(io.cwd, output);
  const { bundleName } = await import('../../storage/bundles/bundle-manifest.ts');
  const data = await library().openData();
  const run = data.resolve(wanted);
  const { pipeline } = await data.summary(run);
  const target = path.resolve(io.cwd, output ?? bundleName(pipeline?.id ?? '', run));
  const bundle = await data.exportBundle(run, target, packageJson.version);
  if (json === true) printJson(io, { ...bundle, path: target });
  else {
    const size = `${formatBytes(bundle.sizeBytes)}, ${bundle.files} files, ${formatBytes(bundle.unpackedBytes)} unpacked`;
    io.stdout.line(safeLine(`Run ${run} is in ${output ?? path.basename(target)} (${size}).`));
    io.stdout.line(
      'It holds the pipeline files, inputs, results, variables and logs as they are, with the paths of this machine that are in them; secrets are masked.',
    );
    io.stdout.line(safeLine(`\`stepglass import ${path.basename(target)}\` opens it read only, there or here.`));
  }
  return EXIT.completed;
}
