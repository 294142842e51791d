import { z } from 'zod';

// A process reads a few messages a second; code generated for each schema would cost every start more than it ever saves,
// and a process with administrator rights should not make code from text.
z.config({ jitless: true });

export { z };
