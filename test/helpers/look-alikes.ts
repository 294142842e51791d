import type { System } from '#contract/system.ts';
import type { DiscRecipe } from './disc-image.ts';
import { type WimRecipe, wimFile } from './wim-file.ts';

/** Discs with the marks of real ones, and what must be recognised in each; the rest of the system is as in `PLAIN`. */
export interface LookAlike extends DiscRecipe {
  readonly name: string;
  readonly expected: (Partial<System> & Pick<System, 'product' | 'name'>) | null;
}

/** What an expected system is where nothing else is said. */
export const PLAIN: Omit<System, 'product' | 'name'> = {
  version: null,
  build: null,
  editions: [],
  architecture: 'x86-64',
  role: 'installer',
  evidence: 'content',
  unattended: null,
};

export const X64 = { 'EFI/BOOT/BOOTX64.EFI': 'MZ' };

export function cdInfo(product: string, release: string, isoRelease: string): string {
  return `PRODUCT='${product}'\nPRODUCTLONG='Proxmox'\nRELEASE='${release}'\nISORELEASE='${isoRelease}'\nISONAME='x'\n`;
}

const PVE = { ...X64, '.cd-info': cdInfo('pve', '9.1', '1'), 'proxmox/packages/x.deb': '', 'boot/linux26': 'k' };
const SERVER: WimRecipe = {
  name: 'Windows Server 2025 SERVERSTANDARDCORE',
  arch: 9,
  editionId: 'ServerStandard',
  installationType: 'Server Core',
  build: 26100,
};
const PE: WimRecipe = {
  name: 'Microsoft Windows Setup (amd64)',
  arch: 9,
  editionId: 'WindowsPE',
  installationType: 'WindowsPE',
  build: 26100,
};
export const WINDOWS = {
  'README.TXT': 'This disc contains a "UDF" file system.',
  bootmgr: 'b',
  'setup.exe': 'MZ',
  'sources/boot.wim': wimFile([PE]),
  ...X64,
};

export function treeInfo(name: string, version: string, more = ''): string {
  return `[general]\narch = x86_64\nfamily = ${name}\nname = ${name} ${version}\nversion = ${version}\nvariant = Server\n\n[release]\nname = ${name}\nversion = ${version}\n${more}`;
}

export const LOOK_ALIKES: readonly LookAlike[] = [
  {
    name: 'Proxmox VE',
    label: 'PVE',
    files: PVE,
    expected: { product: 'proxmox-ve', name: 'Proxmox VE', version: '9.1-1' },
  },
  {
    name: 'Proxmox Backup Server without quotes and with Windows line ends',
    label: 'PBS',
    files: { ...X64, '.cd-info': 'PRODUCT=pbs\r\nRELEASE=4.0\r\nISORELEASE=1\r\n' },
    expected: { product: 'proxmox-backup-server', name: 'Proxmox Backup Server', version: '4.0-1' },
  },
  {
    name: 'Proxmox Mail Gateway',
    label: 'PMG',
    files: { '.cd-info': cdInfo('pmg', '8.2', '2') },
    expected: { product: 'proxmox-mail-gateway', name: 'Proxmox Mail Gateway', version: '8.2-2', architecture: null },
  },
  {
    name: 'Proxmox Datacenter Manager',
    label: 'PDM',
    files: { ...X64, '.cd-info': cdInfo('pdm', '1.0', '1') },
    expected: { product: 'proxmox-datacenter-manager', name: 'Proxmox Datacenter Manager', version: '1.0-1' },
  },
  {
    name: 'Proxmox VE with its answers inside',
    label: 'PVE',
    files: { ...PVE, 'auto-installer-mode.toml': 'mode = "iso"\n', 'answer.toml': '[global]\n' },
    expected: {
      product: 'proxmox-ve',
      name: 'Proxmox VE',
      version: '9.1-1',
      unattended: { by: 'proxmox', answersFrom: 'image', source: null },
    },
  },
  {
    name: 'Proxmox VE that fetches its answers; user name and token are not shown',
    label: 'PVE',
    files: {
      ...PVE,
      'auto-installer-mode.toml':
        'mode = "http"\n\n[http]\nurl = "https://me:secret@answers.example.net:8443/a?token=1"\n',
    },
    expected: {
      product: 'proxmox-ve',
      name: 'Proxmox VE',
      version: '9.1-1',
      unattended: { by: 'proxmox', answersFrom: 'network', source: 'answers.example.net' },
    },
  },
  {
    name: 'Proxmox VE that looks for a volume',
    label: 'PVE',
    files: { ...PVE, 'auto-installer-mode.toml': 'mode = "partition"\npartition_label = "fleet-7"\n' },
    expected: {
      product: 'proxmox-ve',
      name: 'Proxmox VE',
      version: '9.1-1',
      unattended: { by: 'proxmox', answersFrom: 'volume', source: 'fleet-7' },
    },
  },
  {
    name: 'a damaged .cd-info with the files of Proxmox VE',
    label: 'PVE',
    files: { ...X64, '.cd-info': '\0\0\0', 'pve-base.squashfs': 'hsqs', 'boot/linux26': 'k' },
    expected: { product: 'proxmox-ve', name: 'Proxmox VE', evidence: 'likely' },
  },
  {
    name: 'VMware ESXi',
    label: 'ESXI-8.0U3B-24280767-STANDARD',
    kind: 'plain',
    files: {
      ...X64,
      'BOOT.CFG':
        'bootstate=0\ntitle=Loading ESXi installer\ntimeout=5\nprefix=\nkernel=/b.b00\nkernelopt=runweasel\nmodules=/jumpstrt.gz\nbuild=8.0.3-0.35.24280767\n',
      'B.B00': 'b',
      'S.V00': 's',
    },
    expected: { product: 'vmware-esxi', name: 'VMware ESXi', version: '8.0U3B', build: '24280767' },
  },
  {
    name: 'VMware ESXi with a maker’s label and a kickstart file',
    label: 'CUSTOM',
    kind: 'plain',
    files: {
      ...X64,
      'BOOT.CFG':
        'title=Loading ESXi installer\nkernel=/b.b00\nkernelopt=runweasel ks=cdrom:/KS.CFG\nbuild=7.0.3-0.125.23794027\n',
    },
    expected: {
      product: 'vmware-esxi',
      name: 'VMware ESXi',
      version: '7.0.3',
      build: '23794027',
      unattended: { by: 'kickstart', answersFrom: 'image', source: null },
    },
  },
  {
    name: 'Windows Server in UDF with an ISO9660 note beside it',
    label: 'SSS_X64FREE_EN-US_DV9',
    kind: 'udf-bridge',
    files: {
      ...WINDOWS,
      'sources/install.wim': wimFile(
        [
          SERVER,
          {
            ...SERVER,
            name: 'Windows Server 2025 SERVERDATACENTER',
            editionId: 'ServerDatacenter',
            installationType: 'Server',
          },
        ],
        100_000,
      ),
    },
    expected: {
      product: 'windows-server',
      name: 'Windows Server 2025',
      build: '26100.1742',
      editions: ['Windows Server 2025 SERVERSTANDARDCORE', 'Windows Server 2025 SERVERDATACENTER'],
    },
  },
  {
    name: 'Hyper-V Server, with answers',
    label: 'HVS',
    kind: 'udf-bridge',
    files: {
      ...WINDOWS,
      'autounattend.xml': '<unattend/>',
      'sources/install.wim': wimFile([
        {
          name: 'Hyper-V Server 2019 SERVERHYPERCORE',
          arch: 9,
          editionId: 'ServerHyperCore',
          installationType: 'Server Core',
          build: 17763,
        },
      ]),
    },
    expected: {
      product: 'hyper-v-server',
      name: 'Hyper-V Server 2019',
      build: '17763.1742',
      editions: ['Hyper-V Server 2019 SERVERHYPERCORE'],
      unattended: { by: 'windows-answer-file', answersFrom: 'image', source: null },
    },
  },
  {
    name: 'Windows 11 for ARM in an ESD',
    label: 'CPBA_A64FRE_EN-US_DV5',
    kind: 'udf-bridge',
    files: {
      ...WINDOWS,
      'sources/install.esd': wimFile([
        { name: 'Windows 11 Pro', arch: 12, editionId: 'Professional', installationType: 'Client', build: 26100 },
      ]),
    },
    expected: {
      product: 'windows',
      name: 'Windows 11',
      build: '26100.1742',
      editions: ['Windows 11 Pro'],
      architecture: 'arm64',
    },
  },
  {
    name: 'Windows PE',
    label: 'DVD_ROM',
    kind: 'udf',
    files: { bootmgr: 'b', 'sources/boot.wim': wimFile([PE]), ...X64 },
    expected: { product: 'windows-pe', name: 'Windows PE', build: '26100.1742', role: 'live' },
  },
  {
    name: 'Fedora Server',
    label: 'Fedora-S-dvd-x86_64-43',
    files: { ...X64, '.treeinfo': treeInfo('Fedora', '43'), '.discinfo': '1760000000.1\nFedora 43\nx86_64\n' },
    expected: { product: 'fedora', name: 'Fedora', version: '43', editions: ['Server'] },
  },
  {
    name: 'Red Hat Enterprise Linux',
    label: 'RHEL-10-0-BaseOS-x86_64',
    files: { ...X64, '.treeinfo': treeInfo('Red Hat Enterprise Linux', '10.0') },
    expected: { product: 'rhel', name: 'Red Hat Enterprise Linux', version: '10.0' },
  },
  {
    name: 'Rocky Linux',
    label: 'Rocky-10-0-x86_64-dvd',
    files: { '.treeinfo': treeInfo('Rocky Linux', '10.0').replace('x86_64', 'aarch64') },
    expected: { product: 'rocky', name: 'Rocky Linux', version: '10.0', architecture: 'arm64' },
  },
  {
    name: 'AlmaLinux',
    label: 'AlmaLinux-10-0-x86_64-dvd',
    files: { '.treeinfo': treeInfo('AlmaLinux', '10.0') },
    expected: { product: 'almalinux', name: 'AlmaLinux', version: '10.0' },
  },
  {
    name: 'Oracle Linux, told by .discinfo alone',
    label: 'OL-9-6-0-BaseOS-x86_64',
    files: { '.discinfo': '1747000000.5\nOracle Linux 9.6\nx86_64\n' },
    expected: { product: 'oracle-linux', name: 'Oracle Linux', version: '9.6' },
  },
  {
    name: 'XCP-ng',
    label: 'XCP-ng_8.3',
    files: {
      ...X64,
      '.treeinfo':
        '[platform]\nname = XCP\nversion = 3.4.0\n\n[branding]\nname = XCP-ng\nversion = 8.3.0\n\n[build]\nnumber = cloud\n',
    },
    expected: { product: 'xcp-ng', name: 'XCP-ng', version: '8.3.0' },
  },
  {
    name: 'Debian',
    label: 'Debian 13.0.0 amd64 n',
    files: {
      ...X64,
      '.disk/info': 'Debian GNU/Linux 13.0.0 "Trixie" - Official amd64 NETINST with firmware 20250809-11:20\n',
      'install.amd/vmlinuz': 'k',
    },
    expected: {
      product: 'debian',
      name: 'Debian GNU/Linux',
      version: '13.0.0',
      build: 'Trixie',
      editions: ['netinst'],
    },
  },
  {
    name: 'Ubuntu Server',
    label: 'Ubuntu-Server 24.04.3 LTS amd64',
    files: {
      ...X64,
      '.disk/info': 'Ubuntu-Server 24.04.3 LTS "Noble Numbat" - Release amd64 (20250805.1)',
      'casper/vmlinuz': 'k',
    },
    expected: { product: 'ubuntu-server', name: 'Ubuntu Server', version: '24.04.3 LTS', build: 'Noble Numbat' },
  },
  {
    name: 'Ubuntu Server that installs by itself',
    label: 'Ubuntu-Server 24.04.3 LTS amd64',
    files: {
      '.disk/info': 'Ubuntu-Server 24.04.3 LTS "Noble Numbat" - Release arm64 (20250805.1)',
      'casper/vmlinuz': 'k',
      'boot/grub/grub.cfg':
        'menuentry "x" {\n\tlinux\t/casper/vmlinuz autoinstall "ds=nocloud;s=/cdrom/nocloud/" ---\n}\n',
    },
    expected: {
      product: 'ubuntu-server',
      name: 'Ubuntu Server',
      version: '24.04.3 LTS',
      build: 'Noble Numbat',
      architecture: 'arm64',
      unattended: { by: 'autoinstall', answersFrom: 'image', source: null },
    },
  },
  {
    name: 'Ubuntu Desktop',
    label: 'Ubuntu 24.04.3 LTS amd64',
    files: { '.disk/info': 'Ubuntu 24.04.3 LTS "Noble Numbat" - Release amd64 (20250805)', 'casper/vmlinuz': 'k' },
    expected: {
      product: 'ubuntu',
      name: 'Ubuntu Desktop',
      version: '24.04.3 LTS',
      build: 'Noble Numbat',
      role: 'live',
    },
  },
  {
    name: 'openSUSE Leap',
    label: 'openSUSE-Leap-15.6-DVD-x86_64710',
    files: {
      'media.1/media':
        'openSUSE - openSUSE-Leap-15.6-x86_64-Build710.3-Media\nopenSUSE-Leap-15.6-x86_64-Build710.3\n1\n',
    },
    expected: { product: 'opensuse', name: 'openSUSE Leap', version: '15.6', build: '710.3' },
  },
  {
    name: 'SUSE Linux Enterprise',
    label: 'SLE-15-SP7-Full-x86_64150.1.001',
    files: {
      'media.1/media': 'SUSE - SLE-15-SP7-Full-x86_64-Build150.1-Media\nSLE-15-SP7-Full-x86_64-Build150.1\n2\n',
    },
    expected: { product: 'sle', name: 'SUSE Linux Enterprise', version: '15 SP7', build: '150.1' },
  },
  {
    name: 'Harvester',
    label: 'COS_LIVE',
    files: { ...X64, 'harvester-release.yaml': 'harvester: v1.6.0\nharvesterChart: 1.6.0\nos: Harvester v1.6.0\n' },
    expected: { product: 'harvester', name: 'Harvester', version: '1.6.0' },
  },
  {
    name: 'TrueNAS',
    label: 'ISOIMAGE',
    files: {
      ...X64,
      'TrueNAS-SCALE.update': 'hsqs',
      'boot/grub/grub.cfg': 'menuentry "Start TrueNAS SCALE Installation" {}',
    },
    expected: { product: 'truenas', name: 'TrueNAS' },
  },
  {
    name: 'Nutanix CE, by its label',
    label: 'PHOENIX',
    files: { ...X64, 'boot/kernel': 'k' },
    expected: { product: 'nutanix-ce', name: 'Nutanix CE', evidence: 'likely' },
  },
  { name: 'a disc of photographs called PVE', label: 'PVE', files: { 'photo.jpg': 'x' }, expected: null },
  {
    name: 'a .cd-info of an unknown product',
    label: 'X',
    files: { '.cd-info': cdInfo('__proto__', '1', '1') },
    expected: null,
  },
  {
    name: 'an install.wim that is none',
    label: 'X',
    kind: 'udf',
    files: { 'sources/install.wim': 'MSWIM' },
    expected: null,
  },
  {
    name: 'hostile words in .disk/info',
    label: 'X',
    files: { '.disk/info': 'Evil\u202eOS\u0007 1.0 "x\ny" - Official amd64\n' },
    expected: null,
  },
];
