import { z } from './zod.ts';

/** What goes over the network, and how. Nothing here names a person: user-info and query of an address never appear. */

/** How servers are reached. The reader has no environment of its own, so all of it is told. */
export const networkSchema = z.strictObject({
  /** Proxy for http addresses, `http://host:port`; null: none. May carry a name and password: never logged. */
  httpProxy: z.string().nullable(),
  /** Proxy for https addresses. */
  httpsProxy: z.string().nullable(),
  /** Hosts that are reached without proxy, as in NO_PROXY. */
  noProxy: z.string().nullable(),
  /** PEM file of certificate authorities to trust besides those of the system. */
  caFile: z.string().nullable(),
  /** A server that says nothing for this long has failed; speed does not matter. */
  silenceMs: z.number().int().positive(),
  /** Pauses before each new attempt after a lost connection; when all are used up without new data, it has failed. */
  retryDelaysMs: z.array(z.number().int().nonnegative()).readonly(),
});
export type Network = Readonly<z.infer<typeof networkSchema>>;

/** A file on a server, as the server describes it. */
export const remoteFileSchema = z.strictObject({
  /** Where it came from after all redirects, without user-info and query. */
  address: z.string(),
  /** File name, cleaned: from the server, else the last part of the address. */
  name: z.string(),
  sizeBytes: z.number().int().nonnegative().nullable(),
  /** A lost connection can be continued where it broke: ranges and a strong validator. */
  canResume: z.boolean(),
  /** Every step on the way was https. */
  isSecure: z.boolean(),
});
export type RemoteFile = Readonly<z.infer<typeof remoteFileSchema>>;

export const downloadProgressSchema = z.strictObject({
  doneBytes: z.number().int().nonnegative(),
  /** null: the server does not tell. */
  totalBytes: z.number().int().nonnegative().nullable(),
  /** `checking`: what an earlier run left is read again; `waiting`: the connection is lost and tried again. */
  state: z.enum(['checking', 'receiving', 'waiting']),
  /** Absolute path of the incomplete file. */
  partPath: z.string(),
});
export type DownloadProgress = Readonly<z.infer<typeof downloadProgressSchema>>;

export const downloadedSchema = z.strictObject({
  /** Absolute path of the complete file. */
  path: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  /** 64 lower-case hex digits. */
  sha256: z.string(),
  /** Bytes that an earlier run had left and that were not fetched again. */
  resumedBytes: z.number().int().nonnegative(),
  file: remoteFileSchema,
});
export type Downloaded = Readonly<z.infer<typeof downloadedSchema>>;

/** Why a download failed; the sentences are in the language files. */
export const DOWNLOAD_REASONS = [
  /** Not an http or https address. */
  'bad-address',
  /** The name of the server could not be found. */
  'name-not-found',
  /** Nothing answers there: refused, unreachable. */
  'no-connection',
  'proxy',
  /** The proxy is of a kind that we cannot use: SOCKS, QUIC. */
  'proxy-kind',
  /** The certificate is not trusted, expired or for another name; or no common protocol. */
  'tls',
  /** The server answered with `httpStatus`. */
  'status',
  'too-many-redirects',
  /** Redirected from https to http, or to something that is neither. */
  'unsafe-redirect',
  /** The answer breaks the rules of HTTP or contradicts itself. */
  'bad-answer',
  /** A web page or message came instead of an image. */
  'error-page',
  /** Nothing came for the time limit on silence, several times. */
  'silence',
  /** The connection broke and could not be continued. */
  'broken',
  /** The server sent more or less than it had said. */
  'wrong-length',
  /** The file on the server is another one than before. */
  'changed',
  /** This kind of image must be complete before it can be unpacked: keep the file first. */
  'needs-file',
  /** The text is longer than such a list may be. */
  'too-long',
  /** Scripted drives and demos have no network. */
  'offline',
] as const;
export type DownloadReason = (typeof DOWNLOAD_REASONS)[number];
