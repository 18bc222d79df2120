// What `npm run bench:ui` builds and loads.
export { pipelineText } from './make.ts';
export { startReplayHost } from './replay-host.ts';
