// Signs a list of images: node scripts/sign-catalogue.mjs LIST.json > LIST.json.sig
// The private key (PEM, Ed25519) comes from the environment variable CATALOGUE_PRIVATE_KEY and is kept nowhere here.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './source-files.mjs';

const [list] = process.argv.slice(2);
const key = process.env['CATALOGUE_PRIVATE_KEY'];
if (list === undefined || key === undefined) {
  console.error(
    'Usage: CATALOGUE_PRIVATE_KEY="$(cat key.pem)" node scripts/sign-catalogue.mjs LIST.json > LIST.json.sig',
  );
  process.exit(2);
}
const privateKey = createPrivateKey(key);
const known = JSON.parse(readFileSync(path.join(root, 'assets/catalogue/public-key.json'), 'utf8'));
if (createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) !== known.pem) {
  console.error('This is not the key that the program trusts (assets/catalogue/public-key.json)');
  process.exit(1);
}
process.stdout.write(`${sign(null, readFileSync(list), privateKey).toString('base64')}\n`);
