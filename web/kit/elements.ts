// Elements as pages of ours have them.

type Attributes = Readonly<Record<string, string>>;

export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export function button(words: string, press: () => void, looks = 'btn btn--quiet btn--small'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: looks }, words);
  made.addEventListener('click', press);
  return made;
}

// A notice that takes the reader's eye; with "alert" it is read out at once.
export function banner(kind: 'kept' | 'late', ...inside: (Node | string)[]): HTMLElement {
  return element('div', { class: kind === 'late' ? 'banner banner--late' : 'banner', ...(kind === 'late' ? { role: 'alert' } : {}), tabindex: '-1' }, element('div', {}, ...inside));
}

export function hidden_field(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`);
  if (!field) {
    field = element('input', { type: 'hidden', name });
    form.prepend(field);
  }
  field.value = value;
}
