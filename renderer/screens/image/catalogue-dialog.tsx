import { useEffect, useId, useState } from 'react';
import {
  CATALOGUE_ARCHITECTURES,
  CATALOGUE_GROUPS,
  type CatalogueEntry,
  type CatalogueView,
} from '#contract/catalogue.ts';
import { failureOf } from '../../host/page-host.ts';
import { formatDay } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { type ArchitectureFilter, fittingEntries } from '../../state/catalogue-search.ts';
import './catalogue.css';

/** The list of images (ux.md 4.1b). It comes with the program: showing it goes nowhere. */
export function CatalogueDialog() {
  const opened = useAppState(({ imageDialog }) => (imageDialog?.name === 'catalogue' ? imageDialog : null));
  return opened === null ? null : <Catalogue key={opened.request} />;
}

function Catalogue() {
  const { t, locale } = useText();
  const { host } = useApp();
  const send = useSend();
  const [view, setView] = useState<CatalogueView | null>(null);
  const [isRefreshing, setIsRefreshing] = useState(false);
  const [words, setWords] = useState('');
  const [architecture, setArchitecture] = useState<ArchitectureFilter>('x86-64');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const close = () => send({ type: 'imageDialog.closed' });
  const load = (method: 'catalogue.list' | 'catalogue.refresh') => {
    setIsRefreshing(method === 'catalogue.refresh');
    host
      .call(method, {})
      .then(setView, (reason: unknown) => {
        close();
        send({ type: 'call.failed', failure: failureOf(reason, method) });
      })
      .finally(() => setIsRefreshing(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each opening
  useEffect(() => load('catalogue.list'), []);
  const entries = fittingEntries(view?.entries ?? [], { words, architecture });
  const chosen = entries.find(({ id }) => id === chosenId) ?? null;
  const look = () => {
    if (chosen === null || chosen.get.kind === 'page') return;
    close();
    send({ type: 'catalogue.chosen', id: chosen.id });
  };
  return (
    <Dialog
      title={t('catalogue.title')}
      isOpen
      onClose={close}
      width="wide"
      actions={
        <>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button look="primary" isDisabled={chosen === null || chosen.get.kind === 'page'} onPress={look}>
            {t('url.look')}
          </Button>
        </>
      }
    >
      <div className="catalogue-filters">
        <TextField label={t('catalogue.search')} value={words} onChange={setWords} autoFocus />
        <Select
          label={t('catalogue.architecture')}
          value={architecture}
          choices={[
            ...CATALOGUE_ARCHITECTURES.map((value) => ({ value, words: t(`arch.${value}`) })),
            { value: 'all' as const, words: t('catalogue.allArchitectures') },
          ]}
          onChange={setArchitecture}
        />
      </div>
      {view !== null && entries.length === 0 ? <p className="muted">{t('catalogue.nothing')}</p> : null}
      {CATALOGUE_GROUPS.map((group) => (
        <Group
          key={group}
          title={t(`catalogue.group.${group}`)}
          entries={entries.filter((entry) => entry.group === group)}
          chosenId={chosenId}
          onChoose={setChosenId}
        />
      ))}
      {chosen?.page == null ? null : <Page page={chosen.page} isOnlyWay={chosen.get.kind === 'page'} />}
      {view === null ? null : (
        <div className="catalogue-foot">
          <p className="muted small">
            {t(view.from === 'bundled' ? 'catalogue.bundled' : 'catalogue.refreshed', {
              date: formatDay(Date.parse(view.issued), Date.now(), locale),
            })}
          </p>
          {view.canRefresh ? (
            <Button size="small" isDisabled={isRefreshing} onPress={() => load('catalogue.refresh')}>
              {t('catalogue.refresh')}
            </Button>
          ) : null}
        </div>
      )}
    </Dialog>
  );
}

interface GroupProps {
  readonly title: string;
  readonly entries: readonly CatalogueEntry[];
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
}

function Group({ title, entries, chosenId, onChoose }: GroupProps) {
  const { t } = useText();
  if (entries.length === 0) return null;
  return (
    <fieldset className="catalogue-group">
      <legend>{title}</legend>
      {entries.map(({ id, name, architecture, get }) => (
        <label key={id} className="catalogue-row">
          <input type="radio" name="catalogue" value={id} checked={chosenId === id} onChange={() => onChoose(id)} />
          <bdi className="catalogue-name">{name}</bdi>
          <span className="muted small">{architecture === null ? '' : t(`arch.${architecture}`)}</span>
          <span className="muted small catalogue-how">{t(`catalogue.get.${get.kind}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The address is shown to be copied: this window opens no foreign page. */
function Page({ page, isOnlyWay }: { readonly page: string; readonly isOnlyWay: boolean }) {
  const { t } = useText();
  const id = useId();
  return (
    <div className="catalogue-page">
      <p id={id}>{t(isOnlyWay ? 'catalogue.onlyPage' : 'catalogue.page')}</p>
      <p className="catalogue-address">
        <bdi className="mono url-text">{page}</bdi> <CopyButton text={() => page} />
      </p>
    </div>
  );
}
