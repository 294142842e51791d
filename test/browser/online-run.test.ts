import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, openPage, startApp } from '../helpers/app-page.ts';
import { makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { FaultServer } from '../helpers/fault-server.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import type { TestedApp } from '../helpers/served-app.ts';
import { testedHost } from '../helpers/tested-host.ts';
import { VendorProxy, vendorProxyMissing } from '../helpers/vendor-proxy.ts';
import { WindowApp } from '../helpers/window-app.ts';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 12 * MIB;
const DRIVE_BYTES = 32 * MIB;
const LONG_MS = 30_000;
const VENDOR = 'enterprise.proxmox.com';
const PVE = 'proxmox-ve_9.9-1.iso';
const PBS = 'proxmox-backup-server_9.9-1.iso';
const PAGE = '<!doctype html><title>Sign in</title><p>Sign in to the network of this hotel.';
const missing = (await browserMissing()) ?? (await loopDevicesMissing()) ?? (await vendorProxyMissing());

describe('3 ways to an image: addresses and the catalogue, onto a real drive', { skip: missing ?? false }, () => {
  let home = '';
  let imagePath = '';
  let sha256 = '';
  let browser: Browser;
  let app: TestedApp;
  let server: FaultServer;
  let proxy: VendorProxy;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'stickwright-online-'));
    await mkdir(join(home, 'Downloads'));
    imagePath = join(home, 'image-of-the-test');
    sha256 = await makeBootableImage(imagePath, IMAGE_BYTES);
    const image = await readFile(imagePath);
    const wrong = createHash('sha256').update('another image').digest('hex');
    server = await FaultServer.start({
      files: new Map([
        ['/any/installer.iso', image],
        [`/iso/${PVE}`, image],
        [`/iso/${PBS}`, image],
        ['/iso/SHA256SUMS', Buffer.from(`${sha256}  ${PVE}\n${wrong}  ${PBS}\n`)],
      ]),
      fault: ({ request: { url }, response }) => {
        if (url !== '/hotel/installer.iso') return false;
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': PAGE.length }).end(PAGE);
        return true;
      },
    });
    proxy = await VendorProxy.start({ server, hosts: [VENDOR], folder: home });
    browser = await openBrowser();
    app = await startApp(browser, {
      args: ['--virtual'],
      env: {
        HOME: home,
        XDG_CONFIG_HOME: '',
        XDG_STATE_HOME: '',
        XDG_CACHE_HOME: '',
        // a window asks the system, as below
        HTTPS_PROXY: testedHost === 'window' ? '' : proxy.address,
        https_proxy: '',
        ALL_PROXY: '',
        all_proxy: '',
        HTTP_PROXY: '',
        http_proxy: '',
        NODE_EXTRA_CA_CERTS: proxy.caFile,
      },
    });
  });
  beforeEach(() => {
    setSystemProxy(`PROXY ${new URL(proxy.address).host}; DIRECT`);
  });
  after(async () => {
    await app.close();
    await browser.close();
    await proxy.close();
    await server.close();
    await rm(home, { recursive: true, force: true });
  });

  /** What the system would do to reach the vendor; all else is reached without a proxy. */
  function setSystemProxy(answer: string): void {
    if (!(app instanceof WindowApp)) return;
    app.standIn.world.proxyOf = (origin) => (new URL(origin).hostname === VENDOR ? answer : 'DIRECT');
  }

  async function attach(t: TestContext, name: string): Promise<LoopDevice> {
    const backingPath = await makeSparseFile(join(home, `${name}.img`), DRIVE_BYTES);
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
    cleanUp(t, () => drive.detach());
    return drive;
  }

  async function open(t: TestContext): Promise<AppPage> {
    const page = await openPage(t, browser, { app });
    page.context.setDefaultTimeout(LONG_MS);
    const another = page.button(page.t('result.newImage'));
    await page.button(page.t('url.open')).or(another).first().waitFor();
    if (await another.isVisible()) await another.click();
    server.requests.length = 0;
    proxy.asked.length = 0;
    return page;
  }

  /** Asks for an entry of the catalogue, up to what its server has. */
  async function choose(page: AppPage, name: string): Promise<void> {
    await page.button(page.t('catalogue.open')).click();
    const dialog = page.dialog(page.t('catalogue.title'));
    await dialog.getByRole('textbox', { name: page.t('catalogue.search') }).fill(name);
    await dialog.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    assert.deepEqual(proxy.asked, [], 'looking through the catalogue goes nowhere');
    await dialog.getByRole('button', { name: page.t('url.look') }).click();
  }

  async function writeTo(page: AppPage, name: string): Promise<void> {
    await page.page.getByRole('checkbox', { name: new RegExp(name) }).check();
    await page.review();
    await page.eraseButton.click();
    await page.heading(page.t('result.verified', { count: 1 })).waitFor();
  }

  it('an address pasted on the page is looked at, then read from its server onto the drive', async (t) => {
    const drive = await attach(t, 'kilo');
    const page = await open(t);
    await paste(page, server.url('/any/installer.iso?ticket=s3cr3t'));
    const dialog = page.dialog(page.t('url.title'));
    await dialog.getByText(page.t('url.insecure')).waitFor();
    assert.deepEqual(server.requests, [], 'nothing goes online before the button that says so');
    await dialog.getByRole('textbox', { name: page.t('url.expected') }).fill(sha256.toUpperCase());
    await dialog.getByRole('button', { name: page.t('url.look') }).click();
    await page.says(page.t('url.expectedKept'));
    assert.doesNotMatch(await page.page.content(), /ticket=|s3cr3t/, 'what may be a secret is not shown');
    await page.page.getByRole('checkbox', { name: page.t('url.keep') }).uncheck();
    await page.button(page.t('url.stream')).click();
    await page.lookedAt('installer.iso');
    await writeTo(page, 'kilo');
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
    assert.deepEqual(await readdir(join(home, 'Downloads')), [], 'nothing is kept');
  });

  it('the newest image of the catalogue is downloaded, compared with its checksum and written', async (t) => {
    const drive = await attach(t, 'lima');
    const page = await open(t);
    await choose(page, 'Proxmox VE');
    await page.says(PVE);
    assert.deepEqual([...new Set(proxy.asked)], [`${VENDOR}:443`], 'all goes by the proxy');
    assert.equal(server.requests[0]?.path, '/iso/SHA256SUMS', 'which image is the newest is asked first');
    await page.button(page.t('url.download')).click();
    await page.lookedAt(PVE);
    await page.says(page.t('checksum.matchedCatalogue'));
    await writeTo(page, 'lima');
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
    assert.deepEqual(await readdir(join(home, 'Downloads')), [PVE]);
  });

  it('a web page instead of an image says so, why, and what to do', async (t) => {
    const page = await open(t);
    for (const [path, happened, cause] of [
      ['/hotel/installer.iso', 'download.happened.error-page', 'download.cause.error-page'],
      ['/none/installer.iso', 'download.happened.status', 'download.cause.gone'],
    ] as const) {
      await paste(page, server.url(path));
      await page
        .dialog(page.t('url.title'))
        .getByRole('button', { name: page.t('url.look') })
        .click();
      const address = server.url(path);
      await page.says(page.t(happened, { address, status: 404 }));
      await page.says(page.t(cause));
      await page.says(page.t('failure.todo'));
      await page.says(page.t('download.todo.look-there'));
      assert.equal(await page.reviewButton.isDisabled(), true);
    }
  });

  it('an image that is not the published one is refused with cause and remedy', async (t) => {
    const page = await open(t);
    await choose(page, 'Proxmox Backup Server');
    await page.says(PBS);
    await page.button(page.t('url.download')).click();
    await page.says(page.t('error.CHECKSUM_MISMATCH.title'));
    await page.says(page.t('error.CHECKSUM_MISMATCH.cause'));
    await page.says(page.t('remedy.download-again'));
    assert.equal(await page.reviewButton.isDisabled(), true);
    assert.ok(!(await readdir(join(home, 'Downloads'))).includes(PBS), 'it does not stay under its name');
  });

  it('a proxy of the system that cannot be used is told', {
    skip: testedHost === 'web' ? 'only a window asks the system' : false,
  }, async (t) => {
    const page = await open(t);
    setSystemProxy('SOCKS5 127.0.0.1:9050; DIRECT');
    await choose(page, 'Proxmox VE');
    await page.says(page.t('download.happened.proxy-kind', { address: `https://${VENDOR}/iso/SHA256SUMS` }));
    await page.says(page.t('download.cause.proxy-kind'));
    await page.says(page.t('download.todo.proxy'));
    assert.deepEqual(proxy.asked, [], 'nothing goes around it');
  });
});

/** Pastes a text where no field has the focus. */
async function paste({ page }: AppPage, text: string): Promise<void> {
  await page.getByRole('main').evaluate((main, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    main.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
  }, text);
}
