import { createRoot } from 'react-dom/client';
import { electronHost } from './host/electron-host.ts';
import { enter } from './host/enter.ts';
import type { PageHost } from './host/page-host.ts';
import { openSocketHost } from './host/socket-host.ts';
import { Root } from './screens/frame/root.tsx';
import './theme/tokens.css';
import './theme/base.css';

/** The host of this page: the preload's, else the web host's; null where it does not let this page in. */
async function openHost(): Promise<PageHost | null> {
  if (window.stickwright !== undefined) return electronHost(window.stickwright);
  const key = await enter();
  return key === null ? null : openSocketHost(key);
}

const element = document.getElementById('root');
if (element === null) throw new Error('The page has no element "root"');
const root = createRoot(element);
root.render(<Root host={await openHost()} />);
