import type { ComparedValue } from '../../shared/compare/compare-runs.ts';
import { SafeText } from '../ui/safe-text.tsx';
import type { ComparedRuns } from './compared-steps.tsx';
import { ValueOfBoth } from './compared-steps.tsx';

const TITLES = { input: 'Inputs', variable: 'Variables', output: 'Outputs' } as const;

/** Inputs, variables and outputs that differ. */
export function ComparedValues({ values, runs }: { values: readonly ComparedValue[]; runs: ComparedRuns }) {
  return (['input', 'variable', 'output'] as const).map((kind) => {
    const all = values.filter((value) => value.kind === kind);
    if (all.length === 0) return null;
    const differing = all.filter(({ isEqual }) => !isEqual);
    return (
      <section key={kind} aria-label={TITLES[kind]} className="border-b border-line px-3 py-2.5">
        <h2 className="mb-1.5 text-12 font-semibold">
          {TITLES[kind]}{' '}
          <span className="font-normal text-mute">
            {differing.length === 0 ? 'the same in both' : `${differing.length} of ${all.length} differ`}
          </span>
        </h2>
        <ul className="flex flex-col gap-2.5">
          {differing.map(({ name, a, b }) => (
            <li key={name} className="grid grid-cols-[minmax(100px,180px)_1fr] gap-3">
              <span className="font-mono text-11 break-all">
                <SafeText>{name}</SafeText>
              </span>
              <ValueOfBoth name={name} theirs={a} mine={b} runs={runs} />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
