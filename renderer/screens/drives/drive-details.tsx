import type { Drive, Partition } from '#contract/drive.ts';
import { formatBinarySize, formatExactBytes } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { fileSystemName } from '../../state/drive-words.ts';
import { DriveContents } from './drive-contents.tsx';

/** Every partition, the device node, the exact size. */
export function DriveDetails({ drive }: { readonly drive: Drive }) {
  const { t, locale } = useText();
  const isBinary = useAppState(({ session }) => session?.settings.units === 'binary');
  const { identity, partitions } = drive;
  const binary = isBinary ? ` (${formatBinarySize(identity.sizeBytes, locale)})` : '';
  return (
    <>
      {partitions.length === 0 ? (
        <p className="muted small">{t(drive.partitionTable === 'unknown' ? 'content.unknown' : 'partition.none')}</p>
      ) : (
        <Partitions partitions={partitions} />
      )}
      <Facts isCompact>
        <Fact name={t('partition.device')}>
          <bdi className="mono">{identity.devicePath}</bdi>
        </Fact>
        <Fact name={t('partition.exact')}>
          <span className="number">{formatExactBytes(identity.sizeBytes, locale) + binary}</span>
        </Fact>
        <Fact name={t('partition.serial')}>
          <bdi className="mono">{identity.serial ?? t('partition.unknown')}</bdi>
        </Fact>
        <Fact name={t('partition.table')}>{tableName(drive, t)}</Fact>
      </Facts>
      <DriveContents drive={drive} />
      <PracticeRemove drive={drive} />
    </>
  );
}

function tableName({ partitionTable }: Drive, t: ReturnType<typeof useText>['t']): string {
  switch (partitionTable) {
    case 'gpt':
    case 'mbr':
    case 'none':
      return t(`image.table.${partitionTable}`);
    case 'other':
      return t('partition.tableOther');
    case 'unknown':
      return t('partition.tableUnknown');
    default:
      return partitionTable satisfies never;
  }
}

function Partitions({ partitions }: { readonly partitions: readonly Partition[] }) {
  const { t } = useText();
  return (
    <div className="table-scroll">
      <table className="partitions">
        <thead>
          <tr>
            <th scope="col">{t('partition.number')}</th>
            <th scope="col">{t('partition.label')}</th>
            <th scope="col">{t('partition.system')}</th>
            <th scope="col" className="end">
              {t('partition.size')}
            </th>
            <th scope="col" className="end">
              {t('partition.used')}
            </th>
            <th scope="col">{t('partition.mount')}</th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((partition) => (
            <PartitionRow key={partition.devicePath} partition={partition} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PartitionRow({ partition }: { readonly partition: Partition }) {
  const { t, show } = useText();
  const { number, label, fileSystem, sizeBytes, usedBytes, mountPoints } = partition;
  const unknownUse = mountPoints.length === 0 ? t('partition.unmounted') : t('partition.unknown');
  return (
    <tr>
      <td>{number === 0 ? t('partition.whole') : number}</td>
      <td>{label === null ? '–' : <bdi>{label}</bdi>}</td>
      <td>{fileSystem === null ? '–' : fileSystemName(fileSystem)}</td>
      <td className="end number">{show({ sizeBytes })}</td>
      <td className="end number">{usedBytes === null ? unknownUse : show({ sizeBytes: usedBytes })}</td>
      <td>
        {mountPoints.length === 0 ? t('partition.notMounted') : <bdi className="mono">{mountPoints.join(', ')}</bdi>}
      </td>
    </tr>
  );
}

/** A practice drive is the user's own file: it can be deleted here. */
function PracticeRemove({ drive }: { readonly drive: Drive }) {
  const { t } = useText();
  const { host } = useApp();
  const send = useSend();
  if (drive.identity.bus !== 'file' || !host.abilities.canPractice) return null;
  return (
    <div>
      <Button size="small" onPress={() => send({ type: 'practice.removeAsked', driveId: drive.id })}>
        {t('practice.remove')}
      </Button>
    </div>
  );
}
