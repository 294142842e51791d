import type { Boot } from '#contract/boot.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Fact } from '../../parts/facts.tsx';
import { CheckIcon, CrossIcon, InfoIcon } from '../../parts/icons.tsx';
import { allStartsWords, codeName, loaderNames, type FirmwareWords, startsWords } from '../../state/boot-words.ts';

const ICONS = { yes: CheckIcon, no: CrossIcon, unknown: InfoIcon } as const;

/** Which computers start from the image, in words first (ux.md 4.2). */
export function StartsOn({ boot }: { readonly boot: Boot }) {
  return (
    <ul className="starts-on">
      {startsWords(boot).map((line) => (
        <li key={line.firmware} className={`starts-${line.answer}`}>
          <StartsLine line={line} />
        </li>
      ))}
    </ul>
  );
}

function StartsLine({ line }: { readonly line: FirmwareWords }) {
  const { say } = useText();
  const Icon = ICONS[line.answer];
  return (
    <>
      <Icon size={16} />
      <span>
        {say(line.words)}
        {line.reason === null ? null : <span className="muted"> {say(line.reason)}</span>}
      </span>
    </>
  );
}

/** The same with everything that was found, for the details of the card. */
export function BootDetails({ boot }: { readonly boot: Boot }) {
  const { t, say } = useText();
  const code = codeName(boot);
  return (
    <>
      {allStartsWords(boot).map(({ firmware, answer, words, reason }) => (
        <Fact key={firmware} name={t(`boot.firmware.${firmware}`)}>
          {say(answer === 'yes' ? [`boot.reason.${boot.starts[firmware].reason}`] : (reason ?? words))}
        </Fact>
      ))}
      <Fact name={t('boot.secureBoot')}>{t(`boot.secure.${boot.secureBoot.reason}`)}</Fact>
      {code === null ? null : (
        <Fact name={t('boot.detail.code')}>
          <bdi>{code}</bdi>
        </Fact>
      )}
      {boot.elTorito.length === 0 ? null : (
        <Fact name={t('boot.detail.catalogue')}>
          <bdi>{boot.elTorito.map((platform) => platform.toUpperCase()).join(', ')}</bdi>
        </Fact>
      )}
      {boot.loaders.map((loader) => (
        <Fact key={`${loader.partition}${loader.path}`} name={t('boot.detail.loader')}>
          <bdi className="mono">{loader.path}</bdi> <bdi className="muted">{loaderNames(loader).join(' · ')}</bdi>
        </Fact>
      ))}
    </>
  );
}
