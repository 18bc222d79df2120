import { describeThrown } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/json.ts';
import { nextTurn } from '../../../electron/execution/next-turn.ts';
import { type FileLayer, nodeFileLayer } from '../../../electron/storage/files/file-layer.ts';
import type { Tool, ToolContext, ToolOutcome } from '../../../electron/tools/tool.ts';
import { VirtualClock } from './virtual-clock.ts';

const MOST_TURNS = 6;
/** JSON of more than 4 KiB is kept in a file of its own. */
const BIG = 'x'.repeat(5_000);

/** Everything that a run waits for, settled in an order that a seed decides. A seed of 0 puts nothing off. */
export class Chaos {
  readonly clock: VirtualClock;
  readonly files: FileLayer;
  readonly tool: Tool;
  /** True: nothing arrives on the disk, as when the power is gone. */
  isDark = false;
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
    this.clock = new VirtualClock(0, () => 1 + this.below(MOST_TURNS));
    this.files = {
      ...nodeFileLayer,
      write: (fd, bytes) => {
        if (this.isDark) throw new Error('the power is gone');
        return nodeFileLayer.write(fd, bytes);
      },
      // none of these runs has to outlive the power
      syncData: () => this.delay(),
      syncDataNow: () => undefined,
      syncFolder: () => this.delay(),
    };
    this.tool = workTool(this);
  }

  /** In [0, limit). */
  below(limit: number): number {
    if (this.#state === 0) return 0;
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** Resolves at once, or some turns of the event loop later. */
  async delay(): Promise<void> {
    for (let turn = this.below(MOST_TURNS); turn > 0; turn--) await nextTurn();
  }
}

/** `fails`: so many attempts fail; `ms`: of the clock; `deaf`: it does not look at its signal. */
function workTool(chaos: Chaos): Tool {
  return {
    name: 'work',
    version: '1',
    description: 'For tests.',
    defaultAction: 'run',
    actions: {
      run: {
        description: 'For tests.',
        parameters: {
          fails: { type: 'integer', default: 0 },
          ms: { type: 'number', default: 0 },
          deaf: { type: 'boolean', default: false },
          big: { type: 'boolean', default: false },
          given: { type: 'any' },
        },
        result: { type: 'any' },
        effects: 'none',
        run: async ({ fails, ms, deaf, big }, context) => {
          await chaos.delay();
          if (Number(ms) > 0) await wait(context, Number(ms), deaf === true);
          await chaos.delay();
          return outcome(context, Number(fails), big === true ? BIG : context.step);
        },
      },
    },
  };
}

async function wait({ sleep, signal }: ToolContext, ms: number, isDeaf: boolean): Promise<void> {
  await sleep(ms, isDeaf ? new AbortController().signal : signal);
}

function outcome({ step, attempt }: ToolContext, fails: number, result: Json): ToolOutcome {
  if (attempt > fails) return { success: true, result };
  const error = { category: 'execution', code: 'told_to', message: `${step} was told to fail` } as const;
  return { success: false, error, result };
}

/** What a promise gives; rejects when so many turns of the event loop have gone by without it. */
export async function within<T>(turns: number, promise: Promise<T>, where: () => string): Promise<T> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  promise.then(end, end);
  for (let turn = 0; turn < turns && !isOver; turn++) await nextTurn();
  if (!isOver) throw new Error(`nothing has come of it in ${turns} turns:\n${where()}`);
  try {
    return await promise;
  } catch (cause) {
    throw new Error(`it stopped: ${describeThrown(cause)}\n${where()}`, { cause });
  }
}
