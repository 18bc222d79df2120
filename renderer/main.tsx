import { z } from 'zod';

// Before anything that makes a schema: a schema that compiles itself to code would need `unsafe-eval`.
z.config({ jitless: true });

const { start } = await import('./app/start.tsx');
const { obtainClient } = await import('./client/client.ts');
start(obtainClient());
