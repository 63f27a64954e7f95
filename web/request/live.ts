// The server says that something happened; the page is asked for again, and what is other on it is put in its place.
import { tell } from '../kit/live_region';
import { change_into } from '../kit/change';
import { read_page } from '../kit/page';
import type { Words } from '../kit/words';

const retry_after = 15_000; // ms, where the server does not want to be listened to just now

async function read_again(words: Words): Promise<void> {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!response.ok) return;
  const fresh = read_page(await response.text());
  const main = document.querySelector('main'), now = fresh.querySelector('main');
  if (!main || !now) return;
  const before = main.textContent;
  change_into(main, now);
  document.title = fresh.title;
  if (main.textContent === before) return; // nothing that a reader would see
  const state = main.querySelector('.title .tag')?.textContent.trim() ?? '';
  tell(words.say('live.changed', { state }));
}

export function keep_up(address: string, words: Words): void {
  let reading: Promise<unknown> = Promise.resolve(); // one after the other
  let last = '';
  const listen = () => {
    const from = new URL(address, location.href);
    if (last) from.searchParams.set('since', last);
    const source = new EventSource(from);
    source.addEventListener('changed', (event: MessageEvent) => {
      last = event.lastEventId || last;
      reading = reading.then(() => read_again(words)).catch(() => undefined);
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, retry_after); // refused: the browser itself does not try again
    });
  };
  listen();
}
