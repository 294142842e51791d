import { useState } from 'react';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { isAddress, isPlainHttp, readDigest } from '../../state/address-words.ts';

/** Asks for an address (ux.md 4.1a). Nothing goes online before the button that says so. */
export function UrlDialog() {
  const opened = useAppState(({ imageDialog }) => (imageDialog?.name === 'url' ? imageDialog : null));
  // a form of its own for each opening: what was typed before is gone
  return opened === null ? null : <UrlForm key={opened.request} url={opened.url} />;
}

function UrlForm({ url }: { readonly url: string }) {
  const { t, say } = useText();
  const send = useSend();
  const [address, setAddress] = useState(url);
  const [sha256, setSha256] = useState('');
  const [problem, setProblem] = useState<{ readonly address: Words | null; readonly sha256: Words | null } | null>(
    null,
  );
  const close = () => send({ type: 'imageDialog.closed' });
  const look = () => {
    const expected = sha256.trim() === '' ? null : readDigest(sha256);
    const wrong = {
      address: isAddress(address) ? null : (['url.notAnAddress'] as const),
      sha256: expected === undefined ? (['checksum.notAChecksum'] as const) : null,
    };
    setProblem(wrong);
    if (wrong.address !== null || expected === undefined) return;
    close();
    send({ type: 'url.given', url: address.trim(), expectedDigest: expected });
  };
  return (
    <Dialog
      title={t('url.title')}
      isOpen
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button look="primary" onPress={look}>
            {t('url.look')}
          </Button>
        </>
      }
    >
      <form
        className="url-form"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextField
          label={t('url.address')}
          value={address}
          onChange={(value) => {
            setAddress(value);
            setProblem(null);
          }}
          error={problem?.address == null ? null : say(problem.address)}
          hint={t('url.addressHint')}
          autoFocus
        />
        <TextField
          label={t('url.expected')}
          value={sha256}
          onChange={(value) => {
            setSha256(value);
            setProblem(null);
          }}
          error={problem?.sha256 == null ? null : say(problem.sha256)}
        />
        {/* Enter in a field presses it, as in every form */}
        <input type="submit" hidden />
        {isPlainHttp(address) && sha256.trim() === '' ? <Notice tone="warning">{t('url.insecure')}</Notice> : null}
      </form>
    </Dialog>
  );
}
