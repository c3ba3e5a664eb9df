const LONGEST = 500;

/** What somebody may type who means no good, by what it is; none longer than Discord lets them type. */
export const NASTY_TEXTS: Readonly<Record<string, string>> = {
  markup: filled('**__~~`||<@&1>[x](<https://evil.example>)||`~~__** > # -# '),
  mentions: filled('@everyone @here <@1> <@&1> <#1> </play:1> <t:1:R> '),
  bidi: filled('\u202e\u2066gnp.exe\u2069\u200f\u061c'),
  zalgo: `Z${'\u0310\u0352\u035b'.repeat(160)}`,
  invisible: filled('\u200b\u2060\ufeff\u00ad\u{e0041}'),
  controls: filled('\0\u0007\u001b[31m\r\n\t\u0085\u2028'),
  'lone surrogates': filled('\ud800\udc00\udfff\ud83d'),
  emoji: filled('👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿'),
  'what grows when it is folded': filled('\ufdfa'),
  blanks: filled(' \u00a0\u3000'),
  'an option': '--exec=touch /tmp/owned',
  'a shell': '$(id);`id`|id&&id\n%0aid',
  'a file': 'file:///etc/passwd',
  'a local file': 'local:/etc/passwd',
  'a path': '../../../../etc/passwd',
  'an escaped path': '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  'a share': '\\\\evil.example\\share\\x.mp3',
  metadata: 'http://169.254.169.254/latest/meta-data/',
  'a store': 'http://127.0.0.1:6379/',
  'loopback as a number': 'http://2130706433/',
  'loopback in IPv6': 'http://[::ffff:127.0.0.1]/',
  'a password in a link': 'https://user:secret-of-a-link@example.com/a.mp3',
  'another protocol': 'javascript:alert(1)',
  'a deep link': `https://example.com/${'a/'.repeat(240)}`.slice(0, LONGEST),
  'a long query': `https://www.youtube.com/watch?v=${'&a=%00'.repeat(70)}`,
  'a name of an object': '__proto__',
  'an id of ours': `c:${'A'.repeat(22)}`,
  'a pattern': `${'a'.repeat(LONGEST - 1)}!`,
};

function filled(part: string): string {
  return part.repeat(Math.ceil(LONGEST / part.length)).slice(0, LONGEST);
}
