import { read, write } from 'node:fs';

/** Fills the whole buffer from a place in an open file, or throws the system's error; EIO where nothing more comes. */
export async function readWhole(fd: number, into: Buffer, offsetBytes: number): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const got = await new Promise<number>((resolve, reject) => {
      read(fd, into, done, into.length - done, offsetBytes + done, (cause, bytes) =>
        cause ? reject(cause) : resolve(bytes),
      );
    });
    if (got === 0) throw endOfDevice('read', offsetBytes + done);
    done += got;
  }
}

/** Writes the whole buffer to a place in an open file, or throws the system's error; EIO where nothing is taken. */
export async function writeWhole(fd: number, from: Buffer, offsetBytes: number): Promise<void> {
  let done = 0;
  while (done < from.length) {
    const put = await new Promise<number>((resolve, reject) => {
      write(fd, from, done, from.length - done, offsetBytes + done, (cause, bytes) =>
        cause ? reject(cause) : resolve(bytes),
      );
    });
    if (put === 0) throw endOfDevice('write', offsetBytes + done);
    done += put;
  }
}

function endOfDevice(operation: string, offsetBytes: number): Error {
  return Object.assign(new Error(`${operation} moved nothing at offset ${offsetBytes}: the device ends there`), {
    code: 'EIO',
  });
}
