import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOfError, exitCodeOfRun } from '../../../electron/cli/exit-codes.ts';
import {
  inputValues,
  parameterEdits,
  parseAssignments,
  readUntyped,
  untypedValues,
} from '../../../electron/cli/options/assignments.ts';
import { parsePlace } from '../../../electron/cli/options/places.ts';

const refusal = (code: string): unknown => expect.objectContaining({ kind: 'invalid_input', code });

describe('name=value', () => {
  it('keeps everything behind the first equals sign', () => {
    expect([...parseAssignments('-i', ['a=1', 'b=x=y', 'c='])]).toEqual([
      ['a', '1'],
      ['b', 'x=y'],
      ['c', ''],
    ]);
  });

  it('refuses an option without a name or an equals sign', () => {
    expect(() => parseAssignments('-i', ['abc'])).toThrow(refusal('bad_assignment'));
    expect(() => parseAssignments('-i', ['=1'])).toThrow(refusal('bad_assignment'));
  });

  it('L4 hands inputs over as text, those of a file as they are, and -i wins', () => {
    expect(inputValues(['version=1.10'], { name: 'f.json', text: '{"version": "2", "n": 5}' })).toEqual({
      version: { text: '1.10' },
      n: 5,
    });
  });

  it('refuses an inputs file that is no object', () => {
    expect(() => inputValues([], { name: 'f.json', text: '[1]' })).toThrow(refusal('bad_inputs_file'));
    expect(() => inputValues([], { name: 'f.json', text: '{' })).toThrow(refusal('bad_inputs_file'));
  });

  it.each([
    ['5', 5],
    ['true', true],
    ['[1,2]', [1, 2]],
    ['null', null],
    ['hello', 'hello'],
    ['1.10', '1.10'],
    ['007', '007'],
    ['12345678901234567890', '12345678901234567890'],
  ])('reads the untyped text %s as %j', (text, value) => {
    expect(readUntyped(text)).toEqual(value);
  });

  it('E13 names edited parameters by step', () => {
    expect(parameterEdits(['fetch.url=http://x/'])).toEqual({ 'fetch.url': 'http://x/' });
    expect(() => parameterEdits(['url=x'])).toThrow(refusal('bad_assignment'));
    expect(untypedValues('--var', ['n=2'])).toEqual({ n: 2 });
  });
});

describe('places in a run', () => {
  it('reads @N as a fact and everything else as a checkpoint', () => {
    expect(parsePlace('@12')).toEqual({ seq: 12 });
    expect(parsePlace('aab')).toEqual({ checkpoint: 'aab' });
    expect(() => parsePlace('@x')).toThrow(refusal('bad_checkpoint'));
    expect(() => parsePlace('')).toThrow(refusal('bad_checkpoint'));
  });
});

describe('exit codes', () => {
  it.each([
    ['completed', null, false, 0],
    ['failed', null, false, 1],
    ['cancelled', null, true, 130],
    ['cancelled', null, false, 143],
    ['paused', 'until', false, 0],
    ['paused', 'user', false, 3],
    ['paused', 'breakpoint', false, 3],
    ['waiting', null, false, 3],
  ])('is for a run that is %s (%s, Ctrl-C %s) %i', (status, pauseReason, interruptedHere, code) => {
    expect(exitCodeOfRun({ status, pauseReason, interruptedHere })).toBe(code);
  });

  it('tells refusals, storage failures and faults of ours apart', () => {
    expect(exitCodeOfError({ kind: 'invalid_input' })).toBe(EXIT.refused);
    expect(exitCodeOfError({ kind: 'illegal_state' })).toBe(EXIT.refused);
    expect(exitCodeOfError({ kind: 'storage_failure' })).toBe(EXIT.stopped);
    expect(exitCodeOfError({ kind: 'internal' })).toBe(EXIT.internal);
  });
});
