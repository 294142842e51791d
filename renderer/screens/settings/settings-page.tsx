import { useState } from 'react';
import { LARGE_DRIVE_MAX_BYTES, type Settings } from '#contract/settings.ts';
import { failureOf } from '../../host/page-host.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Select } from '../../parts/select.tsx';
import { Switch } from '../../parts/switch.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { isAddress } from '../../state/address-words.ts';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { languageChoices } from '../frame/top-bar.tsx';
import { Group, Setting } from './setting.tsx';
import './settings.css';
import { UpdateGroup } from './update-group.tsx';

/** Sizes offered for "ask for the code above"; the host takes any up to 2 TB. */
const LARGE_SIZES = [32e9, 64e9, 128e9, 256e9, 512e9, 1e12, LARGE_DRIVE_MAX_BYTES] as const;
const KEEP_DAYS = [30, 90, 365] as const;
const FOREVER = 'forever';

/** Changes apply at once; nothing here can weaken a protection. */
export function SettingsPage() {
  const { t, show } = useText();
  const send = useSend();
  const settings = useAppState(({ session }) => session?.settings ?? null);
  if (settings === null) return null;
  const set = (changes: Partial<Settings>) => send({ type: 'settings.changed', changes });
  const largeSizes = [...new Set([...LARGE_SIZES, settings.largeDriveBytes])].sort((one, other) => one - other);
  const keepDays = [
    ...new Set([...KEEP_DAYS, ...(settings.keepReceiptsDays === null ? [] : [settings.keepReceiptsDays])]),
  ];
  return (
    <div className="page settings">
      <PageHeading>{t('settings.title')}</PageHeading>
      <Group title={t('settings.general')}>
        <Setting name={t('settings.language')} help={t('settings.languageHelp')}>
          {(labels) => (
            <Select
              {...labels}
              value={settings.language}
              choices={languageChoices(t('settings.system'))}
              onChange={(language) => set({ language })}
            />
          )}
        </Setting>
        <Setting name={t('settings.appearance')} help={t('settings.appearanceHelp')}>
          {(labels) => (
            <Select
              {...labels}
              value={settings.appearance}
              choices={[
                { value: 'system', words: t('settings.system') },
                { value: 'light', words: t('settings.light') },
                { value: 'dark', words: t('settings.dark') },
              ]}
              onChange={(appearance) => set({ appearance })}
            />
          )}
        </Setting>
        <Setting name={t('settings.units')} help={t('settings.unitsHelp')}>
          {(labels) => (
            <Select
              {...labels}
              value={settings.units}
              choices={[
                { value: 'decimal', words: t('settings.unitsDecimal') },
                { value: 'binary', words: t('settings.unitsBinary') },
              ]}
              onChange={(units) => set({ units })}
            />
          )}
        </Setting>
      </Group>
      <Group title={t('settings.writing')}>
        <Setting name={t('settings.verify')} help={t('settings.verifyHelp')}>
          {() => <span className="setting-fixed">{t('settings.alwaysOn')}</span>}
        </Setting>
        <Setting name={t('settings.eject')} help={t('settings.ejectHelp')}>
          {(labels) => <Switch {...labels} isOn={settings.eject} onChange={(eject) => set({ eject })} />}
        </Setting>
        <Setting name={t('settings.sound')} help={t('settings.soundHelp')}>
          {(labels) => <Switch {...labels} isOn={settings.sound} onChange={(sound) => set({ sound })} />}
        </Setting>
        <Setting name={t('settings.large')} help={t('settings.largeHelp')}>
          {(labels) => (
            <Select
              {...labels}
              value={String(settings.largeDriveBytes)}
              choices={largeSizes.map((sizeBytes) => ({ value: String(sizeBytes), words: show({ sizeBytes }) }))}
              onChange={(value) => set({ largeDriveBytes: Number(value) })}
            />
          )}
        </Setting>
      </Group>
      <Group title={t('settings.downloads')}>
        <Setting name={t('settings.downloadFolder')} help={t('settings.downloadFolderHelp')}>
          {() => (
            <DownloadFolder folder={settings.downloadFolder} onChange={(downloadFolder) => set({ downloadFolder })} />
          )}
        </Setting>
        <Setting name={t('settings.catalogueUrl')} help={t('settings.catalogueUrlHelp')}>
          {() => <CatalogueUrl url={settings.catalogueUrl} onChange={(catalogueUrl) => set({ catalogueUrl })} />}
        </Setting>
        <Setting name={t('settings.refreshCatalogue')} help={t('settings.refreshCatalogueHelp')}>
          {(labels) => (
            <Switch {...labels} isOn={settings.refreshCatalogue} onChange={(on) => set({ refreshCatalogue: on })} />
          )}
        </Setting>
      </Group>
      <UpdateGroup />
      <Group title={t('settings.records')}>
        <Setting name={t('settings.keep')} help={t('settings.keepHelp')}>
          {(labels) => (
            <Select
              {...labels}
              value={settings.keepReceiptsDays === null ? FOREVER : String(settings.keepReceiptsDays)}
              choices={[
                ...keepDays.map((count) => ({ value: String(count), words: t('settings.days', { count }) })),
                { value: FOREVER, words: t('settings.forever') },
              ]}
              onChange={(value) => set({ keepReceiptsDays: value === FOREVER ? null : Number(value) })}
            />
          )}
        </Setting>
        <DeleteReceipts />
      </Group>
    </div>
  );
}

/** Asks first: it cannot be undone. */
function DeleteReceipts() {
  const { t } = useText();
  const { host } = useApp();
  const send = useSend();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const deleteAll = async () => {
    close();
    try {
      const entries = await host.call('receipts.list', {});
      await host.call('receipts.delete', { jobIds: entries.map(({ jobId }) => jobId) });
    } catch (reason) {
      send({ type: 'call.failed', failure: failureOf(reason, 'receipts.delete') });
    }
  };
  return (
    <div className="setting setting-action">
      <Button onPress={() => setIsOpen(true)}>{t('settings.deleteAll')}</Button>
      <Dialog
        role="alertdialog"
        title={t('settings.deleteTitle')}
        isOpen={isOpen}
        onClose={close}
        actions={
          <>
            <Button autoFocus onPress={close}>
              {t('settings.keepReceipts')}
            </Button>
            <Button look="danger" onPress={() => void deleteAll()}>
              {t('settings.deleteConfirm')}
            </Button>
          </>
        }
      >
        <p>{t('settings.deleteText')}</p>
      </Dialog>
    </div>
  );
}

/** Applied when the field is left; empty means the user's Downloads. */
function DownloadFolder(props: { readonly folder: string | null; readonly onChange: (folder: string | null) => void }) {
  const { t } = useText();
  const [folder, setFolder] = useState(props.folder ?? '');
  return (
    <TextField
      label={t('settings.downloadFolder')}
      isLabelHidden
      value={folder}
      onChange={setFolder}
      placeholder={t('files.root.downloads')}
      onBlur={() => {
        const wanted = folder.trim() === '' ? null : folder.trim();
        if (wanted !== props.folder) props.onChange(wanted);
      }}
    />
  );
}

/** Applied when the field is left; what is no address stays in the field and is not used. */
function CatalogueUrl(props: { readonly url: string | null; readonly onChange: (url: string | null) => void }) {
  const { t } = useText();
  const [url, setUrl] = useState(props.url ?? '');
  const isWrong = url.trim() !== '' && !isAddress(url);
  return (
    <TextField
      label={t('settings.catalogueUrl')}
      isLabelHidden
      value={url}
      onChange={setUrl}
      error={isWrong ? t('url.notAnAddress') : null}
      onBlur={() => {
        const wanted = url.trim() === '' ? null : url.trim();
        if (!isWrong && wanted !== props.url) props.onChange(wanted);
      }}
    />
  );
}
