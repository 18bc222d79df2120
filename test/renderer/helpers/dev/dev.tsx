import { z } from 'zod';

z.config({ jitless: true });

const { start } = await import('../../../../renderer/app/start.tsx');
const { FakeClient } = await import('../fake-client.ts');
const { scenarioNamed } = await import('./scenario-named.ts');

const query = new URLSearchParams(location.search);
const theme = query.get('theme');
if (theme !== null) localStorage.setItem('stepglass.theme', theme);

const named = scenarioNamed(query.get('scenario') ?? 'empty');
const client = new FakeClient(named.scenario);
if (theme === 'light' || theme === 'dark') await client.request('settings:set', { name: 'theme', value: theme });
const parts = start(client);
Object.assign(window, { client, parts, violations: [] });
document.addEventListener('securitypolicyviolation', (event) =>
  (window as unknown as { violations: string[] }).violations.push(`${event.violatedDirective} ${event.blockedURI}`),
);

const ready = setInterval(() => {
  if (parts.studio.getState().info === null) return;
  clearInterval(ready);
  void named.open(parts, client);
}, 10);
