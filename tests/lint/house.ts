/** The project's own lint rules, loaded by oxlint as a plugin: import walls, what pure code may not touch, names. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crossing } from './walls.ts';

type Node = { type: string; [field: string]: unknown };
type Context = { filename: string; report(finding: { node: Node; message: string }): void };
type Visitor = Record<string, (node: Node) => void>;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The path inside the project; a folder named `foyer-house-…` elsewhere stands for a project (the rules' own test). */
const inProject = (filename: string): string => {
  const path = relative(root, filename).split(sep).join('/');
  return /\/foyer-house-[^/]+\/(.+)$/u.exec(path)?.[1] ?? path;
};

const text = (node: unknown): string | undefined => {
  const value = (node as { value?: unknown } | null | undefined)?.value;
  return typeof value === 'string' ? value : undefined;
};

const name = (node: unknown): string | undefined => {
  const { type, name: found } = (node ?? {}) as { type?: string; name?: string };
  return type === 'Identifier' ? found : undefined;
};

const wallsRule = {
  create(context: Context): Visitor {
    const file = inProject(context.filename);
    const look = (node: Node) => {
      const specifier = text(node['source']);
      const reason = specifier === undefined ? undefined : crossing(file, specifier);
      if (reason !== undefined) context.report({ node, message: reason });
    };
    return { ImportDeclaration: look, ExportNamedDeclaration: look, ExportAllDeclaration: look, ImportExpression: look, TSImportType: look };
  },
};

const forbiddenObjects = new Set(['process', 'Intl', 'globalThis', 'crypto', 'performance']);

/** Members that read the clock, chance, or the machine's language and time zone. */
const forbiddenMembers = new Set(
  `Date.now Math.random
  localeCompare toLocaleString toLocaleDateString toLocaleTimeString toLocaleLowerCase toLocaleUpperCase
  getHours getMinutes getSeconds getDay getDate getMonth getFullYear getTimezoneOffset`.split(/\s+/u),
);

/**
 * core/ answers alike on every machine: replicas compare hashes of what it computes. So no clock, no chance, no locale,
 * no time zone; callers pass `now` and random values in.
 */
const pureRule = {
  create(context: Context): Visitor {
    if (!inProject(context.filename).startsWith('core/')) return {};
    const report = (node: Node, what: string) => context.report({ node, message: `core/ may not use ${what}: pass the value in` });
    return {
      MemberExpression(node) {
        const object = name(node['object']);
        const member = name(node['property']);
        if (object !== undefined && forbiddenObjects.has(object)) report(node, object);
        else if (member !== undefined && forbiddenMembers.has(member)) report(node, member);
        else if (forbiddenMembers.has(`${object}.${member}`)) report(node, `${object}.${member}`);
      },
      NewExpression(node) {
        const count = (node['arguments'] as unknown[]).length;
        if (name(node['callee']) === 'Date' && count !== 1) report(node, count === 0 ? 'the clock (new Date())' : 'the time zone (new Date(y, m, …))');
      },
      CallExpression(node) {
        if (name(node['callee']) === 'Date') report(node, 'the clock (Date())');
      },
    };
  },
};

/** Words that mislead in this trade (docs/GLOSSARY.md), and what to say instead. */
const traps: readonly [RegExp, string][] = [
  [/^units?(?:No|Id)?$/u, 'a home is `home`, a stair or lift core (单元) is `entrance`'],
  [/^exceptions?$/u, 'contradicting facts (异常) are `anomaly`; what is thrown is an `error`'],
  [/^authori[sz]ations?$/u, "staff rights are `permission`, an owner's yes is `keyConsent` or `dataConsent`"],
];

const namesRule = {
  create(context: Context): Visitor {
    if (inProject(context.filename).startsWith('tests/')) return {};
    return {
      Identifier(node) {
        const trap = traps.find(([pattern]) => pattern.test(name(node) ?? ''));
        if (trap !== undefined) context.report({ node, message: trap[1] });
      },
    };
  },
};

export default { meta: { name: 'house' }, rules: { walls: wallsRule, pure: pureRule, names: namesRule } };
