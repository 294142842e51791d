import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { proveAsWorker } from '../wire/prove-secret.ts';

/** Longest address that is looked at. */
const ADDRESS_MAX_CHARS = 4096;
const SECRET_BYTES = 32;

const addressSchema = z.strictObject({ socketPath: z.string().min(1), secretPath: z.string().min(1) });

/**
 * Connects an elevated worker to the host that asked for it, where the system gives it no pipes. `address` is the word of
 * `PrivateChannel.address`. When it resolves, both sides have proved that they know the secret.
 *
 * Rejects for an address that is none, a host that is not there or one who does not know the secret. This process listens
 * nowhere.
 */
export async function connectToHost(address: string): Promise<Socket> {
  if (address.length > ADDRESS_MAX_CHARS) throw new Error('The address of the host is too long');
  const { socketPath, secretPath } = addressSchema.parse(
    JSON.parse(Buffer.from(address, 'base64url').toString('utf8')),
  );
  const secret = await readFile(secretPath);
  if (secret.length !== SECRET_BYTES) throw new Error('The secret of the host is damaged');
  const socket = connect({ path: socketPath });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    await proveAsWorker(socket, secret);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
}
