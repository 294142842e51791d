import type { Image } from '#contract/image.ts';
import type { ExpectAnswer } from '#contract/methods.ts';
import type { ImageState } from '#contract/session.ts';
import type { TrustOutcome } from '#contract/trust.ts';
import { AppError, failureOf } from '../errors/app-error.ts';
import { findBeside } from '../trust/find-beside.ts';
import { imageNamesOf } from '../trust/image-names.ts';
import { judgeImageSignature, signatureInvalid } from '../trust/judge-image-signature.ts';
import { judgeTrustFiles } from '../trust/judge-trust-files.ts';
import { parseChecksums } from '../trust/parse-checksums.ts';
import { kindOfTrustFile, TRUST_FILES_MAX, type TrustFile } from '../trust/trust-file.ts';
import type { TrustKey } from '../trust/trust-keys.ts';
import { expectedOf } from './checksum-state.ts';
import type { ImageDigester } from './image-digester.ts';
import type { ImageEvent } from './image-state.ts';

export interface ImageTrustParts {
  readonly state: () => ImageState;
  readonly digester: ImageDigester;
  readonly tell: (event: ImageEvent) => void;
}

const where = { process: 'host', operation: 'trust' } as const;

/** What was given for the chosen image to be checked with: pasted, dropped, or found beside it. Keys stay for the session. */
export class ImageTrust {
  readonly #parts: ImageTrustParts;
  #files: readonly TrustFile[] = [];
  #userKeys: readonly TrustKey[] = [];
  /** Changes with every image: what was begun for another one has no effect. */
  #round = 0;

  constructor(parts: ImageTrustParts) {
    this.#parts = parts;
  }

  /** Another image: nothing was given for it. */
  reset(): void {
    this.#round += 1;
    this.#files = [];
  }

  forget(): void {
    this.#files = [];
    this.#parts.digester.stop();
    this.#parts.tell({ event: 'checksum', change: { event: 'forgotten' } });
  }

  /** Uses a pasted value or the text of a checksum file. */
  async expect(image: Image, text: string, fileName: string | null): Promise<ExpectAnswer> {
    if (fileName !== null) {
      const [outcome] = await this.add(image, [{ name: fileName, bytes: Buffer.from(text) }]);
      if (outcome?.outcome !== 'refused') return { isAccepted: true };
      const { reason, names } = outcome;
      const known = reason === 'unknown-key' || reason === 'unreadable' ? 'not-a-checksum' : reason;
      return { isAccepted: false, reason: known, names };
    }
    const parsed = parseChecksums(text, imageNamesOf(image));
    if (parsed.kind === 'nothing') return { isAccepted: false, reason: parsed.reason, names: parsed.names };
    const { algorithm, digest } = parsed;
    const expected = { algorithm, digest, from: 'pasted', fileName: null, signature: null, unknownKeys: [] } as const;
    this.#files = [];
    this.#parts.tell({ event: 'checksum', change: { event: 'expected', expected } });
    this.#parts.digester.tellKnown();
    return { isAccepted: true };
  }

  /** Checksum files, signatures and keys, together with what was given before. What became of each of the new ones. */
  async add(image: Image, files: readonly TrustFile[]): Promise<readonly TrustOutcome[]> {
    const isNewList = files.some((file) => ['list', 'signed-list'].includes(kindOfTrustFile(file)));
    const kept = this.#files.filter(
      (file) => !files.some(({ name }) => name === file.name) && !(isNewList && kindOfTrustFile(file) !== 'signature'),
    );
    const all = [...files, ...kept].slice(0, TRUST_FILES_MAX);
    const outcomes = await this.#use(image, all, 'file');
    return outcomes.slice(0, files.length);
  }

  /** Looks for checksum files beside the image and uses what is for it. Nothing happens where there is nothing. */
  async lookBeside(image: Image): Promise<void> {
    const round = this.#round;
    const files = await findBeside(image.path, imageNamesOf(image)).catch(() => []);
    const state = this.#parts.state();
    const isGiven = this.#files.length > 0 || state.state !== 'ready' || expectedOf(state.checksum) !== null;
    if (files.length === 0 || round !== this.#round || isGiven) return;
    await this.#use(image, files, 'beside');
  }

  async #use(image: Image, files: readonly TrustFile[], from: 'file' | 'beside'): Promise<readonly TrustOutcome[]> {
    const { tell, digester } = this.#parts;
    const round = this.#round;
    const findings = await judgeTrustFiles({ files, userKeys: this.#userKeys, imageNames: imageNamesOf(image), from });
    this.#userKeys = findings.keys.filter((key) => key.from === 'user');
    if (round !== this.#round) return findings.outcomes;
    const { bad, expected, imageSignature, keys, outcomes } = findings;
    this.#files = files.filter((file) => kindOfTrustFile(file) !== 'keys');
    if (bad !== null) {
      this.#distrust(signatureInvalid(bad.fileName, bad.reason));
      return outcomes;
    }
    if (expected !== null) {
      tell({ event: 'checksum', change: { event: 'expected', expected } });
      digester.tellKnown();
    }
    if (imageSignature !== null) void this.#judgeOverImage(imageSignature, keys);
    return outcomes;
  }

  async #judgeOverImage(file: TrustFile, keys: readonly TrustKey[]): Promise<void> {
    const { digester, tell, state } = this.#parts;
    const round = this.#round;
    try {
      const expected = await judgeImageSignature(file, keys, (digests) => digester.readForSignature(digests));
      const now = state();
      if (expected === null || round !== this.#round || now.state !== 'ready') return;
      // a checksum that was given and differs outweighs the signature
      if (now.checksum.state !== 'mismatched') tell({ event: 'checksum', change: { event: 'expected', expected } });
      digester.tellKnown();
    } catch (thrown) {
      if (round !== this.#round) return;
      const isUnknown = thrown instanceof AppError && thrown.failure.code === 'SIGNATURE_KEY_UNKNOWN';
      if (!isUnknown) this.#distrust(thrown);
    }
  }

  #distrust(thrown: unknown): void {
    const failure = failureOf(thrown, where);
    this.#parts.tell({ event: 'checksum', change: { event: 'distrusted', failure } });
  }
}
