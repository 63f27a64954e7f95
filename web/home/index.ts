// The first page: whoever has a report that waits on this device is told so, and gets to where it is sent.
import { banner, element } from '../kit/elements';
import type { Report } from '../kit/outbox';
import { shelf } from '../kit/shelf';
import { words_of } from '../kit/words';

async function tell_what_waits(root: HTMLElement): Promise<void> {
  const reports = (await shelf<Report>('outbox').all().catch(() => [])).filter((each) => each.state !== 'sent').sort((a, b) => a.kept - b.kept);
  if (!reports.length) return;
  const words = words_of(root);
  const notices = reports.map((each) => {
    const waits = each.state === 'waiting';
    const inside = [element('p', {}, element('b', {}, words.say(`waiting.${each.state}`, { service: each.title })))];
    if (waits) inside.push(element('p', { class: 'small' }, words.say('waiting.later')));
    // The pages of a report send it: they know how.
    const to = waits ? (root.dataset['waiting'] ?? '') : each.action;
    inside.push(element('p', {}, element('a', { href: to }, words.say(waits ? 'waiting.send' : 'waiting.open'))));
    return banner('kept', ...inside);
  });
  root.append(element('div', { class: 'notices', role: 'status' }, ...notices));
}

const root = document.querySelector<HTMLElement>('[data-waiting]');
if (root) void tell_what_waits(root);
