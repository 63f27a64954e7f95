// The field for photos: each choice adds to the list, each photo is shown and can be taken out. The field itself holds what is sent.
import { button, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import type { Words } from '../kit/words';
import { shrunk } from './shrink';

export class Photos {
  private files: File[] = [];
  private working: Promise<void> = Promise.resolve();
  private readonly list: HTMLUListElement;
  private readonly most: number; // beside those that the server has already

  constructor(private readonly field: HTMLInputElement, private readonly words: Words, private readonly changed: (files: readonly File[]) => void) {
    this.most = Number(field.dataset['most'] ?? 0);
    this.list = element('ul', { class: 'chosen', 'aria-label': words.say('photos.list') });
    this.list.hidden = true;
    field.after(this.list);
    field.addEventListener('change', () => this.add([...(field.files ?? [])]));
  }

  // Resolves when every photo that was chosen is ready to be sent.
  ready(): Promise<void> {
    return this.working;
  }

  chosen(): readonly File[] {
    return this.files;
  }

  // Kept from before: as they are.
  put_back(files: readonly File[]): void {
    this.files = files.slice(0, this.most);
    this.draw();
  }

  private add(more: readonly File[]): void {
    if (!more.length) return this.field_holds();
    this.field_holds(); // the browser put the new ones in place of the old
    this.working = this.working.then(async () => {
      tell(this.words.say('photos.working'));
      const ready: File[] = [];
      for (const file of more) ready.push(await shrunk(file)); // one after the other: a phone has little memory
      const room = this.most - this.files.length;
      this.files = [...this.files, ...ready.slice(0, room)];
      this.draw();
      tell(this.counted('photos.count') + (ready.length > room ? ` ${this.words.say('photos.too_many')}` : ''));
      this.changed(this.files);
    });
  }

  private remove(at: number): void {
    this.files = this.files.filter((_, each) => each !== at);
    this.draw();
    const next = this.list.querySelectorAll('button')[Math.min(at, this.files.length - 1)];
    (next ?? this.field).focus();
    tell(this.counted('photos.removed'));
    this.changed(this.files);
  }

  private counted(key: string): string {
    return this.words.say(key, { count: this.files.length, most: this.most });
  }

  private field_holds(): void {
    const holds = new DataTransfer();
    for (const file of this.files) holds.items.add(file);
    this.field.files = holds.files;
  }

  private draw(): void {
    this.field_holds();
    for (const shown of this.list.querySelectorAll('img')) URL.revokeObjectURL(shown.src);
    this.list.replaceChildren(...this.files.map((file, at) => this.shown(file, at)));
    this.list.hidden = this.files.length === 0;
  }

  private shown(file: File, at: number): HTMLLIElement {
    const picture = element('img', { alt: '', src: URL.createObjectURL(file) });
    picture.addEventListener('error', () => picture.remove()); // a kind that this browser cannot draw
    const take_out = button(this.words.say('photos.remove'), () => this.remove(at));
    take_out.setAttribute('aria-label', `${this.words.say('photos.remove')}: ${at + 1}, ${file.name}`);
    return element('li', {}, picture, element('bdi', {}, file.name), take_out);
  }
}
