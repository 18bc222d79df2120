import { escapeXml } from '../../shared/escape-xml.ts';
import type { Json } from '../../shared/json.ts';
import type { ResultDocument, ResultStep } from '../../shared/result-document.ts';
import { formatDuration } from '../ui/format.ts';

const LONGEST_VALUE = 4000;

/** A run as one HTML file without scripts, to be read anywhere. */
export function reportHtml(result: ResultDocument, graphSvg: string): string {
  const rows = result.order.map((id) => stepRow(id, result.steps[id])).join('\n');
  const error =
    result.error === null
      ? ''
      : `<h2>Error</h2><p class="error">${text(result.error.step === undefined ? '' : `${result.error.step}: `)}${text(result.error.message)}</p>`;
  const outputs = Object.entries(result.outputs)
    .map(([name, value]) => `<dt>${text(name)}</dt><dd><pre>${text(shown(value))}</pre></dd>`)
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><title>${text(result.pipeline.name)}, ${text(result.status)}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;margin:40px auto;max-width:960px;padding:0 24px;color:#1c2230}h1{font-size:22px;margin:0}h2{font-size:15px;margin:32px 0 8px}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid #e3e6ec;vertical-align:top}th{color:#5b6474;font-weight:600;font-size:12px}pre{margin:0;white-space:pre-wrap;word-break:break-word;font:12px/1.5 ui-monospace,monospace}.mute{color:#5b6474}.error{color:#b3261e}.num{font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}dt{font-weight:600}dd{margin:0 0 8px}</style></head>
<body><h1>${text(result.pipeline.name)}</h1><p class="mute">${text(result.status)}${result.duration_ms === null ? '' : ` in ${formatDuration(result.duration_ms)}`} · run ${text(result.run)} · ${text(result.started_at ?? '')} · ${text(result.pipeline.file)}</p>
${error}
<h2>Graph</h2>${graphSvg}
<h2>Steps</h2><table><thead><tr><th>Step</th><th>Status</th><th>Attempts</th><th>Took</th><th>Error</th></tr></thead><tbody>
${rows}
</tbody></table>
${outputs === '' ? '' : `<h2>Outputs</h2><dl>${outputs}</dl>`}
</body></html>
`;
}

function stepRow(id: string, step: ResultStep | undefined): string {
  if (step === undefined)
    return `<tr><td>${text(id)}</td><td class="mute">pending</td><td></td><td></td><td></td></tr>`;
  const took = step.duration_ms === null ? '' : formatDuration(step.duration_ms);
  return `<tr><td>${text(id)}</td><td>${text(step.status)}</td><td class="num">${step.attempts}</td><td class="num">${took}</td><td class="error">${text(step.error?.message ?? '')}</td></tr>`;
}

function shown(value: Json): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return whole.length > LONGEST_VALUE
    ? `${whole.slice(0, LONGEST_VALUE)}\n… ${whole.length - LONGEST_VALUE} more characters are in the result document`
    : whole;
}

const text = escapeXml;
