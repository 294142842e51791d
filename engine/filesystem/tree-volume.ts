import { attempt, VolumeProblem } from './volume-problem.ts';
import {
  FOLDER_ENTRIES_MAX,
  type FolderStart,
  type Found,
  PATH_PARTS_MAX,
  READ_MAX_BYTES,
  type Volume,
  type VolumeEntry,
  type VolumeSpace,
} from './volume.ts';

/** The first entries of a folder. */
export interface FirstNodes<Node> {
  readonly nodes: readonly Node[];
  readonly hasMore: boolean;
}

/** What a format gives so that a volume can be walked. Everything may throw VolumeProblem. */
export interface Tree<Node> {
  readonly format: Volume['format'];
  readonly label: string;
  readonly root: Node;
  entry(node: Node): VolumeEntry;
  /** Identity of a folder, so that its entries are read once. */
  key(node: Node): string;
  /** The first `most` entries in the order of the volume. */
  children(folder: Node, most: number): Promise<FirstNodes<Node>>;
  space(): Promise<VolumeSpace>;
  read(file: Node, offsetBytes: number, lengthBytes: number): Promise<Buffer>;
}

/** Walks paths over any tree: limits, case, kinds and reasons are the same for every format. */
export class TreeVolume<Node> implements Volume {
  readonly #tree: Tree<Node>;
  readonly #folders = new Map<string, readonly Node[]>();

  constructor(tree: Tree<Node>) {
    this.#tree = tree;
  }

  get format(): Volume['format'] {
    return this.#tree.format;
  }

  get label(): string {
    return this.#tree.label;
  }

  list(path: string): Promise<Found<readonly VolumeEntry[]>> {
    return attempt(async () => {
      const nodes = await this.#children(await this.#walk(path));
      return nodes.map((node) => this.#tree.entry(node));
    });
  }

  listFirst(path: string, most: number): Promise<Found<FolderStart>> {
    return attempt(async () => {
      const folder = await this.#walk(path);
      if (this.#tree.entry(folder).kind !== 'folder') throw new VolumeProblem('other-kind');
      const { nodes, hasMore } = await this.#tree.children(folder, most);
      return { entries: nodes.map((node) => this.#tree.entry(node)), hasMore };
    });
  }

  space(): Promise<Found<VolumeSpace>> {
    return attempt(() => this.#tree.space());
  }

  find(path: string): Promise<Found<VolumeEntry>> {
    return attempt(async () => this.#tree.entry(await this.#walk(path)));
  }

  read(path: string, offsetBytes: number, lengthBytes: number): Promise<Found<Buffer>> {
    return attempt(async () => {
      const node = await this.#walk(path);
      const { kind, sizeBytes } = this.#tree.entry(node);
      if (kind !== 'file') throw new VolumeProblem('other-kind');
      const length = Math.max(0, Math.min(lengthBytes, sizeBytes - offsetBytes));
      if (length > READ_MAX_BYTES) throw new VolumeProblem('too-much');
      return length === 0 ? Buffer.alloc(0) : await this.#tree.read(node, offsetBytes, length);
    });
  }

  async #walk(path: string): Promise<Node> {
    const parts = path.split('/').filter((part) => part !== '');
    if (parts.length > PATH_PARTS_MAX) throw new VolumeProblem('too-much');
    let node = this.#tree.root;
    for (const part of parts) {
      const children = await this.#children(node);
      const lower = part.toLowerCase();
      const next =
        children.find((child) => this.#tree.entry(child).name === part) ??
        children.find((child) => this.#tree.entry(child).name.toLowerCase() === lower);
      if (next === undefined) throw new VolumeProblem('not-found');
      node = next;
    }
    return node;
  }

  async #children(folder: Node): Promise<readonly Node[]> {
    if (this.#tree.entry(folder).kind !== 'folder') throw new VolumeProblem('other-kind');
    const key = this.#tree.key(folder);
    const known = this.#folders.get(key);
    if (known !== undefined) return known;
    const { nodes, hasMore } = await this.#tree.children(folder, FOLDER_ENTRIES_MAX);
    if (hasMore) throw new VolumeProblem('too-much');
    this.#folders.set(key, nodes);
    return nodes;
  }
}
