/**
 * Files of the older dialect call SQL's functions in expressions. Each is written here in the words of templates;
 * `DATE_FORMAT(day, '%Y')` becomes `((day) | date('%Y'))`. Texts in quotes are left alone.
 */
const CALLS = new Map<string, (args: readonly string[]) => string>([
  ['DATE_FORMAT', ([value = '', format = '']) => `((${value}) | date(${format}))`],
  ['UPPER', ([value = '']) => `((${value}) | upper)`],
  ['LOWER', ([value = '']) => `((${value}) | lower)`],
  ['TRIM', ([value = '']) => `((${value}) | trim)`],
  ['LENGTH', ([value = '']) => `((${value}) | length)`],
  ['ABS', ([value = '']) => `((${value}) | abs)`],
  ['ROUND', ([value = '', digits = '0']) => `((${value}) | round(${digits}))`],
  ['CONCAT', (args) => `(${args.map((arg) => `(${arg})`).join(' ~ ')})`],
  ['COALESCE', (args) => `(${args.reduceRight((rest, arg) => `(${arg}) if (${arg}) is not none else (${rest})`)})`],
]);
const TOKEN = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*\s*\(|[(),]|[^'"A-Za-z_(),]+|[A-Za-z_]\w*|./gs;

export function replaceSqlCalls(text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  const reader = { tokens, next: 0 };
  let written = '';
  while (reader.next < tokens.length) written += readPiece(reader);
  return written;
}

interface Reader {
  readonly tokens: readonly string[];
  next: number;
}

function readPiece(reader: Reader): string {
  const token = reader.tokens[reader.next] ?? '';
  reader.next += 1;
  if (!token.endsWith('(')) return token;
  const { args, isClosed } = readArguments(reader);
  const write = CALLS.get(token.slice(0, -1).trim());
  if (write !== undefined && isClosed && args.every((arg) => arg !== '')) return write(args);
  return `${token}${args.join(',')}${isClosed ? ')' : ''}`;
}

function readArguments(reader: Reader): { args: string[]; isClosed: boolean } {
  const args = [''];
  while (reader.next < reader.tokens.length) {
    const token = reader.tokens[reader.next];
    if (token === ')') {
      reader.next += 1;
      return { args, isClosed: true };
    }
    if (token === ',') {
      reader.next += 1;
      args.push('');
      continue;
    }
    args[args.length - 1] += readPiece(reader);
  }
  return { args, isClosed: false };
}
