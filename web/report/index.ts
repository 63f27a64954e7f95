// The pages of a report, bettered in place: the first question (what), the place, what is known nearby, the details, the receipt; and the page
// that says that there is no connection.
import { keep_pages } from '../kit/service_worker';
import { words_of } from '../kit/words';
import { hidden_field } from '../kit/elements';
import { offer_position, suggest_addresses } from './address';
import { Keeping } from './keeping';
import { one_press } from './me_too';
import { Photos } from './photos';
import { offer_map } from './pin';
import { send_in_place } from './send';
import { Waiting } from './waiting';

const waiting = new Waiting();

// A page that a browser kept carries an old key: each report gets one of its own.
function draw_key(form: HTMLFormElement): void {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  hidden_field(form, 'key', [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

async function better(root: HTMLElement, first: boolean): Promise<void> {
  const words = words_of(root);
  const { report: service = '', title = '', places = '', step = '' } = root.dataset;
  const near = root.querySelector('.near');
  if (near) one_press(near);
  void waiting.stand_in(root, words);
  const form = root.querySelector<HTMLFormElement>('form.report[data-main]');
  if (!form || !service) return;
  if (first && step !== 'details' && step !== 'near') draw_key(form);

  const field = form.querySelector<HTMLInputElement>('input[name="address"]:not([type="hidden"])');
  if (field && places) {
    suggest_addresses(form, field, places, words);
    offer_position(form, field, places, words);
    offer_map(root, form, field, places, words);
  }
  const files = form.querySelector<HTMLInputElement>('input[type="file"][name="media"]');
  const photos: Photos | undefined = files ? new Photos(files, words, (chosen) => keeping.photos_are(chosen)) : undefined;
  const keeping = await Keeping.of(form, service);
  keeping.give_back(root, words, photos);
  if (files) send_in_place({ form, service, title, words, keeping, photos, shown: mount_again });
}

function mount_again(): void {
  const root = document.querySelector<HTMLElement>('[data-report]');
  if (root) void better(root, false);
}

const root = document.querySelector<HTMLElement>('[data-report]');
if (root) {
  void better(root, true);
  void keep_pages((root.dataset['keep'] ?? '').split(' ').filter(Boolean));
}
