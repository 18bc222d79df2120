import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/files.mjs';

interface Lock {
  readonly packages: {
    readonly [name: string]: {
      readonly version?: string;
      readonly optionalDependencies?: { readonly [name: string]: string };
    };
  };
}

const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  devDependencies: { [name: string]: string };
};

describe('the lock file', () => {
  // npm leaves out what a registry does not have at the time, and `npm ci` then refuses the file everywhere.
  it('lists the optional packages of every platform', () => {
    const wanted = Object.entries(lock.packages).flatMap(([parent, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).map((name) => [parent, name] as const),
    );
    const missing = wanted.filter(
      ([parent, name]) =>
        !(`node_modules/${name}` in lock.packages) && !(`${parent}/node_modules/${name}` in lock.packages),
    );
    expect(missing).toEqual([]);
  });

  it('every version is pinned exactly', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });
});
