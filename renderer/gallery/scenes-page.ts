import type { FolderListing } from '#contract/methods.ts';
import type { ImageState } from '#contract/session.ts';
import { failure } from './sample-failures.ts';
import { HOSTILE, KINGSTON, LOCKED, SAMSUNG, SANDISK, TWIN } from './sample-drives.ts';
import {
  IMAGE_BYTES,
  LARGE_SECTORS,
  LIKELY,
  OLD_DISC,
  OTHER_SHA256,
  PACKED,
  PREPARED,
  PROXMOX,
  ready,
  ROCKY,
  SHA256,
  UNREAD_UDF,
  WINDOWS,
} from './sample-image.ts';
import { MIXED, type Scene, scene } from './scene.ts';

const digests = { fileSha256: SHA256, imageSha256: SHA256, fileSha512: null, imageSha512: null };
const expected = {
  algorithm: 'sha256',
  digest: SHA256,
  from: 'file',
  fileName: 'SHA256SUMS',
  signature: null,
  unknownKeys: [],
} as const;
const ownChecksum = (actual: string) => ({ expected: SHA256.slice(0, 32), actual: actual.slice(0, 32) });
const signature = {
  signer: 'Debian CD signing key <debian-cd@lists.debian.org>',
  fingerprint: 'DF9B9C49EAA9298432589D76DA87E80D6294BE9B',
  keyFrom: 'vendor',
  vendor: 'Debian',
  signedAt: '2026-11-12T10:00:00.000Z',
  fileName: 'SHA256SUMS.sign',
} as const;
const GOOD = ready(PROXMOX, { state: 'matched', expected, digests, of: 'file' });

const LISTING: FolderListing = {
  folder: { path: '/srv/iso', name: 'iso' },
  parent: '/srv',
  folders: [
    { path: '/srv/iso/archive', name: 'archive' },
    { path: '/srv/iso/windows', name: 'windows' },
  ],
  files: [
    {
      path: '/srv/iso/debian-13.2.0-amd64-netinst.iso',
      name: 'debian-13.2.0-amd64-netinst.iso',
      sizeBytes: 792_723_456,
      modifiedAtMs: 1_762_900_000_000,
      isLikelyImage: true,
    },
    {
      path: '/srv/iso/proxmox-ve_9.1-1.iso',
      name: 'proxmox-ve_9.1-1.iso',
      sizeBytes: IMAGE_BYTES,
      modifiedAtMs: 1_763_800_000_000,
      isLikelyImage: true,
    },
    {
      path: '/srv/iso/raspios.img.xz',
      name: '2026-10-02-raspios-trixie-arm64-lite.img.xz',
      sizeBytes: 512_884_212,
      modifiedAtMs: 1_763_700_000_000,
      isLikelyImage: true,
    },
    { path: '/srv/iso/README', name: 'README', sizeBytes: 812, modifiedAtMs: 1_763_700_000_000, isLikelyImage: false },
  ],
  isCut: false,
};

const inspecting: ImageState = { state: 'inspecting', path: PROXMOX.path, name: PROXMOX.name };
const uploading: ImageState = {
  state: 'uploading',
  name: PROXMOX.name,
  doneBytes: 562_000_000,
  totalBytes: IMAGE_BYTES,
};
const rejected: ImageState = {
  state: 'rejected',
  path: PROXMOX.path,
  name: PROXMOX.name,
  failure: failure('IMAGE_TRUNCATED'),
};
const changed: ImageState = {
  state: 'rejected',
  path: PROXMOX.path,
  name: PROXMOX.name,
  failure: failure('IMAGE_CHANGED'),
};

/** The Write place without a review or a job. */
export const PAGE_SCENES: readonly Scene[] = [
  scene('starting', { state: { session: null, info: null }, connection: 'lost', answers: {} }),
  scene('refused', { isRefused: true }),
  scene('image-none'),
  scene('image-none-desktop', {
    abilities: { canChooseFile: true, canBrowse: false, isFileCopied: false, canPractice: false },
  }),
  scene('image-drop', { isDragging: true }),
  scene('image-uploading', { image: uploading }),
  scene('image-inspecting', { image: inspecting }),
  scene('image-ready', { image: ready(PROXMOX) }),
  scene('image-details', { image: ready(PROXMOX), press: ['action.details'] }),
  scene('image-packed', { image: ready(PACKED) }),
  scene('image-disc', { image: ready(OLD_DISC), press: ['boot.anyway'] }),
  scene('image-raw-allowed', { image: { ...ready(WINDOWS), isRawAllowed: true } }),
  scene('image-sectors', { image: ready(LARGE_SECTORS), state: { ticked: [SANDISK.id] } }),
  scene('image-prepared', { image: ready(PREPARED) }),
  scene('image-windows', { image: ready(WINDOWS), press: ['action.details'] }),
  scene('image-udf-unread', { image: ready(UNREAD_UDF) }),
  scene('image-likely', { image: ready(LIKELY) }),
  scene('image-rejected', { image: rejected }),
  scene('image-changed', { image: changed }),
  scene('browse', {
    press: ['image.choose'],
    answers: {
      'image.browse': () => LISTING,
      'image.roots': () => [
        { path: '/root', name: 'root', kind: 'home' },
        { path: '/root/Downloads', name: 'Downloads', kind: 'downloads' },
        { path: '/', name: '/', kind: 'computer' },
        { path: '/media/iso', name: 'ISO-STORE', kind: 'volume' },
      ],
    },
  }),
  scene('checksum-dialog', { image: ready(PROXMOX), press: ['checksum.check'] }),
  scene('checksum-computing', {
    image: ready(PROXMOX, { state: 'computing', expected: null, doneBytes: 694_513_000, totalBytes: IMAGE_BYTES }),
  }),
  scene('checksum-computed', { image: ready(PROXMOX, { state: 'computed', digests }), press: ['checksum.show'] }),
  scene('checksum-matched', { image: GOOD }),
  scene('trust-signed', {
    image: ready(PROXMOX, { state: 'matched', expected: { ...expected, signature }, digests, of: 'file' }),
  }),
  scene('trust-own-key', {
    image: ready(PROXMOX, {
      state: 'matched',
      expected: {
        ...expected,
        from: 'signature',
        fileName: 'proxmox-ve_9.1-1.iso.asc',
        signature: {
          ...signature,
          keyFrom: 'user',
          vendor: null,
          signer: 'Proxmox Release Team <release@example.net>',
          fileName: 'proxmox-ve_9.1-1.iso.asc',
        },
      },
      digests,
      of: 'file',
    }),
  }),
  scene('trust-unknown-key', {
    image: ready(PROXMOX, {
      state: 'matched',
      expected: { ...expected, from: 'beside', unknownKeys: ['DA87E80D6294BE9B'] },
      digests,
      of: 'file',
    }),
  }),
  scene('embedded-equal', {
    image: ready(ROCKY, { state: 'computed', digests: { ...digests, embedded: ownChecksum(SHA256) } }),
  }),
  scene('embedded-differs', {
    image: ready(ROCKY, {
      state: 'distrusted',
      failure: failure('EMBEDDED_CHECKSUM_MISMATCH'),
      digests: { ...digests, embedded: ownChecksum(OTHER_SHA256) },
    }),
    state: { ticked: [SANDISK.id] },
  }),
  scene('embedded-outweighed', {
    image: ready(ROCKY, {
      state: 'matched',
      expected,
      digests: { ...digests, embedded: ownChecksum(OTHER_SHA256) },
      of: 'file',
    }),
  }),
  scene('trust-bad-signature', {
    image: ready(PROXMOX, { state: 'distrusted', failure: failure('SIGNATURE_INVALID'), digests }),
    state: { ticked: [SANDISK.id] },
  }),
  scene('checksum-mismatched', {
    image: ready(PROXMOX, {
      state: 'mismatched',
      expected,
      digests: { ...digests, fileSha256: OTHER_SHA256, imageSha256: OTHER_SHA256 },
    }),
    state: { ticked: [SANDISK.id] },
  }),
  scene('checksum-file-refused', {
    image: ready(PROXMOX),
    state: {
      trustTold: [
        {
          fileName: 'SHA256SUMS',
          outcome: 'refused',
          reason: 'other-files',
          names: ['debian-13.iso', 'debian-12.iso'],
        },
        { fileName: 'release.asc', outcome: 'key', owners: ['Proxmox Release Team <release@example.net>'] },
      ],
    },
  }),
  scene('drives-looking', { image: GOOD, drives: { state: 'scanning' } }),
  scene('drives-none', { image: GOOD, drives: { state: 'listed', drives: [] } }),
  scene('drives-only-locked', { image: GOOD, drives: { state: 'listed', drives: LOCKED } }),
  scene('drives-failed', { image: GOOD, drives: { state: 'failed', failure: failure('DRIVE_LIST_FAILED') } }),
  scene('drives-unread', {
    image: GOOD,
    drives: {
      state: 'listed',
      drives: [SANDISK, KINGSTON].map((drive) => ({ ...drive, partitionTable: 'unknown', partitions: [] })),
    },
  }),
  scene('drives-mixed', { image: GOOD, drives: MIXED }),
  scene('drives-details', { image: GOOD, drives: MIXED, press: ['drives.partitions'] }),
  scene('drives-ticked', { image: GOOD, drives: MIXED, state: { ticked: [SANDISK.id, SAMSUNG.id] } }),
  scene('drives-twins', {
    image: GOOD,
    drives: { state: 'listed', drives: [SANDISK, TWIN] },
    state: { appearedAtMs: { [SANDISK.id]: null, [TWIN.id]: Date.now() } },
  }),
  scene('drives-vanished', {
    image: GOOD,
    state: { ticked: [KINGSTON.id], lost: [{ name: 'SanDisk Ultra Fit', why: 'gone', missingBytes: 0 }] },
  }),
  scene('drives-hostile', {
    image: GOOD,
    drives: { state: 'listed', drives: [HOSTILE] },
    state: { ticked: [HOSTILE.id] },
  }),
  scene('drives-unlock', { image: GOOD, drives: MIXED, press: ['drives.unlock'] }),
  scene('drives-practice', { image: GOOD, press: ['practice.make'] }),
  scene('strip-remote', { image: GOOD, info: { isRemote: true } }),
  scene('strip-demo', { image: GOOD, info: { isDemo: true } }),
  scene('strip-lost', { image: GOOD, connection: 'lost' }),
  scene('strip-failure', { image: GOOD, state: { notice: failure('NOT_ALLOWED') } }),
];
