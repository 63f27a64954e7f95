// Which pages are kept, and which of them stands in for one that does not come.

export interface Kept {
  readonly version: string; // changes with any of the assets
  readonly assets: readonly string[];
  readonly languages: readonly string[]; // those that have a path of their own
}

function split(path: string, languages: readonly string[]): { language: string; rest: string } {
  const [, first = ''] = path.split('/');
  return languages.includes(first) ? { language: `/${first}`, rest: path.slice(first.length + 1) } : { language: '', rest: path };
}

const form = /^\/report\/([A-Za-z0-9._-]+)$/;

// The page without a connection, the list of what can be reported, and the form for a whole report; no other, and none with a token.
export function may_keep(address: string, languages: readonly string[]): boolean {
  const [path = '', query = ''] = address.split('?');
  const { rest } = split(path, languages);
  if (form.test(rest)) return query === 'whole=yes';
  return query === '' && (rest === '/offline' || rest === '/report');
}

// In the order in which they are looked for.
export function page_for(path: string, languages: readonly string[]): string[] {
  const { language, rest } = split(path, languages);
  const offline = `${language}/offline`;
  if (rest === '/report') return [path, offline];
  return form.test(rest) ? [`${path}?whole=yes`, offline] : [offline];
}
