// Reports that wait on this device, and those that were sent since: each a notice at the top of the page.
import { button, element } from '../kit/elements';
import { tell } from '../kit/live_region';
import { alone, channel_name, send_waiting, type Report } from '../kit/outbox';
import { shelf } from '../kit/shelf';
import type { Words } from '../kit/words';
import { forget_draft } from './keeping';

const outbox = shelf<Report>('outbox');

interface Syncing {
  readonly sync: { register(name: string): Promise<void> };
}

// Also where the page is closed meanwhile, in browsers that wake a service worker for it.
async function ask_to_be_woken(): Promise<void> {
  const worker = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
  if (worker && 'sync' in worker) await (worker as unknown as Syncing).sync.register(channel_name).catch(() => undefined);
}

export async function keep_to_send(report: Report): Promise<void> {
  await outbox.put(report.key, report);
  void ask_to_be_woken();
}

export class Waiting {
  private readonly place = element('div', { class: 'notices' });
  private readonly told = new Map<string, string>(); // key → state
  private readonly channel = 'BroadcastChannel' in window ? new BroadcastChannel(channel_name) : undefined;
  private root: HTMLElement | undefined;
  private words: Words | undefined;

  constructor() {
    this.channel?.addEventListener('message', () => void this.show());
    window.addEventListener('online', () => void this.send());
  }

  // The page may be another one than before: what is said stands at its top.
  async stand_in(root: HTMLElement, words: Words): Promise<void> {
    this.root = root;
    this.words = words;
    if (root.dataset['receipt'] !== undefined) await this.forget_this_receipt();
    await this.show();
    if (navigator.onLine) await this.send();
  }

  private async send(): Promise<void> {
    const changed = await alone(() => send_waiting(outbox)).catch(() => []);
    for (const report of changed) if (report.state === 'sent') await forget_draft(report.service);
    if (!changed.length) return;
    this.channel?.postMessage('changed');
    await this.show();
  }

  private async forget_this_receipt(): Promise<void> {
    const reports = await outbox.all().catch(() => []);
    for (const each of reports) if (each.receipt === location.href) await outbox.remove(each.key);
  }

  private async show(): Promise<void> {
    const { root, words } = this;
    if (!root || !words) return;
    const reports = (await outbox.all().catch(() => [])).sort((a, b) => a.kept - b.kept);
    this.place.replaceChildren(...reports.map((each) => this.notice(each, words)));
    if (!reports.length) return this.place.remove();
    if (!root.contains(this.place)) (root.querySelector('.section, h1') ?? root.firstElementChild)?.before(this.place);
    for (const each of reports) {
      if (this.told.get(each.key) !== each.state) tell(this.sentence(each, words));
      this.told.set(each.key, each.state);
    }
  }

  private sentence(report: Report, words: Words): string {
    return words.say(`waiting.${report.state}`, { service: report.title });
  }

  private notice(report: Report, words: Words): HTMLElement {
    const forget = () => void outbox.remove(report.key).then(() => this.show());
    const made = element('div', { class: report.state === 'waiting' ? 'banner' : 'note' });
    const inside = element('div', {}, element('p', {}, element('b', {}, this.sentence(report, words))));
    if (report.state === 'waiting') {
      inside.append(element('p', { class: 'small' }, words.say('waiting.later')));
      inside.append(element('p', { class: 'acts' }, button(words.say('waiting.send'), () => void this.send()), button(words.say('draft.forget'), forget)));
    } else {
      const to = report.state === 'sent' ? report.receipt : report.action;
      const link = element('a', { href: to }, words.say(report.state === 'sent' ? 'waiting.receipt' : 'waiting.open'));
      link.addEventListener('click', () => void outbox.remove(report.key));
      if (to) inside.append(element('p', {}, link));
    }
    made.append(inside);
    return made;
  }
}

