import { StepglassError } from '../../../shared/errors.ts';
import { isJsonObject, type Json } from '../../../shared/json.ts';

/** A shorter secret is found in innocent texts: masking it would do harm. */
const SHORTEST_SECRET = 8;

/** The secrets of one run: what templates see, and what is taken out of everything that is kept (E18). */
export interface Secrets {
  /** Undefined: the pipeline does not declare it. */
  value(name: string): string | undefined;
  readonly names: readonly string[];
  /** The value with every form of every secret replaced by `«secret:NAME»`; the same object where there is none. */
  mask(value: Json): Json;
  maskText(text: string): string;
  /** For a stream of text or bytes that may cut a secret in two. */
  maskStream(): StreamMask;
}

export interface StreamMask {
  /** What may be passed on now. Up to the length of the longest form is held back. */
  push(chunk: string | Uint8Array): string | Uint8Array;
  /** What was held back. */
  end(): string | Uint8Array;
}

export function placeholderOf(name: string): string {
  return `«secret:${name}»`;
}

/**
 * Reads the declared secrets. Throws `invalid_input`: `secret_missing` for one that is neither in the keychain nor in
 * the environment, `secret_too_short` under 8 characters.
 */
export function readSecrets(names: readonly string[], read: (name: string) => string | undefined): Secrets {
  const values = new Map(names.map((name) => [name, checked(name, read(name))] as const));
  return new KnownSecrets(values);
}

class KnownSecrets implements Secrets {
  readonly names: readonly string[];
  readonly #values: ReadonlyMap<string, string>;
  /** Form → placeholder, longest form first, so that a form inside another does not spoil it. */
  readonly #forms: readonly (readonly [form: string, placeholder: string])[];

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
    this.names = [...values.keys()];
    const forms = [...values].flatMap(([name, value]) =>
      formsOf(value).map((form) => [form, placeholderOf(name)] as const),
    );
    this.#forms = forms.sort(([a], [b]) => b.length - a.length);
  }

  value(name: string): string | undefined {
    return this.#values.get(name);
  }

  mask(value: Json): Json {
    return this.#forms.length === 0 ? value : this.#masked(value);
  }

  maskText(text: string): string {
    return this.#forms.reduce(
      (masked, [form, placeholder]) => (masked.includes(form) ? masked.replaceAll(form, placeholder) : masked),
      text,
    );
  }

  maskStream(): StreamMask {
    if (this.#forms.length === 0) return PASS;
    const bytewise = this.#forms.map(([form, placeholder]) => [toBytewise(form), toBytewise(placeholder)] as const);
    return new HeldBack(bytewise);
  }

  #masked(value: Json): Json {
    if (typeof value === 'string') return this.maskText(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.#masked(item));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.maskText(key), this.#masked(inner)]));
  }
}

const PASS: StreamMask = { push: (chunk) => chunk, end: () => '' };

/** One character per byte: bytes that are no text, or half a character, survive being searched and replaced in. */
function toBytewise(text: string | Uint8Array): string {
  return (
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  ).toString('latin1');
}

class HeldBack implements StreamMask {
  readonly #forms: readonly (readonly [form: string, placeholder: string])[];
  readonly #longest: number;
  #rest = '';

  constructor(forms: readonly (readonly [form: string, placeholder: string])[]) {
    this.#forms = forms;
    this.#longest = Math.max(...forms.map(([form]) => form.length));
  }

  push(chunk: string | Uint8Array): Uint8Array {
    const masked = this.#mask(this.#rest + toBytewise(chunk));
    const cut = Math.max(0, masked.length - this.#longest);
    this.#rest = masked.slice(cut);
    return Buffer.from(masked.slice(0, cut), 'latin1');
  }

  end(): Uint8Array {
    const rest = this.#rest;
    this.#rest = '';
    return Buffer.from(rest, 'latin1');
  }

  #mask(text: string): string {
    return this.#forms.reduce(
      (masked, [form, placeholder]) => (masked.includes(form) ? masked.replaceAll(form, placeholder) : masked),
      text,
    );
  }
}

function checked(name: string, value: string | undefined): string {
  if (value === undefined || value === '') {
    throw new StepglassError(
      'invalid_input',
      'secret_missing',
      `the secret ${name} is declared by the pipeline, but the environment has none of that name: set it before you run`,
      { details: { secret: name } },
    );
  }
  if (value.length < SHORTEST_SECRET) {
    throw new StepglassError(
      'invalid_input',
      'secret_too_short',
      `the secret ${name} has ${value.length} characters; shorter than ${SHORTEST_SECRET} it cannot be masked without harm`,
      { details: { secret: name } },
    );
  }
  return value;
}

/** As it is, in JSON, in a URL, and in base64 at each of the three places that it can have in a longer text. */
function formsOf(value: string): string[] {
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    ...base64Forms(value),
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_SECRET);
}

function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // characters that also hold bits of what stands before or behind differ from text to text
    const first = shift === 0 ? 0 : shift + 1;
    const isWhole = (shift + bytes.length) % 3 === 0;
    return text.slice(first, isWhole ? undefined : -1);
  });
  return [bytes.toString('base64'), ...shifted].flatMap((form) => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}
