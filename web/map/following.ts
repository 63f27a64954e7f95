// The list follows the map: the page is asked for what the map shows, and its list takes the place of the one that is shown.
import type { Box } from '../kit/city_map';
import { tell } from '../kit/live_region';
import { read_page } from '../kit/page';
import { hidden_field } from '../kit/elements';
import type { Words } from '../kit/words';

const pause = 350; // ms after the map came to rest
const list = '.mapped__list';

export function box_text(box: Box): string {
  return box.map((degrees) => degrees.toFixed(5)).join(',');
}

export class Following {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = new AbortController();

  constructor(private readonly root: HTMLElement, private readonly words: Words, private readonly changed: () => void) {}

  follow(box: Box): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.asking = new AbortController();
    const stop = this.asking.signal;
    this.timer = setTimeout(() => void this.ask(box, stop).catch(() => undefined), pause); // where it does not come, the list stays
  }

  private async ask(box: Box, stop: AbortSignal): Promise<void> {
    const to = new URL(location.href);
    to.searchParams.set('box', box_text(box));
    to.searchParams.delete('cursor');
    const response = await fetch(to, { headers: { Accept: 'text/html' }, signal: stop });
    if (!response.ok) return;
    const fresh = read_page(await response.text()).querySelector(list), shown = this.root.querySelector(list);
    if (stop.aborted || !fresh || !shown) return;
    shown.replaceWith(document.adoptNode(fresh));
    history.replaceState(history.state, '', to);
    const form = document.querySelector<HTMLFormElement>('form.filters');
    if (form) hidden_field(form, 'box', box_text(box));
    tell(this.words.say('map.count', { count: fresh.querySelectorAll('.found > li').length }));
    this.changed();
  }
}
