import type { StoredValue } from '../facts.ts';
import type { Json } from '../json.ts';
import type { Pipeline } from '../pipeline.ts';
import { LOOK_WORDS, lookOfRun } from '../state/look.ts';
import type { RunState } from '../state/run-state.ts';
import { isSettled } from '../state/run-state.ts';
import { formatDuration, plural } from '../text/format.ts';
import { failureSection } from './failure.ts';
import { graphSection } from './graph-drawing.ts';
import { html, icon, join, type Markup, raw } from './markup.ts';
import { stepsSection } from './steps.ts';
import { STYLE } from './style.ts';
import { timelineSection } from './timeline.ts';
import { namedSection, variablesSection } from './values.ts';

/** The end of what an attempt printed. */
export interface LogExcerpt {
  /** By its path. */
  readonly step: string;
  readonly attempt: number;
  readonly text: string;
  /** What stands before it and was left out. */
  readonly omittedBytes: number;
}

export interface ReportInput {
  readonly state: RunState;
  /** The definition as it ran; null where this release cannot compile it any more. */
  readonly pipeline: Pipeline | null;
  /** The text of the pipeline file as it ran; empty: not known. */
  readonly text: string;
  /** May throw for a value that is damaged: the report then says so. */
  readonly read: (stored: StoredValue) => Json;
  readonly logs: readonly LogExcerpt[];
  /** ISO 8601. */
  readonly madeAt: string;
  /** The version of this program. */
  readonly release: string;
}

/**
 * A run as one HTML file, to be read anywhere: no scripts, nothing from elsewhere, light or dark as the reader's system,
 * and printable. Whatever the run says is text in it, never markup. Pure; long values and logs are cut, and say so.
 */
export function reportHtml(input: ReportInput): string {
  const { state } = input;
  const name = state.pipeline?.name ?? 'Run';
  const look = lookOfRun(state.status);
  return html`<!doctype html>
<html lang="en" data-look="${look}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${name}: ${LOOK_WORDS[look].toLowerCase()}</title>
<style>${raw(STYLE)}</style></head>
<body><main>
${head(input)}
${failureSection(input)}
${graphSection(input)}
${timelineSection(state)}
${stepsSection(input)}
${namedSection('Inputs', state.inputs, input.read)}
${namedSection('Outputs', state.outputs, input.read)}
${outputErrors(state)}
${variablesSection(input)}
${warnings(state)}
${foot(input)}
</main></body></html>
`.text;
}

function head({ state, pipeline }: ReportInput): Markup {
  const look = lookOfRun(state.status);
  const description = pipeline?.description;
  return html`<header><div class="title"><h1>${state.pipeline?.name ?? 'Run'}</h1>
<span class="pill" data-look="${look}">${icon(look)}${LOOK_WORDS[look]}</span></div>
${description === undefined ? '' : html`<p class="lead">${description}</p>`}
<dl class="facts">${join(factsOf(state).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl></header>`;
}

function factsOf(state: RunState): readonly (readonly [name: string, value: string])[] {
  const steps = [...state.steps.values()];
  const settled = steps.filter(({ status }) => isSettled(status)).length;
  const { startedAt, endedAt, pipeline, parent } = state;
  const took = startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  return [
    ['Run', state.run],
    ['Started', startedAt === null ? 'not yet' : timeOf(startedAt)],
    ...(took === null ? [] : [['Took', formatDuration(took)] as const]),
    ['Steps', settled === steps.length ? plural(settled, 'step') : `${settled} of ${plural(steps.length, 'step')}`],
    ['File', pipeline?.file ?? 'unknown'],
    ...(pipeline?.version === undefined ? [] : [['Version', pipeline.version] as const]),
    ...(parent === null
      ? []
      : [['Made from', `${parent.run}${parent.step === undefined ? '' : `, from ${parent.step}`}`] as const]),
  ];
}

function outputErrors({ outputErrors: errors }: RunState): Markup {
  const entries = Object.entries(errors);
  if (entries.length === 0) return raw('');
  const rows = entries.map(([name, message]) => html`<div><dt>${name}</dt><dd class="bad">${message}</dd></div>`);
  return html`<section><h2>Outputs that could not be made</h2><dl class="values">${join(rows)}</dl></section>`;
}

function warnings({ warnings: all }: RunState): Markup {
  if (all.length === 0) return raw('');
  const rows = all.map(
    ({ message, step }) => html`<li>${step === undefined ? '' : html`<b>${step}</b>: `}${message}</li>`,
  );
  return html`<section><h2>Warnings</h2><ul>${join(rows)}</ul></section>`;
}

function foot({ madeAt, release, state }: ReportInput): Markup {
  return html`<footer>Made ${timeOf(madeAt)} by Stepglass ${release} from fact ${state.n} of the run. Secrets are masked.</footer>`;
}

/** Whoever reads it may be in another part of the world: the zone is said. */
function timeOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
