import { MAX_FILE_BYTES } from '../limits.ts';
import type { Report } from '../report.ts';
import type { Lines } from './line-table.ts';
import { LineTable } from './line-table.ts';

export interface FileText {
  readonly text: string;
  readonly lines: Lines;
}

/** Reads a file's bytes (or its text) as UTF-8. Null: it is no text that we read; the report says why and where. */
export function readFileText(content: string | Uint8Array, file: string, report: Report): FileText | null {
  const bytes = typeof content === 'string' ? content.length : content.byteLength;
  if (bytes > MAX_FILE_BYTES) {
    const start = new LineTable(file, '').span(0, 0);
    const message = `the file has ${(bytes / 1024 / 1024).toFixed(1)} MiB; a pipeline file has at most 5 MiB`;
    report.error(
      'file_too_large',
      { span: start, path: '' },
      { message, hint: 'keep data in a file of its own and read it with a step' },
    );
    return null;
  }
  const text = typeof content === 'string' ? content : decodeUtf8(content);
  const lines = new LineTable(file, text);
  const before = report.sorted().length;
  checkCharacters(content, text, (offset, code, message) =>
    report.error(code, { span: lines.span(offset, offset + 1), path: '' }, message),
  );
  return report.sorted().length > before ? null : { text, lines };
}

/** Bytes that are no UTF-8 become U+FFFD, so that their place can be told. */
function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

type Found = (offset: number, code: string, text: { message: string; hint?: string }) => void;

const SAVE_AS_UTF8 = 'save the file as UTF-8 without a byte order mark';

function checkCharacters(content: string | Uint8Array, text: string, found: Found): void {
  if (text.startsWith('\uFEFF')) {
    return found(0, 'byte_order_mark', { message: 'the file begins with a byte order mark', hint: SAVE_AS_UTF8 });
  }
  const broken = typeof content === 'string' ? -1 : firstInvalid(content, text);
  const control = text.search(
    /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/,
  );
  if (broken !== -1 && (control === -1 || broken <= control)) {
    return found(broken, 'not_utf8', {
      message: 'the file is not UTF-8: here is a byte that no UTF-8 text holds',
      hint: SAVE_AS_UTF8,
    });
  }
  if (control === -1) return;
  const name = `U+${(text.codePointAt(control) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const hint = 'in a double-quoted text write it as an escape such as "\\x1b"';
  found(control, 'control_character', { message: `YAML does not allow the control character ${name}`, hint });
}

/** The offset of the first U+FFFD that stands for bytes which are not its own encoding. */
function firstInvalid(bytes: Uint8Array, text: string): number {
  if (!text.includes('\uFFFD')) return -1;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return -1;
  } catch {
    return firstDifference(bytes, text);
  }
}

function firstDifference(bytes: Uint8Array, text: string): number {
  let byte = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const point = text.codePointAt(offset) ?? 0;
    const isWritten = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (point === 0xfffd && !isWritten) return offset;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (point > 0xffff) offset += 1;
  }
  return text.indexOf('\uFFFD');
}
