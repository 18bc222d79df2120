import type { Parts } from '../../../../renderer/state/parts.tsx';
import type { FakeClient } from '../fake-client.ts';
import { LOOP_RUN, loopRun, loopScenario } from '../loop-scenario.ts';
import { INVALID_YAML, ORDERS_PATH } from '../pipelines.ts';
import type { Scenario } from '../scenarios.ts';
import {
  busyDay,
  emptyScenario,
  hostileScenario,
  largeScenario,
  ordersRun,
  RUN_A,
  roundsScenario,
} from '../scenarios.ts';

export interface NamedScenario {
  readonly scenario: Scenario;
  readonly open: (parts: Parts, client: FakeClient) => Promise<void> | void;
}

/** What the development page shows for `?scenario=…`. */
export function scenarioNamed(name: string): NamedScenario {
  const [kind = '', size = ''] = name.split(':');
  switch (kind) {
    case 'opened':
      return {
        scenario: { ...busyDay(ordersRun('failed')), runs: [] },
        open: (parts) => parts.studio.getState().openFile(ORDERS_PATH),
      };
    case 'untrusted':
      return {
        scenario: { ...busyDay(ordersRun('failed')), untrusted: true },
        open: (parts) => parts.studio.getState().openFile(ORDERS_PATH),
      };
    case 'invalid':
      return {
        scenario: { ...busyDay(ordersRun('failed')), files: new Map([[ORDERS_PATH, INVALID_YAML]]) },
        open: (parts) => parts.studio.getState().openFile(ORDERS_PATH),
      };
    case 'completed':
      return { scenario: busyDay(ordersRun('completed')), open: (parts) => parts.studio.getState().openRun(RUN_A) };
    case 'failed':
      return { scenario: busyDay(ordersRun('failed')), open: (parts) => parts.studio.getState().openRun(RUN_A) };
    case 'running':
      return {
        scenario: busyDay(
          ordersRun('completed', { visible: Number(size || 26), startedAt: new Date(Date.now() - 1500).toISOString() }),
        ),
        open: (parts) => parts.studio.getState().openRun(RUN_A),
      };
    case 'live':
      return {
        scenario: busyDay(ordersRun('failed', { visible: 2, startedAt: new Date().toISOString() })),
        open: async (parts, client) => {
          await parts.studio.getState().openRun(RUN_A);
          client.play(RUN_A);
        },
      };
    case 'interrupted':
      return { scenario: busyDay(ordersRun('completed', { visible: 24, interrupted: true })), open: () => undefined };
    case 'large':
      return openFirst(largeScenario(Number(size || 1000)));
    case 'rounds':
      return openFirst(roundsScenario(Number(size || 120)));
    case 'loop': {
      const run = loopRun(Number(size || 120), {
        begun: Number(size || 120) === 120 ? 78 : Number(size),
        failing: [21, 22, 50],
      });
      return { scenario: loopScenario(run), open: (parts) => parts.studio.getState().openRun(LOOP_RUN) };
    }
    case 'hostile':
      return openFirst(hostileScenario());
    default:
      return { scenario: emptyScenario(), open: () => undefined };
  }
}

function openFirst(scenario: Scenario): NamedScenario {
  const run = scenario.runs[0]?.recording.run ?? '';
  return { scenario, open: (parts) => parts.studio.getState().openRun(run) };
}
