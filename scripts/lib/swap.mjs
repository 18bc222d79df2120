/** Puts one piece of code in the place of another: another version of a library is looked at anew, not half rewritten. */
export function swap(code, from, to) {
  if (code.split(from).length !== 2)
    throw new Error(`a library has changed that bundles rewrite: \`${from.trim()}\` is not in it once`);
  return code.replace(from, () => to);
}
