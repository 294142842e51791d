import type { CatalogueEntry, CatalogueView } from '#contract/catalogue.ts';
import type { RemoteFile } from '#contract/download.ts';
import type { ImageState } from '#contract/session.ts';
import { failure } from './sample-failures.ts';
import { IMAGE_BYTES, PROXMOX, ready, SHA256 } from './sample-image.ts';
import { type Scene, scene } from './scene.ts';

const FILE: RemoteFile = {
  address: 'https://mirror.example.org/iso/proxmox-ve_9.1-1.iso',
  name: 'proxmox-ve_9.1-1.iso',
  sizeBytes: IMAGE_BYTES,
  canResume: true,
  isSecure: true,
};
const PLAIN: RemoteFile = { ...FILE, address: 'http://10.0.0.7/iso/proxmox-ve_9.1-1.iso', isSecure: false };
const FOLDER = '/home/sato/Downloads';
const expected = {
  algorithm: 'sha256',
  digest: SHA256,
  from: 'pasted',
  fileName: null,
  signature: null,
  unknownKeys: [],
} as const;

const offered = (file: RemoteFile, rest: { readonly canStream?: boolean; readonly isExpected?: boolean } = {}) =>
  ({
    state: 'downloadOffered',
    file,
    canStream: rest.canStream ?? true,
    folder: FOLDER,
    expected: rest.isExpected === true ? expected : null,
  }) satisfies ImageState;

const downloading: ImageState = {
  state: 'downloading',
  file: FILE,
  folder: FOLDER,
  doneBytes: 1_008_698_654,
  totalBytes: IMAGE_BYTES,
  how: 'receiving',
  speedBytesPerSec: 11_300_000,
  etaMs: 57_000,
};

const entry = (id: string, name: string, rest: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  id,
  group: 'hosts',
  name,
  architecture: 'x86-64',
  get: { kind: 'sums', sums: 'https://mirror.example.org/SHA256SUMS', file: '*.iso' },
  page: 'https://www.example.org/download',
  evidence: '',
  ...rest,
});
const CATALOGUE: CatalogueView = {
  issued: '2026-10-20',
  from: 'refreshed',
  canRefresh: true,
  entries: [
    entry('proxmox-ve', 'Proxmox VE', { group: 'proxmox' }),
    entry('proxmox-backup-server', 'Proxmox Backup Server', { group: 'proxmox' }),
    entry('debian', 'Debian (netinst)'),
    entry('almalinux-10', 'AlmaLinux 10 (minimal)'),
    entry('esxi', 'VMware ESXi', { group: 'vendor', get: { kind: 'page' } }),
  ],
};

/** An image from an address: the form, the offer, the download. */
export const DOWNLOAD_SCENES: readonly Scene[] = [
  scene('url-form', { state: { imageDialog: { name: 'url', url: '', request: 1 } } }),
  scene('url-form-insecure', { state: { imageDialog: { name: 'url', url: PLAIN.address, request: 1 } } }),
  scene('url-form-wrong', {
    state: { imageDialog: { name: 'url', url: 'mirror.example.org/iso', request: 1 } },
    press: ['url.look'],
  }),
  scene('catalogue', {
    state: { imageDialog: { name: 'catalogue', request: 1 } },
    answers: { 'catalogue.list': () => CATALOGUE },
  }),
  scene('url-looking', { image: { state: 'fetchingHead', name: FILE.address } }),
  scene('url-offered', { image: offered(FILE, { isExpected: true }) }),
  scene('url-offered-insecure', {
    image: offered({ ...PLAIN, sizeBytes: null, canResume: false }, { canStream: false }),
  }),
  scene('download-running', { image: downloading }),
  scene('download-waiting', {
    image: { ...downloading, how: 'waiting', speedBytesPerSec: null, etaMs: null },
  }),
  scene('download-unknown-size', { image: { ...downloading, totalBytes: null, etaMs: null } }),
  scene('download-paused', {
    image: {
      state: 'downloadPaused',
      file: FILE,
      folder: FOLDER,
      doneBytes: 1_008_698_654,
      totalBytes: IMAGE_BYTES,
      failure: null,
    },
  }),
  scene('download-failed', {
    image: {
      state: 'downloadPaused',
      file: FILE,
      folder: FOLDER,
      doneBytes: 1_008_698_654,
      totalBytes: IMAGE_BYTES,
      failure: failure('DOWNLOAD_FAILED'),
    },
  }),
  scene('image-streamed', {
    image: ready({ ...PROXMOX, path: FILE.address, remote: FILE }, { state: 'unknown', expected, failure: null }),
    press: ['action.details'],
  }),
];
