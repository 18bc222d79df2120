/** Where in a YAML text the cursor is, told by indentation: good enough to complete in a text that does not parse yet. */
export interface YamlPlace {
  /** Keys from the root; `[]` for an item of a list. */
  readonly path: readonly string[];
  /** The key whose value is being written; null while a key is. */
  readonly key: string | null;
  /** What has been typed of it. */
  readonly typed: string;
  /** The cursor is inside `{{ }}` or `{% %}`. */
  readonly inTemplate: boolean;
}

export function yamlPlace(text: string, offset: number): YamlPlace {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  const line = lines.at(-1) ?? '';
  const inTemplate = openTemplate(before);
  const typed = /[\w$.-]*$/.exec(line)?.[0] ?? '';
  const value = /^(\s*)((?:-\s+)*)([\w-]+):\s+(.*)$/.exec(line);
  const column =
    (value === null ? /^\s*(?:-\s+)*/.exec(line)?.[0].length : (value[1] ?? '').length + (value[2] ?? '').length) ?? 0;
  const path = pathAbove(lines, column);
  return { path, key: value?.[3] ?? (inTemplate ? '' : null), typed, inTemplate };
}

function openTemplate(before: string): boolean {
  const recent = before.slice(-2000);
  return recent.lastIndexOf('{{') > recent.lastIndexOf('}}') || recent.lastIndexOf('{%') > recent.lastIndexOf('%}');
}

/** The keys that stand further left above the line, innermost last. */
function pathAbove(lines: readonly string[], column: number): readonly string[] {
  const path: string[] = [];
  let limit = column;
  const own = lines.at(-1) ?? '';
  const ownDash = own.search(/-\s/);
  if (ownDash >= 0 && own.slice(0, ownDash).trim() === '' && ownDash < column) {
    path.unshift('[]');
    limit = ownDash;
  }
  for (let i = lines.length - 2; i >= 0 && (limit > 0 || path[0] === '[]'); i -= 1) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const parts = /^(\s*)((?:-\s+)*)([\w-]+)?(:)?(.*)$/.exec(line);
    if (parts === null) continue;
    const [, indent = '', dashes = '', key, colon, rest = ''] = parts;
    const keyColumn = indent.length + dashes.length;
    if (
      key !== undefined &&
      colon !== undefined &&
      rest.trim() === '' &&
      (keyColumn < limit || (keyColumn === limit && path[0] === '[]'))
    ) {
      path.unshift(key);
      limit = keyColumn;
    }
    if (dashes !== '' && indent.length < limit) {
      path.unshift('[]');
      limit = indent.length;
    }
  }
  return path;
}
