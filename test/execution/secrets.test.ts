import { afterAll, describe, expect, it } from 'vitest';
import { readSecrets } from '../../electron/execution/attempt/secrets.ts';
import { pipelineText, removeFolders, testEngine } from './support/test-engine.ts';

afterAll(removeFolders);

const SECRET = 'p"ss/w+rd with ünïcode';
const secrets = () => readSecrets(['KEY'], () => SECRET);

describe('masking', () => {
  it('E18 masks the value as it is, in JSON, in a URL and in base64, also inside a longer text', () => {
    const known = secrets();
    const forms = [
      SECRET,
      JSON.stringify({ a: SECRET }),
      encodeURIComponent(SECRET),
      ...['', 'u', 'us', 'user:'].map((before) => Buffer.from(`${before}${SECRET}`).toString('base64')),
    ];
    for (const form of forms) {
      const masked = known.maskText(`<${form}>`);
      expect(masked).toContain('«secret:KEY»');
      expect(masked).not.toContain(form.slice(4, 20));
    }
  });

  it('E18 masks keys and values at any depth, and leaves everything else as it is', () => {
    const value = { list: [1, null, { deep: `x${SECRET}y` }], [SECRET]: true };
    expect(secrets().mask(value)).toEqual({ list: [1, null, { deep: 'x«secret:KEY»y' }], '«secret:KEY»': true });
  });

  it('E18 a stream holds back what may be the beginning of a secret, whatever the pieces', () => {
    const text = `before ${SECRET} after ${SECRET}`;
    for (let size = 1; size < 30; size++) {
      const mask = secrets().maskStream();
      const bytes = Buffer.from(text);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size)
        pieces.push(Buffer.from(mask.push(bytes.subarray(at, at + size))));
      pieces.push(Buffer.from(mask.end()));
      expect(Buffer.concat(pieces).toString()).toBe('before «secret:KEY» after «secret:KEY»');
    }
  });

  it('E18 refuses a secret that is missing or shorter than 8 characters', () => {
    expect(() => readSecrets(['KEY'], () => undefined)).toThrow(expect.objectContaining({ code: 'secret_missing' }));
    expect(() => readSecrets(['KEY'], () => '1234567')).toThrow(expect.objectContaining({ code: 'secret_too_short' }));
  });
});

describe('secrets of a run', () => {
  it('E18 reach the tool, and neither the journal, the result nor a condition', async () => {
    const seen: unknown[] = [];
    const spy = {
      name: 'spy',
      version: '1',
      description: '',
      defaultAction: 'run',
      actions: {
        run: {
          description: '',
          parameters: { value: { type: 'any' } },
          result: { type: 'any' },
          effects: 'none',
          run: async (parameters: { value?: unknown }) => {
            seen.push(parameters.value);
            return { success: true, result: { echoed: `got ${String(parameters.value)}` } };
          },
        },
      },
    } as const;
    const { run, facts, engine } = testEngine({ env: { TOKEN: 'correct-horse-battery' }, tools: [spy as never] });
    const document = await run(
      pipelineText(
        [
          '{ id: a, tool: spy, if: "secrets.TOKEN == \'correct-horse-battery\'", parameters: { value: "Bearer {{ secrets.TOKEN }}" } }',
          '{ id: b, tool: spy, parameters: { value: "{{ (\'u:\' ~ secrets.TOKEN) | b64encode }}" } }',
        ],
        'secrets: [TOKEN]\n',
      ),
    );
    expect(seen).toContain('Bearer correct-horse-battery');
    expect(seen).toContain(Buffer.from('u:correct-horse-battery').toString('base64'));
    expect(document.steps['a']).toMatchObject({ status: 'completed', result: { echoed: 'got Bearer «secret:TOKEN»' } });
    const kept = JSON.stringify([facts(document.run), engine.result(document.run)]);
    expect(kept).not.toContain('correct-horse');
    expect(kept).not.toContain(Buffer.from('u:correct-horse-battery').toString('base64').slice(4, 24));
    expect(facts(document.run)).toContainEqual(
      expect.objectContaining({
        type: 'step.started',
        step: 'a',
        parameters: { inline: { value: 'Bearer «secret:TOKEN»' } },
      }),
    );
  });

  it('E18 a missing secret is refused before a run is made', async () => {
    const { run, data } = testEngine();
    await expect(
      run(pipelineText(['{ id: a, tool: echo, parameters: { value: "{{ secrets.NOPE }}" } }'], 'secrets: [NOPE]\n')),
    ).rejects.toMatchObject({ kind: 'invalid_input', code: 'secret_missing' });
    expect(await data.runs()).toEqual([]);
  });

  it('E18 tracing is forced off', () => {
    testEngine();
    expect(process.env['LANGSMITH_TRACING']).toBe('false');
    expect(process.env['LANGCHAIN_TRACING_V2']).toBe('false');
  });
});

describe('runs that need no secret any more', () => {
  it('E12 says of a completed run that it is completed, though its secret is gone', async () => {
    const first = testEngine({ env: { TOKEN: 'long-enough-to-mask' } });
    const { run } = await first.run(
      pipelineText(['{ id: a, tool: echo, parameters: { value: 1 } }'], 'secrets: [TOKEN]\n'),
    );
    const second = testEngine({ folder: first.folder });
    await expect(second.engine.resume(run)).rejects.toMatchObject({ code: 'run_completed' });
  });
});
