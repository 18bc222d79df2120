import { isSameToken, newToken } from './security.ts';

/** How long a code can be used, in ms. */
const VALID_MS = 60_000;

/** Codes that open the app once. */
export class OneTimeCodes {
  readonly #now: () => number;
  #made: { readonly code: string; readonly until: number }[] = [];

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  make(): string {
    const code = newToken();
    this.#made.push({ code, until: this.#now() + VALID_MS });
    return code;
  }

  /** True the first time, within a minute of its making; whoever comes second is refused. */
  use(given: string | null): boolean {
    const now = this.#now();
    const found = this.#made.find(({ code, until }) => now < until && isSameToken(given, code));
    this.#made = this.#made.filter((each) => each !== found && now < each.until);
    return found !== undefined;
  }
}
