/** Every sentence of the desktop around the page: menus, system dialogs. Each language is one object of this shape. */
export interface DesktopWords {
  readonly appName: string;
  readonly menu: {
    readonly file: string;
    readonly edit: string;
    readonly view: string;
    readonly window: string;
    readonly help: string;
    readonly about: string;
    readonly settings: string;
    readonly services: string;
    readonly hide: string;
    readonly hideOthers: string;
    readonly showAll: string;
    readonly quit: string;
    readonly exit: string;
    readonly chooseFile: string;
    readonly fromUrl: string;
    readonly catalogue: string;
    readonly review: string;
    readonly stop: string;
    readonly close: string;
    readonly undo: string;
    readonly redo: string;
    readonly cut: string;
    readonly copy: string;
    readonly paste: string;
    readonly selectAll: string;
    readonly write: string;
    readonly receipts: string;
    readonly drives: string;
    readonly rescan: string;
    readonly zoomIn: string;
    readonly zoomOut: string;
    readonly zoomReset: string;
    readonly fullScreen: string;
    readonly minimize: string;
    readonly zoom: string;
    readonly front: string;
    readonly helpAndKeys: string;
  };
  readonly chooseFile: {
    readonly title: string;
    readonly button: string;
    readonly images: string;
    readonly allFiles: string;
  };
  /** Closing while a job runs (ux.md 6, row 14). */
  readonly quit: {
    readonly title: string;
    readonly writing: (count: number) => string;
    /** Nothing has begun. */
    readonly early: string;
    /** All is written, the reading back would end. */
    readonly checking: string;
    readonly keep: string;
    readonly stop: string;
  };
  readonly busy: { readonly title: string; readonly text: string };
  readonly pageGone: {
    readonly title: string;
    readonly text: string;
    readonly textWriting: string;
    readonly reload: string;
    readonly quit: string;
  };
  readonly pageHangs: { readonly title: string; readonly text: string; readonly wait: string; readonly reload: string };
  readonly fault: { readonly title: string; readonly text: string };
  readonly startFailed: { readonly title: string };
  readonly close: string;
}
