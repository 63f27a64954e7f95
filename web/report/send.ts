// Sends a report without leaving the page, so that a lost connection loses nothing: then it waits on the device, and is sent later.
import { banner, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import { sent, what_became, type Answer, type Report } from '../kit/outbox';
import { read_page, show_page } from '../kit/page';
import type { Words } from '../kit/words';
import type { Keeping } from './keeping';
import type { Photos } from './photos';
import { keep_to_send } from './waiting';

export interface Sending {
  readonly form: HTMLFormElement;
  readonly service: string;
  readonly title: string;
  readonly words: Words;
  readonly keeping: Keeping;
  readonly photos: Photos | undefined;
  readonly shown: () => void; // another page stands in place of this one
}

function report_of({ form, service, title }: Sending, held: FormData): Report {
  const fields: [string, string][] = [];
  const photos: File[] = [];
  for (const [name, value] of held.entries()) {
    if (typeof value === 'string') fields.push([name, value]);
    else if (value.size > 0) photos.push(value);
  }
  return {
    key: held.get('key') as string,
    service,
    title,
    action: form.action,
    fields,
    photos: photos.map((file) => ({ name: file.name, bytes: file })),
    kept: Date.now(),
    state: 'waiting',
    receipt: '',
  };
}

async function answered(of: Sending, answer: Answer): Promise<void> {
  const became = what_became(answer);
  if (became.state === 'waiting') return could_not(of);
  if (became.state === 'sent') await of.keeping.forget(true);
  if (became.state === 'sent' && answer.redirected) return location.assign(answer.url);
  show_page(read_page(answer.html));
  of.shown();
}

// The city has trouble: nothing is lost, and it can be tried again.
function could_not({ form, words }: Sending): void {
  form.querySelector(':scope > .banner--late')?.remove();
  const notice = banner('late', element('p', {}, element('b', {}, words.say('send.broken'))));
  form.prepend(notice);
  notice.focus();
}

// The form is done with: what stays is what the report is about, and the notice of what becomes of it.
function leave({ form, title }: Sending): void {
  const root = form.parentElement, h1 = root?.querySelector('h1');
  form.remove();
  root?.querySelectorAll('.steps, .banner').forEach((each) => each.remove());
  if (!h1) return;
  h1.textContent = title;
  h1.tabIndex = -1;
  h1.focus();
}

async function keep(of: Sending, held: FormData): Promise<void> {
  const report = report_of(of, held);
  try {
    await keep_to_send(report);
  } catch {
    return could_not(of); // this browser keeps nothing: the form stays
  }
  await of.keeping.save();
  leave(of);
  of.shown();
}

export function send_in_place(of: Sending): void {
  let under_way = false;
  const send = async () => {
    await of.photos?.ready();
    const held = new FormData(of.form);
    const slow = setTimeout(() => tell(of.words.say('send.sending')), 300);
    const answer = await sent(of.form.action, held).catch(() => undefined);
    clearTimeout(slow);
    await (answer ? answered(of, answer) : keep(of, held));
  };
  of.form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (under_way) return;
    under_way = true;
    void send().finally(() => (under_way = false));
  });
}

