// A text field with a list of suggestions, as ARIA's authoring practices draw it. The focus stays in the field; whoever takes no suggestion
// sends what they typed.
import { closed, offered, pressed, type Choices } from './choices';
import { element } from './elements';

export interface Suggestions<Item> {
  readonly label: string; // of the list
  find(typed: string, stop: AbortSignal): Promise<Item[]>;
  show(item: Item): string;
  chosen(item: Item): void;
  found(count: number): void;
}

const pause = 200; // ms without a key before it is asked
const least = 2; // letters

export class Combobox<Item> {
  private choices: Choices = closed;
  private items: Item[] = [];
  private readonly list: HTMLUListElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = new AbortController();

  constructor(private readonly field: HTMLInputElement, private readonly of: Suggestions<Item>) {
    this.list = element('ul', { class: 'combo__list', role: 'listbox', id: `${field.id}-list`, 'aria-label': of.label, hidden: '' });
    const around = element('div', { class: 'combo' });
    const focused = document.activeElement === field; // a field that is moved loses it
    field.replaceWith(around);
    around.append(field, this.list);
    if (focused) field.focus();
    for (const [name, value] of Object.entries({ role: 'combobox', autocomplete: 'off', dir: 'auto', 'aria-autocomplete': 'list', 'aria-controls': this.list.id })) field.setAttribute(name, value);
    field.addEventListener('input', () => this.typed());
    field.addEventListener('keydown', (event) => this.key(event));
    field.addEventListener('blur', () => this.put(closed));
    this.list.addEventListener('pointerdown', (event) => event.preventDefault()); // the focus stays where it is
    this.list.addEventListener('click', (event) => this.clicked(event));
    this.draw();
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.asking = new AbortController();
    const typed = this.field.value.trim();
    if (typed.length < least) return this.put(closed);
    const stop = this.asking.signal;
    this.timer = setTimeout(() => void this.ask(typed, stop), pause);
  }

  // Suggestions are an aid: where they do not come, nobody is told.
  private async ask(typed: string, stop: AbortSignal): Promise<void> {
    const items = await this.of.find(typed, stop).catch(() => undefined);
    if (!items || stop.aborted || document.activeElement !== this.field) return;
    this.items = items;
    this.list.replaceChildren(...items.map((item, at) => element('li', { role: 'option', id: `${this.list.id}-${at}` }, element('bdi', {}, this.of.show(item)))));
    this.put(offered(items.length));
    this.of.found(items.length);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const after = pressed(this.choices, event.key);
    if (!after) return;
    event.preventDefault();
    this.put(after.choices);
    if (after.chosen !== undefined) this.choose(after.chosen);
  }

  private clicked(event: Event): void {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (!option) return;
    this.put(closed);
    this.choose([...this.list.children].indexOf(option));
  }

  private choose(at: number): void {
    const item = this.items[at];
    if (item === undefined) return;
    this.field.value = this.of.show(item);
    this.of.chosen(item);
  }

  private put(choices: Choices): void {
    this.choices = choices;
    this.draw();
  }

  private draw(): void {
    const { open, active } = this.choices;
    this.list.hidden = !open;
    this.field.setAttribute('aria-expanded', String(open));
    [...this.list.children].forEach((option, at) => {
      option.setAttribute('aria-selected', String(at === active));
      if (at === active) option.scrollIntoView({ block: 'nearest' });
    });
    if (open && active >= 0) this.field.setAttribute('aria-activedescendant', `${this.list.id}-${active}`);
    else this.field.removeAttribute('aria-activedescendant');
  }
}
