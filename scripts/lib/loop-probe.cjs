// Loaded into a process before its own code (`--require`): when its parent sends `reset` or `report`, it answers how
// long its event loop was held up since the last `reset`. Threads of the process load it, too, and have no parent.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 5;

if (process.channel !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const ms = (ns) => Math.max(0, Math.round((ns / 1e6 - RESOLUTION_MS) * 10) / 10);
  process.on('message', (message) => {
    if (message === 'reset') histogram.reset();
    process.send({ maxMs: ms(histogram.max), p99Ms: ms(histogram.percentile(99)) });
  });
  process.channel.unref();
}
