// Words that a page hands to its scripts: data-words, a JSON object, written by the server in the reader's language.

export type Values = Readonly<Record<string, string | number>>;

export class Words {
  constructor(private readonly all: Readonly<Record<string, string>>) {}

  // "{name}" stands for a value. A word that the page did not hand over breaks: the page and its script are of one build.
  say(key: string, values: Values = {}): string {
    const text = this.all[key];
    if (text === undefined) throw new Error(`the page hands over no words for "${key}"`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
}

export function words_of(element: HTMLElement): Words {
  const given: unknown = JSON.parse(element.dataset['words'] ?? '{}');
  return new Words(given as Record<string, string>);
}
