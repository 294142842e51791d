import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** Of the secret, of a nonce and of a proof (HMAC-SHA256). */
const LENGTH_BYTES = 32;
/** Both sides answer at once; a person was asked long before. */
const LIMIT_MS = 10_000;

/** A new secret for one connection. */
export function makeSecret(): Buffer {
  return randomBytes(LENGTH_BYTES);
}

/**
 * The host's half of the mutual proof that opens a private channel, before any frame:
 *
 *   host → nonce · worker → its nonce and HMAC(secret, "worker", both nonces) · host → HMAC(secret, "host", both nonces)
 *
 * The secret itself is never sent. Rejects where the other side does not know it, says nothing for 10 s, or leaves; the
 * caller then closes the connection.
 */
export async function proveAsHost(connection: Duplex, secret: Buffer): Promise<void> {
  const ours = randomBytes(LENGTH_BYTES);
  connection.write(ours);
  const answer = await readExactly(connection, 2 * LENGTH_BYTES);
  const theirs = answer.subarray(0, LENGTH_BYTES);
  const nonces = [ours, theirs] as const;
  check(answer.subarray(LENGTH_BYTES), proof(secret, 'worker', nonces));
  connection.write(proof(secret, 'host', nonces));
}

/** The worker's half; see `proveAsHost`. When it resolves, the other side is the host that made the secret. */
export async function proveAsWorker(connection: Duplex, secret: Buffer): Promise<void> {
  const theirs = await readExactly(connection, LENGTH_BYTES);
  const ours = randomBytes(LENGTH_BYTES);
  const nonces = [theirs, ours] as const;
  connection.write(Buffer.concat([ours, proof(secret, 'worker', nonces)]));
  check(await readExactly(connection, LENGTH_BYTES), proof(secret, 'host', nonces));
}

function proof(secret: Buffer, role: 'host' | 'worker', [host, worker]: readonly [Buffer, Buffer]): Buffer {
  return createHmac('sha256', secret).update(`stickwright ${role}\0`).update(host).update(worker).digest();
}

function check(shown: Buffer, expected: Buffer): void {
  if (!timingSafeEqual(shown, expected)) throw new Error('The other side of the channel does not know the secret');
}

/** Takes exactly so many bytes and leaves the rest for the reader that comes next. */
async function readExactly(connection: Duplex, lengthBytes: number): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(limit);
      connection.off('readable', look).off('end', gone).off('close', gone).off('error', gone);
      finish();
    };
    const look = () => {
      const taken: unknown = connection.read(lengthBytes);
      if (!Buffer.isBuffer(taken)) return;
      if (taken.length === lengthBytes) settle(() => resolve(taken));
      else gone(); // the last bytes before its end
    };
    const gone = () => settle(() => reject(new Error('The other side of the channel left before its proof')));
    const limit = setTimeout(
      () => settle(() => reject(new Error('The other side of the channel did not prove itself in time'))),
      LIMIT_MS,
    );
    connection.on('readable', look).on('end', gone).on('close', gone).on('error', gone);
    look();
  });
}
