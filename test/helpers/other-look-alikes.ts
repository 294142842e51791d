import { type LookAlike, treeInfo, WINDOWS, X64 } from './look-alikes.ts';
import { wimFile } from './wim-file.ts';

/** Discs of other versions, other spellings, and with files missing. */
export const OTHER_LOOK_ALIKES: readonly LookAlike[] = [
  {
    name: 'Proxmox Backup Server whose .cd-info is gone',
    label: 'PBS',
    files: { ...X64, 'pbs-base.squashfs': 'hsqs', 'boot/linux26': 'k' },
    expected: { product: 'proxmox-backup-server', name: 'Proxmox Backup Server', evidence: 'likely' },
  },
  {
    name: 'a product of Proxmox that came later',
    label: 'PXX',
    files: { ...X64, '.cd-info': "PRODUCT='pxx'\nPRODUCTLONG='Proxmox Storage Server'\nRELEASE='1.0'\n" },
    expected: { product: 'linux', name: 'Proxmox Storage Server', version: '1.0' },
  },
  {
    name: 'VMware ESX 9, without the I',
    label: 'ESX-9.0.0.0.24755229',
    kind: 'plain',
    files: { ...X64, 'BOOT.CFG': 'title = Loading ESX installer\nkernel=/b.b00\nbuild=9.0.0-0.24755229\n' },
    expected: { product: 'vmware-esxi', name: 'VMware ESX', version: '9.0.0.0', build: '24755229' },
  },
  {
    name: 'VMware ESXi 6.7, by label and old kernel name',
    label: 'ESXI-6.7.0-20190802001-STANDARD',
    kind: 'plain',
    files: { 'BOOT.CFG': 'bootstate=0\nkernel=/tboot.b00\n', 'B.B00': 'b', 'S.V00': 's' },
    expected: {
      product: 'vmware-esxi',
      name: 'VMware ESXi',
      version: '6.7.0',
      build: '20190802001',
      architecture: null,
    },
  },
  {
    name: 'Windows 10 for two architectures',
    label: 'ESD-ISO',
    kind: 'udf-bridge',
    files: {
      ...WINDOWS,
      'x64/sources/install.esd': wimFile([
        { name: 'Windows 10 Pro', arch: 9, editionId: 'Professional', installationType: 'Client', build: 19045 },
      ]),
    },
    expected: { product: 'windows', name: 'Windows 10', build: '19045.1742', editions: ['Windows 10 Pro'] },
  },
  {
    name: 'CentOS Stream',
    label: 'CentOS-Stream-10-BaseOS-x86_64',
    files: { '.treeinfo': treeInfo('CentOS Stream', '10') },
    expected: { product: 'centos', name: 'CentOS Stream', version: '10' },
  },
  {
    name: 'Oracle Linux Server',
    label: 'OL-10-0-0-BaseOS-x86_64',
    files: { '.treeinfo': treeInfo('Oracle Linux Server', '10.0') },
    expected: { product: 'oracle-linux', name: 'Oracle Linux', version: '10.0' },
  },
  {
    name: 'AlmaLinux by its label alone',
    label: 'AlmaLinux-9-6-x86_64-dvd',
    files: { 'images/install.img': 'hsqs' },
    expected: { product: 'almalinux', name: 'AlmaLinux', version: '9.6', evidence: 'likely' },
  },
  {
    name: 'Fedora Workstation live, by its label alone',
    label: 'Fedora-WS-Live-43-1-6',
    files: { ...X64, 'LiveOS/squashfs.img': 'hsqs' },
    expected: { product: 'fedora', name: 'Fedora', version: '43', evidence: 'likely', role: 'live' },
  },
  {
    name: 'a relative of Red Hat that is not known, by its own name',
    label: 'X',
    files: { '.treeinfo': treeInfo('EuroLinux', '9.6') },
    expected: { product: 'linux', name: 'EuroLinux', version: '9.6' },
  },
  {
    name: 'XenServer, whose platform is XCP',
    label: 'XenServer-8',
    files: {
      ...X64,
      '.treeinfo': '[platform]\nname = XCP\nversion = 3.4.0\n\n[branding]\nname = XenServer\nversion = 8.4.0\n',
    },
    expected: { product: 'xenserver', name: 'XenServer', version: '8.4.0' },
  },
  {
    name: 'Debian testing, which has no number',
    label: 'Debian testing amd64 n',
    files: {
      ...X64,
      '.disk/info': 'Debian GNU/Linux testing "Forky" - Official Snapshot amd64 NETINST 20261101-04:20\n',
      'install.amd/vmlinuz': 'k',
    },
    expected: {
      product: 'debian',
      name: 'Debian GNU/Linux',
      version: 'testing',
      build: 'Forky',
      editions: ['netinst'],
    },
  },
  {
    name: 'TrueNAS CORE',
    label: 'TRUENAS',
    files: { 'TrueNAS-MANIFEST': '{"Packages": [], "Sequence": "TrueNAS-13.3-U1.2", "Train": "TrueNAS-13.3-STABLE"}' },
    expected: { product: 'truenas', name: 'TrueNAS CORE', version: '13.3-U1.2' },
  },
  {
    name: 'TrueNAS of a later name, with its version in the menu',
    label: 'ISOIMAGE',
    files: {
      ...X64,
      'TrueNAS.update': 'hsqs',
      'boot/grub/grub.cfg': 'menuentry "Start TrueNAS Community Edition 25.10.0.1 Installation" {}',
    },
    expected: { product: 'truenas', name: 'TrueNAS', version: '25.10.0.1' },
  },
  {
    name: 'openSUSE Leap 16, by its label alone',
    label: 'Install-Leap-16.0-x86_64',
    files: { ...X64, 'LiveOS/squashfs.img': 'hsqs' },
    expected: { product: 'opensuse', name: 'openSUSE Leap', version: '16.0', evidence: 'likely' },
  },
  {
    name: 'SLES 16, by its label alone',
    label: 'SLES-16.0-Online-x86_64',
    files: { ...X64, 'LiveOS/squashfs.img': 'hsqs' },
    expected: { product: 'sle', name: 'SUSE Linux Enterprise', version: '16.0', evidence: 'likely' },
  },
  {
    name: 'openSUSE Tumbleweed',
    label: 'openSUSE-Tumbleweed-DVD-x86_64',
    files: {
      'media.1/media':
        'openSUSE - openSUSE-Tumbleweed-DVD-x86_64-Build2054.1-Media\nopenSUSE-Tumbleweed-DVD-x86_64-Snapshot20261101-Media\n1\n',
    },
    expected: { product: 'opensuse', name: 'openSUSE Tumbleweed', version: '20261101', build: '2054.1' },
  },
  {
    name: 'a virtual machine server of Oracle',
    label: 'OVM',
    files: { '.discinfo': '1.1\nOracle VM Server 3\nx86_64\n' },
    expected: null,
  },
];
