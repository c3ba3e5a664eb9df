import { VARIABLES, type Variable } from './schema.ts';

/** What stands around the part of a document that is made from the schema. */
const BEGIN = '<!-- variables: made by apps/bot/src/config/write-docs.ts -->';
const END = '<!-- /variables -->';

/** Puts the tables between the markers of a document. @throws RangeError when it has no markers. */
export function withTables(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin === -1 || end < begin) throw new RangeError(`The document must have ${BEGIN} and, behind it, ${END}.`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables()}\n${document.slice(end)}`;
}

/** The text of `.env.example`: every variable, none of them set. */
export function envExample(): string {
  const head = [
    '# Settings of the bot. Copy this file to .env in the folder that the bot starts in, and take the # away where you set one.',
    '# A secret can be in a file instead: DISCORD_TOKEN_FILE=/run/secrets/token. Made by src/config/write-docs.ts.',
  ];
  const parts = groups().flatMap(([group, variables]) => ['', `# ${group}`, ...variables.flatMap(exampleOf)]);
  return `${[...head, ...parts].join('\n')}\n`;
}

function tables(): string {
  const parts = groups().map(([group, variables]) =>
    [
      `### ${group}`,
      '',
      '| variable | | may be | unless given |',
      '| --- | --- | --- | --- |',
      ...variables.map(rowOf),
      '',
    ].join('\n'),
  );
  return parts.join('\n');
}

function groups(): readonly (readonly [string, readonly Variable[]])[] {
  const names = [...new Set(VARIABLES.map(({ group }) => group))];
  return names.map((name) => [name, VARIABLES.filter(({ group }) => group === name)]);
}

function rowOf(variable: Variable): string {
  const { name, about, allowed, isSecret } = variable;
  const names = isSecret === true ? `\`${name}\`, or \`${name}_FILE\`` : `\`${name}\``;
  return `| ${[names, about, allowed, fallbackOf(variable)].map(cell).join(' | ')} |`;
}

function fallbackOf({ fallback, fallbackNote }: Variable): string {
  if (fallbackNote !== undefined) return fallbackNote;
  return fallback === undefined || fallback === '' ? 'none' : `\`${fallback}\``;
}

function exampleOf({ name, about, allowed, fallback }: Variable): readonly string[] {
  return ['', `# ${about.replaceAll('`', '')}`, `# May be ${allowed}.`, `#${name}=${fallback ?? ''}`];
}

/** A vertical bar would end the cell; an angle bracket would begin an element. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
