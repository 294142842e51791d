// Checks every import against scripts/dependency-table.mjs, the worker's closure, and cycles.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { areas, reservedPackages, workerClosure } from './dependency-table.mjs';
import { findCycles } from './find-cycles.mjs';
import { readImports } from './read-imports.mjs';
import { codeFolders, isMain, isTestFile, listSources, root } from './source-files.mjs';

const posix = path.posix;

/**
 * @typedef {import('./read-imports.mjs').Import} Import
 * @typedef {import('./dependency-table.mjs').Area} Area
 * @typedef {{ from: string, file?: string, builtin?: string, npm?: string } & Import} Edge
 */

/**
 * Everything that breaks the dependency rule, one sentence each; an empty list is good.
 *
 * @param {ReadonlyMap<string, string>} sources path from the project root → text
 * @returns {string[]}
 */
export function checkDependencies(sources) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, Edge[]>} */
  const graph = new Map();
  for (const [file, source] of sources) {
    if (areaOf(file) === undefined) {
      problems.push(`${file}: belongs to no area of scripts/dependency-table.mjs`);
      continue;
    }
    const edges = readImports(file, source).map((found) => resolve(file, found));
    graph.set(file, edges);
    for (const edge of edges) {
      const problem = problemOf(edge, sources);
      if (problem !== undefined) problems.push(`${file}:${edge.line}: ${problem}`);
    }
  }
  problems.push(...checkWorkerClosure(graph));
  for (const cycle of findCycles(loadedFiles(graph))) {
    problems.push(`${cycle[0]}: import cycle ${cycle.join(' → ')}`);
  }
  return problems;
}

/** @param {string} file */
function areaOf(file) {
  let best = { length: 0, area: /** @type {Area | undefined} */ (undefined) };
  for (const area of areas) {
    for (const prefix of area.paths) {
      const matches = prefix.endsWith('/') ? file.startsWith(prefix) : isFileOrItsTest(file, prefix);
      if (matches && prefix.length > best.length) best = { length: prefix.length, area };
    }
  }
  return best.area;
}

/** @param {string} file @param {string} named */
function isFileOrItsTest(file, named) {
  return file === named || file.replace('.test.', '.') === named;
}

/** @param {string} from @param {Import} found @returns {Edge} */
function resolve(from, found) {
  const { specifier } = found;
  if (specifier === undefined) return { ...found, from };
  if (specifier.startsWith('.')) {
    return { ...found, from, file: posix.join(posix.dirname(from), specifier) };
  }
  if (specifier.startsWith('#')) return { ...found, from, file: specifier.slice(1) };
  if (isBuiltin(specifier)) return { ...found, from, builtin: specifier.replace(/^node:/, '') };
  const parts = specifier.split('/');
  return { ...found, from, npm: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

/** @param {Edge} edge @param {ReadonlyMap<string, string>} sources @returns {string | undefined} */
function problemOf(edge, sources) {
  const area = areaOf(edge.from);
  if (area === undefined) return undefined;
  const isTest = isTestFile(edge.from);
  if (edge.specifier === undefined) {
    const isProgram = !isTest && codeFolders.some((folder) => edge.from.startsWith(`${folder}/`));
    return isProgram ? 'imports a computed name, which no check can follow' : undefined;
  }
  if (edge.file !== undefined) return fileProblem(edge, edge.file, { area, isTest, sources });
  if (edge.builtin !== undefined) {
    const allowed = area.node || isTest;
    return allowed ? undefined : `${area.name} may not use node:${edge.builtin}`;
  }
  return packageProblem(edge.npm ?? '', area, isTest);
}

/**
 * @param {Edge} edge
 * @param {string} file
 * @param {{ area: Area, isTest: boolean, sources: ReadonlyMap<string, string> }} context
 */
function fileProblem({ from, specifier }, file, { area, isTest, sources }) {
  const isAlias = specifier?.startsWith('#') ?? false;
  const sameFolder = from.split('/')[0] === file.split('/')[0];
  if (sameFolder && isAlias) return `imports '${specifier}': inside a folder, imports are relative`;
  if (!sameFolder && !isAlias && area.name !== 'scripts' && !isProjectData(file)) {
    return `imports '${specifier}': across folders, imports use an alias (#contract/...)`;
  }
  if (isTestFile(file)) return `imports the test ${file}`;
  if (isProjectData(file)) return undefined;
  const target = areaOf(file);
  if (target === undefined) return `imports ${file}, which belongs to no area`;
  if (!sources.has(file)) return `imports ${file}, which does not exist`;
  const allowed = target === area || area.imports.includes('*') || area.imports.includes(target.name);
  // tests beside a source may reach into the whole engine and the shared test material, hosts' tests too
  const testAllowed = isTest && area.name !== 'renderer' && area.name !== 'scripts';
  return allowed || testAllowed ? undefined : `${area.name} may not import ${target.name} (${file})`;
}

/** Data such as package.json or a catalogue is no code: the rule is about code. @param {string} file */
function isProjectData(file) {
  return file.endsWith('.json') || file.endsWith('.css') || file.endsWith('.svg');
}

/** @param {string} name @param {Area} area @param {boolean} isTest */
function packageProblem(name, area, isTest) {
  const reserved = reservedPackages.find(({ packages }) => packages.includes(name));
  if (reserved !== undefined && !reserved.areas.includes(area.name)) {
    return `${area.name} may not use the package ${name}`;
  }
  const allowed = area.packages === '*' || area.packages.includes(name) || isTest;
  return allowed ? undefined : `${area.name} may not use the package ${name}`;
}

/** @param {ReadonlyMap<string, readonly Edge[]>} graph */
function checkWorkerClosure(graph) {
  /** @type {string[]} */
  const problems = [];
  const roots = [...graph.keys()].filter(
    (file) => !isTestFile(file) && workerClosure.roots.includes(areaOf(file)?.name ?? ''),
  );
  /** Each reached file → the file that loads it, to show the way. */
  const reachedFrom = new Map(roots.map((file) => [file, '']));
  // a Map visits what is added while it is walked
  for (const [file] of reachedFrom) {
    const area = areaOf(file)?.name ?? '';
    if (!workerClosure.areas.includes(area)) {
      problems.push(`${reachedFrom.get(file)}: loads ${file} (${area}) into the privileged worker`);
      continue;
    }
    for (const edge of graph.get(file) ?? []) {
      if (edge.typeOnly) continue;
      if (edge.file !== undefined && graph.has(edge.file) && !reachedFrom.has(edge.file)) {
        reachedFrom.set(edge.file, file);
      }
      const isBannedPackage = edge.npm !== undefined && !workerClosure.packages.includes(edge.npm);
      const isLocalSocket = edge.builtin === 'net' && workerClosure.localSocketFiles.includes(file);
      const isLoader = edge.builtin === 'module' && workerClosure.nativeLoaderFiles.includes(file);
      const isAllowed = isLocalSocket || isLoader;
      const isBannedModule = workerClosure.bannedNodeModules.includes(edge.builtin ?? '') && !isAllowed;
      if (isBannedPackage || isBannedModule) {
        problems.push(`${file}:${edge.line}: loads ${edge.specifier} into the privileged worker`);
      }
    }
  }
  return problems;
}

/** @param {ReadonlyMap<string, readonly Edge[]>} graph @returns {Map<string, string[]>} */
function loadedFiles(graph) {
  return new Map(
    [...graph].map(([file, edges]) => [
      file,
      edges.filter((edge) => !edge.typeOnly).flatMap((edge) => edge.file ?? []),
    ]),
  );
}

/** The same check on the project's own files. */
export function checkProjectDependencies() {
  const files = listSources([...codeFolders, 'test', 'scripts']);
  const sources = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
  return { problems: checkDependencies(sources), fileCount: files.length };
}

if (isMain(import.meta.filename)) {
  const { problems, fileCount } = checkProjectDependencies();
  for (const problem of problems) console.log(problem);
  console.log(`dependencies: ${problems.length} problems in ${fileCount} files`);
  if (problems.length > 0) process.exitCode = 1;
}
