/** The helper program, started by a host. Errors that nobody caught end it with a non-zero code, which the host reports. */
import { runHelper } from './run-helper.ts';

void runHelper(process.argv.slice(2));
