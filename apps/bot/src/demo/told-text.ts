/** More of a message than stands in any line. */
const MOST_LETTERS = 1_000;

/**
 * A message of Discord as a line for a terminal: without its markup, the small print first, which tells how fast it was.
 */
export function toldText(message: string): string {
  const lines = message
    .slice(0, MOST_LETTERS)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isSmall = (line: string): boolean => line.startsWith('-# ');
  return [...lines.filter(isSmall), ...lines.filter((line) => !isSmall(line))].map(withoutMarkup).join(' · ');
}

function withoutMarkup(line: string): string {
  return line
    .replace(/^(?:-#|#{1,3}|>) /, '')
    .replace(/\[((?:\\.|[^\]\\])*)\]\(<?[^)]*>?\)/g, '$1')
    .replace(/<t:\d+(?::\w)?>/g, '')
    .replace(/\*\*|(?<!\\)`/g, '')
    .replace(/\\(\W)/g, '$1')
    .replaceAll('\u200b', '');
}
