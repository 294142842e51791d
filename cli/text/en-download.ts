import type { DownloadReason } from '#contract/download.ts';
import type { ErrorParams } from '#contract/errors.ts';
import type { ErrorSentences } from './en-errors.ts';
import { bytesText, percentOf, sizeText } from './format.ts';

type Params = ErrorParams['DOWNLOAD_FAILED'];
type Sentences = Omit<ErrorSentences, 'title'>;

const AGAIN = 'Run the same command again: it continues where it stopped.';
const BROWSER = 'Open the address in a browser to see what is there.';

/** How far it came, for a sentence: ` after 1.2 GB (61 %)`. */
function after({ doneBytes, totalBytes }: Params): string {
  if (doneBytes === 0) return '';
  const percent = totalBytes === null ? '' : ` (${percentOf(doneBytes, totalBytes)} %)`;
  return ` after ${sizeText(doneBytes)}${percent}`;
}

const byReason: { readonly [R in DownloadReason]: (params: Params) => Sentences } = {
  'bad-address': () => ({
    happened: 'This is not an address that can be downloaded from.',
    cause: null,
    todo: ['Give a whole address that begins with https:// or http://.'],
  }),
  'name-not-found': ({ address }) => ({
    happened: `The name of the server in ${address} could not be found.`,
    cause: 'The address is misspelt, or this computer has no connection.',
    todo: ['Check the address and the connection.'],
  }),
  'no-connection': ({ address }) => ({
    happened: `Nothing answers at ${address}.`,
    cause: 'The server is down, or a firewall or a missing proxy setting (HTTPS_PROXY) is in the way.',
    todo: ['Check the connection, then run the same command again.'],
  }),
  proxy: ({ address }) => ({
    happened: `The proxy did not let us through to ${address}.`,
    cause: 'Its address or password is wrong, or it forbids this server.',
    todo: ['Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.'],
  }),
  'proxy-kind': ({ address }) => ({
    happened: `The proxy on the way to ${address} is of a kind that cannot be used here.`,
    cause: 'Only http and https proxies can be used, no SOCKS.',
    todo: ['Set HTTPS_PROXY to an http proxy, or add the server to NO_PROXY.'],
  }),
  tls: ({ address }) => ({
    happened: `The certificate of ${address} is not valid here.`,
    cause:
      "It has expired or is for another name, this computer's clock is wrong, or someone stands between. A company's own authority is trusted by NODE_EXTRA_CA_CERTS.",
    todo: ['Check the clock and the address. Do not use http instead.'],
  }),
  status: (params) => ({
    happened: `The server answered with status ${params.httpStatus} for ${params.address}${after(params)}.`,
    cause: statusCause(params.httpStatus ?? 0),
    todo: [BROWSER, 'Or choose a file that is here already.'],
  }),
  'too-many-redirects': ({ address }) => ({
    happened: `${address} leads from one address to the next without end.`,
    cause: 'The server is set up wrongly, or it wants a login first.',
    todo: [BROWSER],
  }),
  'unsafe-redirect': ({ address }) => ({
    happened: `${address} leads from a secure address to one that is not.`,
    cause: 'On the way there anyone could change the image.',
    todo: ['Find an address that stays with https.'],
  }),
  'bad-answer': (params) => ({
    happened: `The answer from ${params.address} contradicts itself or the rules${after(params)}.`,
    cause: 'The server, or a proxy on the way, is faulty.',
    todo: ['Try another mirror.'],
  }),
  'error-page': ({ address }) => ({
    happened: `A web page came from ${address} instead of an image.`,
    cause: 'The file was moved, a login is needed, or this network shows a page of its own first.',
    todo: [BROWSER],
  }),
  silence: (params) => ({
    happened: `The server at ${params.address} said nothing for too long${after(params)}.`,
    cause: 'It is overloaded, or the connection is dead.',
    todo: [AGAIN],
  }),
  broken: (params) => ({
    happened: `The connection to ${params.address} broke${after(params)} and could not be continued.`,
    cause: 'The network was lost for long, or the server does not allow continuing.',
    todo: [AGAIN],
  }),
  'wrong-length': (params) => ({
    happened:
      params.totalBytes === null
        ? `The server at ${params.address} sent another length than it had said.`
        : `The server at ${params.address} had said ${bytesText(params.totalBytes)}, but sent ${params.doneBytes < params.totalBytes ? `only ${bytesText(params.doneBytes)}` : 'more'}.`,
    cause: 'The file there is incomplete or is being replaced.',
    todo: ['Try again later, or another mirror.'],
  }),
  changed: (params) => ({
    happened: `The file at ${params.address} became another one while it was downloaded${after(params)}.`,
    cause: 'The server replaced it, or several servers behind this name hold different files.',
    todo: ['Start again.'],
  }),
  'needs-file': ({ address }) => ({
    happened: `The image at ${address} is packed so that it can be unpacked only once all of it is here.`,
    cause: null,
    todo: ['Download it first: stickwright download URL. Then write the file.'],
  }),
  'too-long': ({ address }) => ({
    happened: `What came from ${address} is longer than such a list may be.`,
    cause: 'It is another kind of file.',
    todo: ['Check the address.'],
  }),
  offline: () => ({
    happened: 'This demo does not go online.',
    cause: null,
    todo: ['Choose a file instead.'],
  }),
};

function statusCause(httpStatus: number): string {
  if (httpStatus === 401 || httpStatus === 403 || httpStatus === 407)
    return 'A login is needed, or access is forbidden.';
  if (httpStatus === 404 || httpStatus === 410) return 'The file was moved or removed: vendors delete old versions.';
  if (httpStatus === 429) return 'The server wants fewer requests; wait a little.';
  return httpStatus >= 500 ? 'The server has a problem of its own.' : 'The server did not accept the request.';
}

export function downloadSentences(params: Params): ErrorSentences {
  return { title: 'The image could not be downloaded', ...byReason[params.reason](params) };
}
