// Keeps a draft while it is typed, gives it back when its page is opened again, and throws it away when it is told to.
import { banner, button, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import { shelf } from '../kit/shelf';
import type { Words } from '../kit/words';
import { is_stale, merged, put_back, typed_in, type Draft } from './draft';
import type { Photos } from './photos';

const drafts = shelf<Draft>('drafts');
const pause = 300; // ms without a key before it is written

export class Keeping {
  private draft: Draft;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private written: Promise<unknown> = Promise.resolve();
  private over = false;

  private constructor(private readonly form: HTMLFormElement, draft: Draft) {
    this.draft = draft;
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => void this.save());
    form.addEventListener('submit', () => void this.save());
    window.addEventListener('pagehide', () => void this.save());
  }

  // Where the browser keeps nothing, nothing is kept, and all else goes on.
  static async of(form: HTMLFormElement, service: string): Promise<Keeping> {
    const empty: Draft = { service, saved: Date.now(), fields: [], photos: [] };
    const kept = await drafts.get(service).catch(() => undefined);
    return new Keeping(form, kept && !is_stale(kept, Date.now()) ? kept : empty);
  }

  // Photos that the server has already are not put back.
  give_back(root: HTMLElement, words: Words, photos: Photos | undefined): void {
    let count = put_back(this.form, this.draft.fields);
    if (photos && this.draft.photos.length && !this.form.querySelector('input[name="photo"]')) {
      photos.put_back(this.draft.photos);
      count += this.draft.photos.length;
    }
    if (count === 0) return;
    const forget = button(words.say('draft.forget'), () => {
      void this.forget();
      this.form.reset();
      photos?.put_back([]);
      notice.remove();
      tell(words.say('draft.gone'));
      root.querySelector<HTMLElement>('h1')?.setAttribute('tabindex', '-1');
      root.querySelector<HTMLElement>('h1')?.focus();
    });
    const notice = banner('kept', element('p', {}, element('b', {}, words.say('draft.kept'))), element('p', { class: 'acts' }, forget));
    this.form.before(notice);
    tell(words.say('draft.kept'));
  }

  photos_are(photos: readonly File[]): void {
    this.draft = { ...this.draft, photos };
    void this.save();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), pause);
  }

  save(): Promise<unknown> {
    clearTimeout(this.timer);
    if (this.over || !this.form.isConnected) return this.written;
    const { fields, names } = typed_in(this.form);
    this.draft = { ...this.draft, saved: Date.now(), fields: merged(this.draft.fields, fields, names) };
    const { draft } = this;
    const empty = draft.fields.length === 0 && draft.photos.length === 0;
    this.written = this.written.then(() => (empty ? drafts.remove(draft.service) : drafts.put(draft.service, draft))).catch(() => undefined);
    return this.written;
  }

  // Sent, or not wanted: what is typed from now on is a new draft.
  async forget(last = false): Promise<void> {
    clearTimeout(this.timer);
    this.over = last;
    this.draft = { ...this.draft, fields: [], photos: [] };
    this.written = this.written.then(() => drafts.remove(this.draft.service)).catch(() => undefined);
    await this.written;
  }
}

export async function forget_draft(service: string): Promise<void> {
  await drafts.remove(service).catch(() => undefined);
}
