// Reads the imports of a source file with a real parser.
import { parseAst } from 'rolldown/parseAst';

/**
 * @typedef {object} Import
 * @property {string | undefined} specifier undefined: computed at run time, cannot be checked
 * @property {boolean} typeOnly erased by the compiler: nothing is loaded
 * @property {number} line
 */

/**
 * @param {string} file
 * @param {string} source
 * @returns {Import[]}
 */
export function readImports(file, source) {
  const lang = file.endsWith('.tsx') ? 'tsx' : /\.m?ts$/.test(file) ? 'ts' : 'js';
  /** @type {Import[]} */
  const imports = [];
  visit(parseAst(source, { lang }), (node) => {
    const found = importOf(node);
    if (found === undefined) return;
    const { literal, typeOnly } = found;
    const specifier = typeof literal?.value === 'string' ? literal.value : undefined;
    imports.push({ specifier, typeOnly, line: source.slice(0, node.start).split('\n').length });
  });
  return imports;
}

/**
 * @param {any} node any node of the tree: its shape depends on its type
 * @returns {{ literal: any, typeOnly: boolean } | undefined}
 */
function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
      // `import { type A }` without `import type` still loads the module
      return { literal: node.source, typeOnly: node.importKind === 'type' };
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source ? { literal: node.source, typeOnly: node.exportKind === 'type' } : undefined;
    case 'ImportExpression':
      return { literal: node.source, typeOnly: false };
    case 'TSImportType':
      return { literal: node.source ?? node.argument?.literal, typeOnly: true };
    case 'CallExpression':
      return isRequire(node.callee) ? { literal: node.arguments[0], typeOnly: false } : undefined;
    default:
      return undefined;
  }
}

/** @param {any} callee `require(...)`, also one made by createRequire, and `require.resolve(...)` */
function isRequire(callee) {
  const target = callee.type === 'MemberExpression' ? callee.object : callee;
  const isResolve = callee.type !== 'MemberExpression' || callee.property.name === 'resolve';
  return isResolve && target.type === 'Identifier' && target.name === 'require';
}

/** @param {unknown} node @param {(node: any) => void} see */
function visit(node, see) {
  if (Array.isArray(node)) {
    for (const child of node) visit(child, see);
  } else if (node !== null && typeof node === 'object') {
    if ('type' in node) see(node);
    for (const child of Object.values(node)) visit(child, see);
  }
}
