import { z } from 'zod';

// Loaded before any schema is made: zod otherwise tries to compile parsers from text, which the app's policy forbids.
z.config({ jitless: true });
