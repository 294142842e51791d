import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isErrorOf } from './is-error-of.ts';

/** A key of GnuPG in a folder of its own, to sign files as a publisher does. */
export class Signer {
  readonly #home: string;

  private constructor(home: string) {
    this.#home = home;
  }

  /** null where gpg is not installed. `kind` as gpg names it: `rsa3072`, `ed25519`. */
  static make(folder: string, kind: string): Signer | null {
    const home = path.join(folder, `gnupg-${kind}`);
    mkdirSync(home, { mode: 0o700 });
    const signer = new Signer(home);
    const made = signer.#run(['--quick-gen-key', `Publisher ${kind} <p@example.net>`, kind, 'sign', 'never']);
    return made ? signer : null;
  }

  /** The public key, armoured. */
  writeKey(file: string): void {
    this.#run(['--armor', '--output', file, '--export']);
  }

  /** `--detach-sign`, binary or with `--armor`, or `--clear-sign`. */
  sign(file: string, output: string, how: readonly ('--armor' | '--detach-sign' | '--clear-sign')[]): void {
    this.#run(['--output', output, ...how, file]);
  }

  #run(args: readonly string[]): boolean {
    const run = spawnSync('gpg', ['--batch', '--yes', '--quiet', '--passphrase', '', ...args], {
      env: { ...process.env, GNUPGHOME: this.#home },
      encoding: 'utf8',
    });
    if (isErrorOf(run.error, 'ENOENT')) return false;
    if (run.status !== 0) throw new Error(`gpg failed: ${run.stderr}`);
    return true;
  }
}
