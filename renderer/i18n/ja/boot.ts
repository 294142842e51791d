import type { enBoot } from '../en/boot.ts';
import type { TranslatedMessage } from '../message.ts';

export const jaBoot = {
  'boot.startsOn': '起動',
  'boot.firmware.bios': 'BIOS',
  'boot.firmware.uefi-x64': 'UEFI',
  'boot.firmware.uefi-arm64': 'UEFI (Arm)',
  'boot.firmware.uefi-ia32': 'UEFI (32 ビット)',
  'boot.yes': '{firmware}: 可。',
  'boot.no': '{firmware}: 不可。',
  'boot.unknown': '{firmware}: 判定できません。',
  'boot.uefiSigned': '{firmware}: 可 (セキュアブート用の署名あり)。',
  'boot.uefiNotSigned': '{firmware}: 可 (セキュアブートは無効にする必要あり)。',

  'boot.reason.boot-code': '起動コードがあります。',
  'boot.reason.loader': 'ローダーがあります。',
  'boot.reason.no-boot-sector': 'ブートセクターがありません。',
  'boot.reason.no-boot-code': '先頭セクターに起動コードがありません。',
  'boot.reason.no-active-partition': 'アクティブで起動できるパーティションがありません。',
  'boot.reason.says-not-bootable': '起動コードは「起動できない」と表示するだけのものです。',
  'boot.reason.no-fat': 'ローダーを探す FAT ボリュームがありません。',
  'boot.reason.no-loader': '対応するローダーがありません。',
  'boot.reason.loader-damaged': 'ローダーの名前のファイルが、対応するプログラムではありません。',
  'boot.reason.disc-only': '光学ディスク用に作られています。USB から起動できるコンピューターはわずかです。',
  'boot.reason.code-unknown': '既知の起動コードではありません。',
  'boot.reason.out-of-reach': '判定に必要な部分が圧縮されています。',
  'boot.reason.damaged': '判定に必要な部分が破損しています。',

  'boot.secureBoot': 'セキュアブート',
  'boot.secure.signed-microsoft': '署名されたローダーがあります。',
  'boot.secure.signed-windows': 'Windows 用に署名されたローダーがあります。',
  'boot.secure.signed-other': '判定できません。出荷時のコンピューターが持たない鍵で署名されています。',
  'boot.secure.not-signed': 'ローダーに署名がないため、セキュアブートを無効にする必要があります。',
  'boot.secure.no-loader': 'ローダーがありません。',
  'boot.secure.out-of-reach': '判定できません。ローダーが圧縮されています。',
  'boot.secure.damaged': '判定できません。ローダーを読み取れません。',

  'boot.write.hybrid': 'そのままコピーします。USB ドライブにそのまま書き込むためのイメージです。',
  'boot.write.disk': 'そのままコピーします。ディスク全体のイメージです。',
  'boot.write.volume': 'そのままコピーします。単独で起動できるボリュームです。',
  'boot.write.no-table': 'そのままコピーしますが、起動しない可能性があります。',
  'boot.write.other': '別の方法が必要です ({system})。そのままコピーしても、ほとんどのコンピューターで起動しません。',
  'boot.anyway': '上級者向け: それでもそのままコピーする',
  'boot.anywayWhy':
    'このイメージにはパーティションテーブルがありません。そのまま書き込むと、ほとんどのコンピューターはドライブから起動できません。起動できると分かっている場合だけ使ってください。',
  'boot.anywayAllow': 'それでもそのままコピーする',
  'boot.anywayReview':
    '別の方法が必要なイメージ ({system}) をそのままコピーします。ほとんどのコンピューターで起動しません。',
  'boot.system.esxi': 'VMware ESXi',
  'boot.system.windows': 'Windows セットアップ',
  'boot.system.disc': '起動ディスク',

  'boot.detail.code': 'BIOS 起動コード',
  'boot.detail.loader': 'UEFI ローダー',
  'boot.detail.catalogue': 'ディスク用の項目',
  'boot.sectorTrap':
    'このイメージには {image} バイトセクターが必要ですが、このドライブは {drive} バイトです。コンピューターはパーティションを見つけられません。',
} as const satisfies { readonly [K in keyof typeof enBoot]: TranslatedMessage };
