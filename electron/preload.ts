import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { AppFailure } from '#contract/errors.ts';
import {
  type Command,
  IPC,
  type IpcCall,
  type IpcListen,
  type IpcTakeFile,
  type IpcUnlisten,
  type PreloadBridge,
  type Settled,
} from '#contract/ipc.ts';
import { commandSchema, ipcEventSchema, settledSchema } from '#contract/ipc-answer-schema.ts';
import { ABILITIES } from './abilities.ts';

// Sandboxed and in a world of its own: the page sees the named functions below, never Electron, never an event of it.

const listeners = new Map<number, (event: never) => void>();
const commandListeners = new Set<(command: Command) => void>();
let lastId = 0;

ipcRenderer.on(IPC.event, (_event, message: unknown) => {
  const { id, event } = ipcEventSchema.parse(message);
  // the topic of this number is what its listener was given for
  listeners.get(id)?.(event as never);
});

ipcRenderer.on(IPC.command, (_event, message: unknown) => {
  const command = commandSchema.parse(message);
  for (const listener of commandListeners) listener(command);
});

const bridge: PreloadBridge = {
  abilities: ABILITIES,
  call: (method, params) => ask(IPC.call, { method, params } satisfies IpcCall),
  listen: (topic, onEvent) => {
    lastId += 1;
    const id = lastId;
    listeners.set(id, onEvent);
    ipcRenderer.send(IPC.listen, { id, topic } satisfies IpcListen);
    return () => {
      if (listeners.delete(id)) ipcRenderer.send(IPC.unlisten, { id } satisfies IpcUnlisten);
    };
  },
  takeFile: (file) => {
    const path = file instanceof File ? webUtils.getPathForFile(file) : '';
    return ask(IPC.takeFile, { path, name: file.name } satisfies IpcTakeFile);
  },
  onCommand: (listener) => {
    commandListeners.add(listener);
    ipcRenderer.send(IPC.ready);
    return () => commandListeners.delete(listener);
  },
};

/** Asks the main process. The contract gives the answer its type; its envelope is checked. */
async function ask(channel: string, message: IpcCall | IpcTakeFile): Promise<Settled<never>> {
  try {
    return settledSchema.parse(await ipcRenderer.invoke(channel, message)) as Settled<never>;
  } catch (cause) {
    return { isOk: false, failure: noAnswer(channel, cause) };
  }
}

function noAnswer(operation: string, cause: unknown): AppFailure {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'INTERNAL',
    params: { detail },
    where: { process: 'host', operation },
    message: detail,
    remedies: ['send-log'],
    retry: 'never',
    nothingWritten: false,
  };
}

contextBridge.exposeInMainWorld('stickwright', bridge);
