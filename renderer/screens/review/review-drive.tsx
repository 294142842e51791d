import { useState } from 'react';
import type { Boot } from '#contract/boot.ts';
import type { Drive, Partition } from '#contract/drive.ts';
import type { PlannedDrive } from '#contract/session.ts';
import { useText } from '../../i18n/text-context.tsx';
import { CheckIcon, WarningIcon } from '../../parts/icons.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useSend } from '../../state/app-context.tsx';
import { sectorTrapWords } from '../../state/boot-words.ts';
import { isRightCode } from '../../state/drive-lock.ts';
import { DriveContents } from '../drives/drive-contents.tsx';
import { askCodeWords, volumesOf, volumeWords, whereWords } from '../../state/drive-words.ts';

interface ReviewDriveProps {
  readonly planned: PlannedDrive;
  readonly boot: Boot;
  readonly code: string;
  readonly isDisabled: boolean;
}

/** One drive of the plan with everything known of what will be lost; a risky one asks for its code. */
export function ReviewDrive({ planned, boot, code, isDisabled }: ReviewDriveProps) {
  const { t, say, show } = useText();
  const { drive, needsCode } = planned;
  const trap = sectorTrapWords(boot, drive.sectorSizeBytes);
  return (
    <li className="loss-drive">
      <p className="loss-head">
        <strong>
          <bdi>{drive.name}</bdi>
        </strong>
        <span className="number">{show({ sizeBytes: drive.identity.sizeBytes })}</span>
        <span className="muted">{say(whereWords(drive))}</span>
        <span className="mono muted nowrap">…{drive.code}</span>
      </p>
      <Losses drive={drive} />
      <DriveContents drive={drive} isDisabled={isDisabled} />
      {trap === null ? null : (
        <p className="warning-text loss-volume">
          <WarningIcon size={16} /> {say(trap)}
        </p>
      )}
      {planned.continueBytes > 0 ? (
        <p className="loss-volume">{t('review.continues', { size: { sizeBytes: planned.continueBytes } })}</p>
      ) : null}
      {needsCode ? <CodeField drive={drive} code={code} isDisabled={isDisabled} /> : null}
    </li>
  );
}

function Losses({ drive }: { readonly drive: Drive }) {
  const { t } = useText();
  const volumes = volumesOf(drive);
  if (volumes.length === 0) {
    return (
      <p className="loss-volume">
        {t(drive.partitionTable === 'unknown' ? 'review.unknownContent' : 'review.nothingOnIt')}
      </p>
    );
  }
  return (
    <ul>
      {volumes.map((volume) => (
        <li key={volume.devicePath} className="loss-volume">
          <VolumeLoss volume={volume} />
        </li>
      ))}
    </ul>
  );
}

function VolumeLoss({ volume }: { readonly volume: Partition }) {
  const { t, say, show } = useText();
  const words = say(volumeWords(volume));
  const names = volume.firstNames ?? [];
  if (names.length === 0) return <bdi>{words}</bdi>;
  const more = (volume.nameCount ?? names.length) - names.length;
  const what = more > 0 ? t('review.andMore', { names: { names }, count: more }) : show({ names });
  return <bdi>{t('review.files', { volume: words, names: what })}</bdi>;
}

function CodeField({
  drive,
  code,
  isDisabled,
}: {
  readonly drive: Drive;
  readonly code: string;
  readonly isDisabled: boolean;
}) {
  const { t, say } = useText();
  const send = useSend();
  const [wasLeft, setWasLeft] = useState(false);
  const isRight = isRightCode(code, drive.code);
  const isWrong = wasLeft && code.trim() !== '' && !isRight;
  return (
    <div className="loss-code">
      <p>
        {say(askCodeWords(drive.risks))} <strong className="mono">{drive.code}</strong>
      </p>
      <div className="loss-code-field">
        <TextField
          label={t('code.field', { name: drive.name })}
          isLabelHidden
          isCode
          value={code}
          onChange={(value) => {
            setWasLeft(false);
            if (!isDisabled) send({ type: 'code.typed', driveId: drive.id, code: value });
          }}
          onBlur={() => setWasLeft(true)}
          error={isWrong ? t('code.wrong') : null}
        />
        {isRight ? (
          <span className="good-text loss-code-right">
            <CheckIcon /> {t('review.codeOk')}
          </span>
        ) : null}
      </div>
    </div>
  );
}
