import { Component, type ErrorInfo, type ReactNode } from 'react';
import type { PageHost } from '../../host/page-host.ts';
import { chooseLanguage } from '../../i18n/translate.ts';
import { translatorFor } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';

interface CrashProps {
  readonly host: PageHost;
  readonly children: ReactNode;
}

/** A mistake of ours in the page: says so, logs it, and offers to load the page again. The job is not affected. */
export class Crash extends Component<CrashProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    const message = `${error.name}: ${error.message}\n${error.stack ?? ''}\n${info.componentStack ?? ''}`.slice(
      0,
      4000,
    );
    this.props.host.call('log.write', { level: 'error', operation: 'page', message }).catch(() => undefined);
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const { t } = translatorFor(chooseLanguage(navigator.languages));
    return (
      <main className="lone-page" role="alert">
        <h1>{t('crash.title')}</h1>
        <p>{t('crash.text')}</p>
        <div>
          <Button look="primary" onPress={() => location.reload()}>
            {t('crash.reload')}
          </Button>
        </div>
      </main>
    );
  }
}
