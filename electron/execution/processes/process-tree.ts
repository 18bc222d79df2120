import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as the journal names it. `identity` tells it from a later one with the same pid. */
export interface KnownProcess {
  readonly pid: number;
  readonly identity: string;
}

/** Every process of one attempt, and what these start, carry this in their environment: `STEPGLASS_ATTEMPT=<marker>`. */
export const MARKER_VARIABLE = 'STEPGLASS_ATTEMPT';

/**
 * The marker of an attempt. It follows from run, step and attempt, so that recovery finds survivors even if the engine
 * died between starting a process and writing that down. Attempts are never numbered twice, runs neither.
 */
export function markerOf(run: string, step: string, attempt: number): string {
  return `${run}/${step}/${attempt}`;
}

/** When a process started, in words of the system that only compare as equal or not; undefined: there is no such process. */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return undefined;
  const line = (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).trim();
  return line === '' ? undefined : line;
}

/**
 * The living processes that belong to an attempt: the known ones, whatever they started, and on Linux whatever carries
 * one of the markers, also after `setsid` and a double fork. Never this process.
 */
export async function findProcesses(
  known: readonly number[],
  markers: ReadonlySet<string>,
): Promise<readonly number[]> {
  if (process.platform === 'win32') return known.filter(isAlive);
  const parents = process.platform === 'linux' ? linuxParents() : await psParents();
  const roots = known.filter((pid) => parents.has(pid));
  const marked =
    process.platform === 'linux' && markers.size > 0
      ? [...parents.keys()].filter((pid) => carriesMarker(pid, markers))
      : [];
  const found = new Set([...roots, ...marked]);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  found.delete(process.pid);
  return [...found];
}

/** Sends a signal to each process and to the group that it leads. One that is gone already is fine. */
export function signalAll(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    if (process.platform === 'win32') execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => undefined);
    else {
      send(-pid, signal);
      send(pid, signal);
    }
  }
}

export function isAlive(pid: number): boolean {
  return send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    // ESRCH: it is gone, or leads no group; EPERM: it is not ours any more
    return false;
  }
}

function linuxIdentity(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  // fields after the command, which is in brackets and may hold anything; field 22 is the start time in ticks since boot
  const startTicks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = readProc('sys/kernel/random/boot_id')?.trim();
  return startTicks === undefined ? undefined : `${boot ?? ''}/${startTicks}`;
}

/** pid → parent, without zombies: they are dead, only not yet buried. */
function linuxParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProc(`${name}/stat`);
    const [state, parent] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    if (state !== undefined && state !== 'Z' && parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

function carriesMarker(pid: number, markers: ReadonlySet<string>): boolean {
  const environment = readProc(`${pid}/environ`);
  if (environment === undefined || !environment.includes(`${MARKER_VARIABLE}=`)) return false;
  return environment
    .split('\0')
    .some((entry) => entry.startsWith(`${MARKER_VARIABLE}=`) && markers.has(entry.slice(MARKER_VARIABLE.length + 1)));
}

/** Undefined where the process has ended meanwhile, or is somebody else's. */
function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

async function psParents(): Promise<Map<number, number>> {
  const lines = (await run('ps', ['-axo', 'pid=,ppid=,stat='])).split('\n');
  const rows = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'));
  return new Map(rows.map(([pid, parent]) => [Number(pid), Number(parent)]));
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 5_000 }, (_error, stdout) => resolve(stdout));
  });
}
