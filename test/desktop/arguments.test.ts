import path from 'node:path';
import { expect, it } from 'vitest';
import { parseArguments } from '../../electron/desktop/arguments.ts';

const packed = { isPackaged: true, cwd: path.resolve('/home/ann') };
const unpacked = { isPackaged: false, cwd: path.resolve('/home/ann') };

it('takes the first pipeline file, relative to where it was started', () => {
  expect(parseArguments(['Stepglass', '--no-sandbox', 'jobs/a.yaml'], packed).file).toBe(
    path.resolve('/home/ann/jobs/a.yaml'),
  );
  expect(parseArguments(['electron', '--no-sandbox', '.', '/x/b.YML'], unpacked).file).toBe(path.resolve('/x/b.YML'));
});

it('never takes the app itself or another file for a pipeline', () => {
  expect(parseArguments(['electron', '/src/app.yaml'], unpacked).file).toBeNull();
  expect(parseArguments(['Stepglass', 'notes.txt', '--inspect=a.yaml'], packed).file).toBeNull();
});

it('leaves everything after --cli to the command line', () => {
  expect(parseArguments(['Stepglass', '--no-sandbox', '--cli', 'run', 'a.yaml', '--json'], packed)).toEqual({
    cli: ['run', 'a.yaml', '--json'],
    file: null,
    dataDir: null,
  });
  expect(parseArguments(['Stepglass', '--cli'], packed).cli).toEqual([]);
});

it('takes another data folder', () => {
  expect(parseArguments(['Stepglass', '--data-dir=d'], packed).dataDir).toBe(path.resolve('/home/ann/d'));
  expect(parseArguments(['Stepglass', '--data-dir='], packed).dataDir).toBeNull();
});
