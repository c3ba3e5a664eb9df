// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Those that JSON leaves as they are, and terminals and editors obey. */
const LEFT_BY_JSON = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line, with what a terminal would obey written out: control characters and changes of direction. */
export function visible(text: string): string {
  return text.replace(CONTROLS, (char) => NAMED[char] ?? escaped(char));
}

/** A line of JSON, or what was made of one, that no terminal obeys; as JSON it says what it said. */
export function visibleLine(line: string): string {
  return line.replace(LEFT_BY_JSON, escaped);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
