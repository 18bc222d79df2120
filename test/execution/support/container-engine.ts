import type { Json } from '../../../shared/json.ts';
import { sketch } from './sketch.ts';
import { type TestEngine, type TestEngineOptions, testEngine } from './test-engine.ts';

/** A test engine whose pipelines may have steps inside of steps. */
export function containerEngine(options: TestEngineOptions = {}): TestEngine {
  return testEngine({
    ...options,
    deps: { ...options.deps, compiled: (file, text) => ({ pipeline: sketch(text, file), diagnostics: [] }) },
  });
}

/** The result of a container, which always is an object. */
export function fieldsOf(value: Json | undefined): { readonly [name: string]: Json } {
  return value as { readonly [name: string]: Json };
}
